#include "bench/results.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/file_error.h"

namespace sleeve::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "sleeve bench 1";
constexpr double kMicro = 1e6, kGiga = 1e9, kMega = 1e6;

Json json_of(const Summary& seconds) {
  return {{"median_us", seconds.median * kMicro},
          {"minimum_us", seconds.minimum * kMicro},
          {"deviation_us", seconds.deviation * kMicro},
          {"repetitions", seconds.repetitions}};
}

Summary summary_of(const Json& json) {
  return {.median = json.at("median_us").get<double>() / kMicro,
          .minimum = json.at("minimum_us").get<double>() / kMicro,
          .deviation = json.at("deviation_us").get<double>() / kMicro,
          .repetitions = json.at("repetitions").get<int>()};
}

/// What was counted, and beside it the rates that follow, for whoever reads the file.
Json json_of(const Measurement& one, const Results& results) {
  const double seconds = one.seconds.median;
  Json json = {{"name", one.name}, {"time", json_of(one.seconds)}};
  if (one.flops > 0) {
    json["gflop"] = one.flops / kGiga;
    json["gflop_per_s"] = one.flops / seconds / kGiga;
  }
  if (one.bytes > 0) {
    json["megabytes"] = one.bytes / kMega;
    json["gigabytes_per_s"] = one.bytes / seconds / kGiga;
  }
  if (one.images > 0) {
    json["images"] = one.images;
    json["images_per_s"] = one.images / seconds;
  }
  if (const auto share = one.share_of(results.roofline)) json["percent_of_roofline"] = 100 * *share;
  if (one.against) {
    json["against"] = json_of(*one.against);
    json["speedup"] = *one.speedup();
  }
  return json;
}

Measurement measurement_of(const Json& json) {
  Measurement one;
  one.name = json.at("name").get<std::string>();
  one.seconds = summary_of(json.at("time"));
  one.flops = json.value("gflop", 0.0) * kGiga;
  one.bytes = json.value("megabytes", 0.0) * kMega;
  one.images = json.value("images", 0.0);
  if (json.contains("against")) one.against = summary_of(json["against"]);
  return one;
}

}  // namespace

std::optional<double> Measurement::share_of(const Roofline& roofline) const {
  double least = 0;
  if (roofline.flops_per_second > 0) least = flops / roofline.flops_per_second;
  if (roofline.bytes_per_second > 0) least = std::max(least, bytes / roofline.bytes_per_second);
  if (least == 0) return std::nullopt;
  return least / seconds.median;
}

std::optional<double> Measurement::speedup() const {
  if (!against) return std::nullopt;
  return against->median / seconds.median;
}

std::string to_json(const Results& results) {
  Json json = {{"format", kFormat},
               {"program", results.program},
               {"commit", results.commit},
               {"date", results.machine.date},
               {"machine",
                {{"processor", results.machine.processor},
                 {"gpu", results.machine.gpu},
                 {"driver", results.machine.driver},
                 {"toolkit", results.machine.toolkit}}},
               {"device", results.device},
               {"precision", results.precision},
               {"against", results.against},
               {"batch", results.batch},
               {"threads", results.threads},
               {"roofline",
                {{"gigabytes_per_s", results.roofline.bytes_per_second / kGiga},
                 {"gflop_per_s", results.roofline.flops_per_second / kGiga}}},
               {"measurements", Json::array()}};
  for (const Measurement& one : results.measurements) {
    json["measurements"].push_back(json_of(one, results));
  }
  return json.dump(1) + "\n";
}

Results from_json(const std::string& text, const std::string& source) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != kFormat) {
      throw engine::FileError(source + ": its format is not '" + kFormat + "'");
    }
    Results results;
    results.program = json.at("program").get<std::string>();
    results.commit = json.at("commit").get<std::string>();
    results.device = json.at("device").get<std::string>();
    results.precision = json.at("precision").get<std::string>();
    results.against = json.at("against").get<std::string>();
    results.batch = json.at("batch").get<int>();
    results.threads = json.at("threads").get<int>();
    const Json& machine = json.at("machine");
    results.machine = {.processor = machine.at("processor").get<std::string>(),
                       .gpu = machine.at("gpu").get<std::string>(),
                       .driver = machine.at("driver").get<std::string>(),
                       .toolkit = machine.at("toolkit").get<std::string>(),
                       .date = json.at("date").get<std::string>()};
    const Json& roofline = json.at("roofline");
    results.roofline = {.bytes_per_second = roofline.at("gigabytes_per_s").get<double>() * kGiga,
                        .flops_per_second = roofline.at("gflop_per_s").get<double>() * kGiga};
    for (const Json& one : json.at("measurements")) {
      results.measurements.push_back(measurement_of(one));
    }
    return results;
  } catch (const nlohmann::json::exception& error) {
    throw engine::FileError(source + ": no results of bench: " + error.what());
  }
}

}  // namespace sleeve::bench
