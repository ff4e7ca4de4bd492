#include "tests/kernels/cases/workbench.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/simt/sanitizers.h"

namespace sleeve::kernels::cases {
namespace {

// Arrays start at an odd multiple of 64 bytes: the alignment of a tensor within flat parameters.
constexpr std::size_t kGuard = 256 + 64;

constexpr std::uint32_t kPoison = 0x7FC5A5C5;  // a NaN that no arithmetic makes

}  // namespace

double Output::largest() const {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

const Output& Outputs::find(const std::string& name) const {
  for (const Output& output : arrays) {
    if (output.name == name) return output;
  }
  throw std::out_of_range("no output is called " + name);
}

Tolerance exact() {
  return [](const Output&, const Outputs&) { return 0.0; };
}

Tolerance rounded(double roundings) {
  return
      [=](const Output& own, const Outputs&) { return roundings * kUnitRoundoff * own.largest(); };
}

Tolerance rounded_of(const std::string& output, double roundings, double factor) {
  return [=](const Output&, const Outputs& reference) {
    return roundings * kUnitRoundoff * reference.find(output).largest() * factor;
  };
}

Tolerance stored(bool bf16, const Tolerance& before) {
  constexpr double kNeighbours = 0x1p-7;  // of bf16, relative
  if (!bf16) return before;
  return [=](const Output& own, const Outputs& reference) {
    const double error = before(own, reference);
    return error == 0 ? 0 : error + kNeighbours * own.largest();
  };
}

double operand_roundoff(Precision precision) {
  switch (precision) {
    case Precision::kF32:
      return 0;
    case Precision::kTf32:
      return 0x1p-11;
    case Precision::kBf16:
      return 0x1p-8;
  }
  return 0;
}

std::vector<Bfloat16> Workbench::rounded_values(const std::vector<float>& values) {
  std::vector<Bfloat16> rounded;
  for (const float value : values) rounded.push_back(to_bfloat16(value));
  return rounded;
}

Workbench::~Workbench() {
  open_guards();
  for (const Array& array : arrays_) backend_.device().free(array.memory);
}

std::vector<std::byte> Workbench::poison(std::size_t bytes) {
  std::vector<std::byte> filled(bytes);
  for (std::size_t i = 0; i < bytes; ++i) filled[i] = std::byte(kPoison >> (8 * (i % 4)) & 0xFF);
  return filled;
}

void* Workbench::place(const std::string& name, const std::vector<std::byte>& bytes,
                       bool read_only) {
  Device& device = backend_.device();
  auto* memory = static_cast<std::byte*>(device.allocate(bytes.size() + 2 * kGuard));
  arrays_.push_back({name, memory, bytes, read_only});
  const std::vector<std::byte> guard = poison(kGuard);
  device.upload(memory, guard.data(), kGuard);
  device.upload(memory + kGuard, bytes.data(), bytes.size());
  device.upload(memory + kGuard + bytes.size(), guard.data(), kGuard);
  if (in_this_process()) {
    simt::sanitizers::poison(memory, kGuard);
    simt::sanitizers::poison(memory + kGuard + bytes.size(), kGuard);
  }
  return memory + kGuard;
}

bool Workbench::in_this_process() const {
  return backend_.device().reads_host_memory() || backend_.name() == "simt";
}

void Workbench::open_guards() {
  if (!in_this_process()) return;
  for (const Array& array : arrays_) {
    simt::sanitizers::unpoison(array.memory, array.before.size() + 2 * kGuard);
  }
}

void Workbench::check(const Array& array, Outputs& outputs) {
  const std::size_t size = array.before.size();
  std::vector<std::byte> after(size + 2 * kGuard);
  backend_.device().download(after.data(), array.memory, after.size());
  const std::vector<std::byte> guard = poison(kGuard);
  if (std::memcmp(after.data(), guard.data(), kGuard) != 0) {
    outputs.faults.push_back("memory before " + array.name + " was written");
  }
  if (std::memcmp(after.data() + kGuard + size, guard.data(), kGuard) != 0) {
    outputs.faults.push_back("memory behind " + array.name + " was written");
  }
  if (array.read_only && size != 0 &&
      std::memcmp(after.data() + kGuard, array.before.data(), size) != 0) {
    outputs.faults.push_back("input " + array.name + " was written");
  }
}

Outputs Workbench::finish() {
  backend_.device().synchronize();
  open_guards();
  Outputs outputs;
  for (const auto& read : readers_) read(outputs);
  for (const Array& array : arrays_) check(array, outputs);
  return outputs;
}

}  // namespace sleeve::kernels::cases
