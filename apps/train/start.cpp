#include "apps/train/start.h"

#include "net/checkpoint.h"

namespace sleeve::apps {
namespace {

std::vector<std::string> resume(net::Training& training, const DataRecord& data,
                                const RunFolder& folder) {
  const engine::SafetensorsReader file(folder.latest_checkpoint());
  std::vector<std::string> lines =
      check_same_run(file, training.config(), training.labels(), data, folder);
  const std::string before = net::checkpoint_info(file).device;
  const std::string now = net::device_text(training.backend());
  if (!before.empty() && before != now) lines.push_back(before + " -> " + now);
  for (std::string& line : lines) line.insert(0, "from here on ");
  net::resume_from_checkpoint(file, training);
  lines.insert(lines.begin(), "going on at step " + std::to_string(training.step()));
  return lines;
}

std::vector<std::string> initialize_from(const std::filesystem::path& checkpoint,
                                         net::Training& training) {
  const engine::SafetensorsReader file(checkpoint);
  std::vector<std::string> lines = net::initialize_from_checkpoint(file, training);
  lines.insert(lines.begin(), "weights from " + checkpoint.string());
  return lines;
}

}  // namespace

std::vector<std::string> start(net::Training& training, const TrainOptions& options,
                               const DataRecord& data, const RunFolder& folder) {
  if (options.resume) return resume(training, data, folder);
  if (!options.init.empty()) return initialize_from(options.init, training);
  training.initialize();
  return {};
}

}  // namespace sleeve::apps
