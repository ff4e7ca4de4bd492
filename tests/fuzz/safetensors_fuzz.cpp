// Whatever the bytes: SafetensorsReader reads them, or throws FileError. What it reads is whole:
// every byte of every tensor can be touched, and the tensors fill the file's data section.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "engine/safetensors.h"
#include "tests/fuzz/memory_file.h"

namespace {

using namespace sleeve::engine;

template <typename T>
void touch(const SafetensorsReader& reader, const std::string& name, const TensorInfo& info) {
  const std::span<const T> values = reader.tensor<T>(name, info.shape);
  for (const volatile T& value : values) [[maybe_unused]] const T read = value;
  if (values.size() != info.elements()) std::abort();
}

void touch(const SafetensorsReader& reader, const std::string& name, const TensorInfo& info) {
  switch (info.dtype) {
    case DType::kU8:
      return touch<std::uint8_t>(reader, name, info);
    case DType::kI16:
      return touch<std::int16_t>(reader, name, info);
    case DType::kI32:
      return touch<std::int32_t>(reader, name, info);
    case DType::kI64:
      return touch<std::int64_t>(reader, name, info);
    case DType::kF32:
      return touch<float>(reader, name, info);
    case DType::kF64:
      return touch<double>(reader, name, info);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sleeve::tests::MemoryFile file(data, size);
  try {
    const SafetensorsReader reader(file.path());
    std::size_t bytes = 0;
    for (const auto& [name, info] : reader.tensors()) {
      touch(reader, name, info);
      bytes += reader.bytes(name).size();
    }
    std::uint64_t header = 0;
    std::memcpy(&header, data, sizeof(header));
    if (sizeof(header) + header + bytes != size) std::abort();
  } catch (const FileError&) {
  }
  return 0;
}
