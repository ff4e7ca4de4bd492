#include "apps/train/recipe.h"

#include "apps/support/config_file.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "net/checkpoint.h"

namespace sleeve::apps {
namespace {

[[noreturn]] void fail_changed(const RunFolder& folder, const std::string& what) {
  throw InputError("--resume: " + what +
                   "; resume with what the run had, or begin a new one with " + "--init " +
                   folder.latest_checkpoint().string());
}

void check_names(const RunFolder& folder, const std::string& kind,
                 const std::vector<std::string>& before, const std::vector<std::string>& now) {
  if (before == now) return;
  fail_changed(folder, "the run's " + kind + " are " + comma_separated(before) +
                           ", those of the data set " + comma_separated(now));
}

}  // namespace

net::Config recipe_of(const TrainOptions& options, const RunFolder& folder) {
  const std::filesystem::path file = options.config.empty() ? folder.config() : options.config;
  net::Config config = read_config(file);
  for (const std::string& setting : options.settings) apply_setting(config, setting);
  if (options.steps) apply_setting(config, "train.steps=" + std::to_string(*options.steps));
  check_layers(config, file.string());
  return config;
}

std::filesystem::path data_file_of(const TrainOptions& options, const RunFolder& folder) {
  return options.data.empty() ? read_data_record(folder.data()).file : options.data;
}

std::vector<std::string> check_same_run(const engine::SafetensorsReader& checkpoint,
                                        const net::Config& config, const net::Labels& labels,
                                        const DataRecord& data, const RunFolder& folder) {
  const net::CheckpointInfo info = net::checkpoint_info(checkpoint);
  const net::Config before = parse_config(info.config, checkpoint.path().string() + " (config)");
  const std::vector<std::string> model = config_differences(before, config, "model.");
  if (!model.empty()) fail_changed(folder, "the model has changed: " + comma_separated(model));
  check_names(folder, "genres", info.labels.genres, labels.genres);
  check_names(folder, "decades", info.labels.decades, labels.decades);
  const DataRecord data_before = read_data_record(folder.data());
  if (data_before.fingerprint != data.fingerprint) {
    fail_changed(folder, data.file.string() + " is not the data set that the run was trained on (" +
                             data_before.file.string() + "), or has changed since");
  }
  return config_differences(before, config, "");
}

}  // namespace sleeve::apps
