#include "net/checkpoint.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "net/flat_tensors.h"

namespace sleeve::net {
namespace {

constexpr const char* kFormat = "sleeve checkpoint 1";

[[noreturn]] void fail(const engine::SafetensorsReader& file, const std::string& what) {
  throw engine::FileError(file.path().string() + ": " + what);
}

std::uint64_t number(const engine::SafetensorsReader& file, const std::string& key) {
  const std::string& text = file.metadata(key);
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) {
    fail(file, "'" + key + "' of its metadata is '" + text + "' instead of a number");
  }
  return value;
}

std::vector<std::string> names(const engine::SafetensorsReader& file, const std::string& key) {
  try {
    return nlohmann::json::parse(file.metadata(key)).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    fail(file, "'" + key + "' of its metadata is not a JSON list of names");
  }
}

}  // namespace

CheckpointInfo checkpoint_info(const engine::SafetensorsReader& file) {
  const auto format = file.metadata().find("format");
  if (format == file.metadata().end() || format->second != kFormat) {
    fail(file,
         "not a checkpoint of Sleeve (its metadata lacks format: '" + std::string(kFormat) + "')");
  }
  const auto device = file.metadata().find("device");
  return {.step = number(file, "step"),
          .seed = number(file, "seed"),
          .config = file.metadata("config"),
          .labels = {names(file, "genres"), names(file, "decades")},
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
