#include "data/preparing/prepare_report.h"

#include <nlohmann/json.hpp>

namespace sleeve::data {
namespace {

using nlohmann::ordered_json;

void count_cover(const CoverLabels& labels, std::size_t row, PrepareReport& report) {
  const auto count = [&](CoverCount& counted) {
    ++(labels.splits[row] == kHeldOut ? counted.held_out : counted.train);
  };
  count(report.covers);
  const std::size_t genre_count = labels.genre_names.size();
  bool labelled = false;
  for (std::size_t genre = 0; genre < genre_count; ++genre) {
    if (labels.genres[row * genre_count + genre] == 0) continue;
    count(report.genres[labels.genre_names[genre]]);
    labelled = true;
  }
  if (!labelled) ++report.unlabelled;
  const std::int16_t decade = labels.decades[row];
  if (decade >= 0) count(report.decades[labels.decade_names[static_cast<std::size_t>(decade)]]);
}

ordered_json json_of(const CoverCount& count) {
  return {{"train", count.train}, {"held_out", count.held_out}};
}

ordered_json json_of(const std::map<std::string, CoverCount>& counts) {
  ordered_json json = ordered_json::object();
  for (const auto& [name, count] : counts) json[name] = json_of(count);
  return json;
}

ordered_json json_of(const std::vector<RefusedFile>& files) {
  ordered_json json = ordered_json::array();
  for (const RefusedFile& file : files) {
    json.push_back({{"file", file.name}, {"kind", name_of(file.refusal)}, {"reason", file.reason}});
  }
  return json;
}

}  // namespace

std::size_t PrepareReport::merged() const {
  std::size_t copies = 0;
  for (const std::vector<std::string>& names : identical) copies += names.size() - 1;
  return copies;
}

std::array<std::size_t, kRefusalCount> PrepareReport::refused_by_reason() const {
  std::array<std::size_t, kRefusalCount> counts{};
  for (const RefusedFile& file : refused) ++counts[static_cast<std::size_t>(file.refusal)];
  return counts;
}

void count_covers(const CoverLabels& labels, PrepareReport& report) {
  for (std::size_t row = 0; row < labels.splits.size(); ++row) count_cover(labels, row, report);
}

std::string to_json(const PrepareReport& report) {
  ordered_json json;
  json["files"] = report.files;
  json["covers"] = json_of(report.covers);
  json["genres"] = json_of(report.genres);
  json["decades"] = json_of(report.decades);
  json["unlabelled"] = report.unlabelled;
  json["warnings"] = report.warnings;
  json["refused"] = json_of(report.refused);
  json["identical"] = report.identical;
  json["near_duplicates"] = report.near_duplicates;
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace sleeve::data
