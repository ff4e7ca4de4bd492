#include "net/classifier_file.h"

#include <nlohmann/json.hpp>

#include "net/flat_tensors.h"
#include "net/metadata.h"

namespace sleeve::net {
namespace {

constexpr const char* kFormat = "sleeve classifier 1";

}  // namespace

ClassifierInfo classifier_info(const engine::SafetensorsReader& file) {
  expect_format(file, kFormat, "a classifier");
  return {.image_size = static_cast<int>(metadata_number(file, "image_size")),
          .width = static_cast<int>(metadata_number(file, "width")),
          .step = metadata_number(file, "step"),
          .seed = metadata_number(file, "seed"),
          .labels = metadata_labels(file),
          .data = file.metadata("data")};
}

void save_classifier(const std::filesystem::path& path, const ClassifierTraining& training,
                     const std::string& data_fingerprint) {
  const NetworkState& state = training.state();
  const std::vector<FlatTensors> all = {{&state.parameters, training.average_values(), "", ""},
                                        {&state.statistics, state.running, "", ""}};
  TensorList tensors;
  declare(all, "", tensors);
  const ClassifierConfig& config = training.config();
  engine::SafetensorsWriter file(path, tensors,
                                 {{"format", kFormat},
                                  {"image_size", std::to_string(config.image_size)},
                                  {"width", std::to_string(config.width)},
                                  {"step", std::to_string(training.step())},
                                  {"seed", std::to_string(config.seed)},
                                  {"genres", nlohmann::json(training.labels().genres).dump()},
                                  {"decades", nlohmann::json(training.labels().decades).dump()},
                                  {"data", data_fingerprint},
                                  {"program", "sleeve " SLEEVE_VERSION}});
  write(all, training.backend().device(), file);
  file.finish();
}

}  // namespace sleeve::net
