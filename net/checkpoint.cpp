#include "net/checkpoint.h"

#include <nlohmann/json.hpp>
#include <set>

#include "net/flat_tensors.h"
#include "net/metadata.h"

namespace sleeve::net {
namespace {

constexpr const char* kFormat = "sleeve checkpoint 1";

[[noreturn]] void fail(const engine::SafetensorsReader& file, const std::string& what) {
  throw engine::FileError(file.path().string() + ": " + what);
}

}  // namespace

CheckpointInfo checkpoint_info(const engine::SafetensorsReader& file) {
  expect_format(file, kFormat, "a checkpoint");
  const auto device = file.metadata().find("device");
  return {.step = metadata_number(file, "step"),
          .seed = metadata_number(file, "seed"),
          .config = file.metadata("config"),
          .labels = metadata_labels(file),
          .device = device == file.metadata().end() ? std::string() : device->second};
}

std::string device_text(kernels::Backend& backend) {
  return backend.name() + " (" + backend.device().info().name + ")";
}

void save_checkpoint(const std::filesystem::path& path, Training& training,
                     const std::string& config_yaml) {
  training.backend().device().synchronize();
  const std::vector<FlatTensors> all = all_tensors(training);
  TensorList tensors;
  declare(all, "", tensors);
  engine::SafetensorsWriter file(path, tensors,
                                 {{"format", kFormat},
                                  {"step", std::to_string(training.step())},
                                  {"seed", std::to_string(training.config().train.seed)},
                                  {"config", config_yaml},
                                  {"genres", nlohmann::json(training.labels().genres).dump()},
                                  {"decades", nlohmann::json(training.labels().decades).dump()},
                                  {"device", device_text(training.backend())},
                                  {"program", "sleeve " SLEEVE_VERSION}});
  write(all, training.backend().device(), file);
  file.finish();
}

void resume_from_checkpoint(const engine::SafetensorsReader& file, Training& training) {
  const CheckpointInfo info = checkpoint_info(file);
  if (!(info.labels == training.labels())) {
    fail(file, "its genres or decades are not those of this run");
  }
  const std::vector<FlatTensors> all = all_tensors(training);
  TensorList expected;
  declare(all, "", expected);
  std::set<std::string> names;
  for (const auto& [name, tensor] : expected) names.insert(name);
  for (const auto& [name, tensor] : file.tensors()) {
    if (!names.contains(name)) fail(file, "tensor '" + name + "' is not part of these networks");
  }
  // All tensors are checked before the first is taken: a refused file leaves the training alone.
  for (const auto& [name, tensor] : expected) file.tensor<float>(name, tensor.shape);
  for (const FlatTensors& flat : all) read(file, flat, training.backend().device());
  training.continue_at(info.step);
}

}  // namespace sleeve::net
