// A trace of ten steps at width 16 and 32x32, replayed by scripts/replay_in_pytorch.py.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "net/trace.h"
#include "support.h"

namespace sleeve::net {
namespace {

/// A Python that has PyTorch; empty if there is none.
std::string find_python() {
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string command = std::string(python) + " -c 'import torch' 2> /dev/null";
    if (std::system(command.c_str()) == 0) return python;
  }
  MESSAGE("skipped: no python3 with PyTorch");
  return {};
}

const std::string& python_with_torch() {
  static const std::string python = find_python();
  return python;
}

void trace(const std::filesystem::path& path, Training& training, int steps) {
  TraceWriter writer(path, training, steps, "");
  while (!writer.complete()) {
    training.run_step();
    writer.after_step();
  }
  writer.finish();
}

/// Whether PyTorch agrees; `log` gets what the script prints.
bool replay(const std::filesystem::path& path, const std::filesystem::path& log) {
  const std::string command = python_with_torch() + " " SLEEVE_SCRIPTS "/replay_in_pytorch.py " +
                              path.string() + " > " + log.string() + " 2>&1";
  return std::system(command.c_str()) == 0;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Another name for a file in which one value of one tensor is a little different.
void spoil(const std::filesystem::path& from, const std::filesystem::path& to,
           const std::string& tensor) {
  std::filesystem::copy_file(from, to);
  const engine::SafetensorsReader reader(from);
  const std::byte* first = reader.bytes(tensor).data();  // of the data section
  std::size_t data_bytes = 0;
  for (const auto& [name, info] : reader.tensors()) {
    first = std::min(first, reader.bytes(name).data());
    data_bytes += info.bytes();
  }
  const auto header = std::filesystem::file_size(from) - data_bytes;
  const auto offset = header + static_cast<std::size_t>(reader.bytes(tensor).data() - first);
  float value = 0;
  std::fstream file(to, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(&value), sizeof value);
  value += 0.01F;
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(reinterpret_cast<const char*>(&value), sizeof value);
}

/// The same of a part of the header, for another as long.
void spoil_text(const std::filesystem::path& from, const std::filesystem::path& to,
                const std::string& text, const std::string& other) {
  std::string bytes = text_of(from);
  const std::size_t place = bytes.find(text);
  REQUIRE(place != std::string::npos);
  bytes.replace(place, text.size(), other);
  std::ofstream(to, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("PyTorch replays ten traced steps") {
  if (python_with_torch().empty()) return;
  Config config;
  config.data.batch = 8;
  config.model.image_size = 32;
  config.model.generator_width = config.model.discriminator_width = 16;
  config.model.decades = true;
  config.model.codes = 1;
  const TemporaryFolder folder;
  for (const auto& backend : backends()) {
    CAPTURE(backend->name());
    Run run(config, labels_of(5, 3), *backend);
    run.training.initialize();
    const auto path = folder / (backend->name() + ".safetensors");
    trace(path, run.training, 10);
    CHECK_MESSAGE(replay(path, folder / "log"), text_of(folder / "log"));
  }
}

TEST_CASE("PyTorch replays the diversity term, and notices if it has another weight") {
  if (python_with_torch().empty()) return;
  const TemporaryFolder folder;
  Config config = diversity_config();
  config.model.decades = true;
  config.data.batch = 12;
  config.model.generator_width = config.model.discriminator_width = 8;
  const auto path = folder / "trace.safetensors";
  for (const auto& backend : backends()) {
    CAPTURE(backend->name());
    // Each of them with another convention.
    config.train.diversity_convention = backend->name() == "reference"
                                            ? kernels::SsimConvention::kClamp
                                            : kernels::SsimConvention::kFit;
    Run run(config, labels_of(2, 2), *backend);
    run.training.initialize();
    trace(path, run.training, 10);
    CHECK(run.training.report().generator.diversity > 0.05F);
    CHECK_MESSAGE(replay(path, folder / "log"), text_of(folder / "log"));
  }
  const auto other = folder / "weight.safetensors";
  spoil_text(path, other, R"(diversity_weight\":3.0)", R"(diversity_weight\":2.0)");
  CHECK_FALSE(replay(other, folder / "log"));
}

TEST_CASE("PyTorch replays a trace that starts later, and notices what is off in it") {
  if (python_with_torch().empty()) return;
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("cpu");
  Run run(spelled_out_config(), labels_of(4, 3), *backend);
  run.training.initialize();
  for (int step = 0; step < 7; ++step) run.training.run_step();
  const auto path = folder / "late.safetensors";
  trace(path, run.training, 10);
  CHECK_MESSAGE(replay(path, folder / "log"), text_of(folder / "log"));

  const auto other_weight = folder / "weight.safetensors";
  spoil(path, other_weight, "step.17.generator.up.0.weight");
  CHECK_FALSE(replay(other_weight, folder / "log"));
  const auto other_loss = folder / "loss.safetensors";
  spoil(path, other_loss, "step.12.losses.fake");
  CHECK_FALSE(replay(other_loss, folder / "log"));
}

TEST_CASE("a trace that is not complete does not appear") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("cpu");
  Run run(small_config(), labels_of(3, 0), *backend);
  run.training.initialize();
  {
    TraceWriter writer(folder / "trace.safetensors", run.training, 2, "");
    run.training.run_step();
    writer.after_step();
    CHECK_FALSE(writer.complete());
  }
  CHECK_FALSE(std::filesystem::exists(folder / "trace.safetensors"));
}

}  // namespace sleeve::net
