#include "apps/train/metrics.h"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <system_error>

#include "apps/evaluate/verdict.h"
#include "apps/support/text_file.h"
#include "engine/file_error.h"

namespace sleeve::apps {
namespace {

/// Of the scores of pairs.
nlohmann::ordered_json figures_of(const Known<Distribution>& scores) {
  if (!scores) return {{"missing", scores.why()}};
  return {{"count", scores->count},
          {"mean", scores->mean},
          {"median", scores->median()},
          {"upper_quartile", scores->upper_quartile()},
          {"percentile_95", scores->percentile_95()},
          {"zero_share", scores->zero_share}};
}

}  // namespace

MetricsFile::MetricsFile(const std::filesystem::path& path, std::uint64_t step) : path_(path) {
  if (std::filesystem::exists(path)) {
    const std::string before = read_text(path);
    std::string kept;
    std::istringstream lines(before);
    for (std::string line; std::getline(lines, line) && !lines.eof();) {
      const nlohmann::json figures = nlohmann::json::parse(line, nullptr, false);
      if (!figures.is_object() || figures.value("step", std::uint64_t{0}) > step) continue;
      seconds_ = figures.value("seconds", 0.0);
      kept += line + "\n";
    }
    if (kept != before) write_text(path, kept);
  }
  file_.open(path, std::ios::binary | std::ios::app);
}

void MetricsFile::append(const net::Training& training, const net::StepReport& report,
                         double seconds, double images_per_second) {
  nlohmann::ordered_json line = {{"step", report.step},
                                 {"seconds", seconds},
                                 {"images_per_second", images_per_second},
                                 {"loss_discriminator", report.loss_discriminator},
                                 {"loss_generator", report.loss_generator},
                                 {"loss_source_real", report.real.source},
                                 {"loss_source_fake", report.fake.source},
                                 {"probability_real", report.real.probability},
                                 {"probability_fake", report.fake.probability}};
  line["genre_accuracy_real"] = report.real.genre_accuracy;
  line["genre_accuracy_fake"] = report.fake.genre_accuracy;
  if (training.uses_genre_loss()) {
    line["loss_genre_real"] = report.real.genre;
    line["loss_genre_fake"] = report.generator.genre;
  }
  if (!training.labels().decades.empty()) {
    line["decade_accuracy_real"] = report.real.decade_accuracy;
    line["decade_accuracy_fake"] = report.fake.decade_accuracy;
    line["loss_decade_real"] = report.real.decade;
    line["loss_decade_fake"] = report.generator.decade;
  }
  if (training.config().model.codes > 0) line["loss_codes"] = report.generator.code;
  if (training.config().train.diversity_weight > 0) {
    line["loss_diversity"] = report.generator.diversity;
  }
  append(line.dump());
}

void MetricsFile::append(std::uint64_t step, double seconds, kernels::SsimConvention convention,
                         const std::vector<GenreDiversity>& genres) {
  nlohmann::ordered_json by_genre;
  for (const GenreDiversity& genre : genres) {
    by_genre[genre.genre] = {{"judgement", name_of(judge_diversity(genre.diversity))},
                             {"generated", figures_of(genre.diversity.generated)},
                             {"real", figures_of(genre.diversity.real)}};
  }
  const nlohmann::ordered_json line = {
      {"step", step},
      {"seconds", seconds},
      {"diversity", {{"convention", name_of(convention)}, {"genres", by_genre}}}};
  append(line.dump());
}

void MetricsFile::append(const std::string& line) {
  file_ << line + "\n" << std::flush;
  if (!file_) {
    throw engine::WriteError(path_.string() +
                             ": cannot be written: " + std::generic_category().message(errno));
  }
}

}  // namespace sleeve::apps
