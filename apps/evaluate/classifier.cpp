#include "apps/evaluate/classifier.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "apps/support/data_record.h"
#include "apps/support/nearest.h"
#include "data/cover_batches.h"
#include "net/classifier_file.h"

namespace sleeve::apps {
namespace {

/// Passes over the training covers, in bounds: so few and so many covers are seen however many
/// there are.
constexpr std::int64_t kEpochs = 20, kFewestSteps = 300, kMostSteps = 3000;
constexpr std::uint64_t kReportEvery = 25;

std::string described(const std::string& origin, std::uint64_t steps, std::uint64_t seed) {
  return origin + " (" + std::to_string(steps) + " steps, seed " + std::to_string(seed) + ")";
}

std::string fingerprint_of(const data::DataSet& covers) {
  return record_of(engine::SafetensorsReader(covers.path())).fingerprint;
}

void check_fit(const engine::SafetensorsReader& file, const net::ClassifierInfo& info,
               const data::DataSet& covers) {
  const auto refuse = [&](const std::string& what) {
    throw engine::FileError(file.path().string() + ": this classifier " + what + " of " +
                            covers.path().string() +
                            "; name another file with --classifier, and one is trained");
  };
  const auto refuse_other = [&](const std::string& kind, const std::vector<std::string>& names,
                                const std::vector<std::string>& wanted) {
    if (names == wanted) return;
    refuse("knows other " + kind + " (" + comma_separated(names) + ") than those (" +
           comma_separated(wanted) + ")");
  };
  if (info.image_size != covers.size()) {
    refuse("is for covers of " + std::to_string(info.image_size) + " pixels, not for the " +
           std::to_string(covers.size()));
  }
  refuse_other("genres", info.labels.genres, covers.genre_names());
  refuse_other("decades", info.labels.decades, covers.decade_names());
  if (info.data != fingerprint_of(covers)) refuse("was trained on other covers than those");
}

Classifier load(const std::filesystem::path& path, const data::DataSet& covers,
                kernels::Backend& backend) {
  const engine::SafetensorsReader file(path);
  const net::ClassifierInfo info = net::classifier_info(file);
  check_fit(file, info, covers);
  return {net::Recognizer(net::classifier_form(info.image_size, info.width, 0, info.labels),
                          backend, file),
          described(path.string(), info.step, info.seed)};
}

std::int64_t steps_for(std::int64_t training_covers, int batch) {
  return std::clamp(kEpochs * training_covers / batch, kFewestSteps, kMostSteps);
}

std::string figures_of(const kernels::LossReport& report) {
  if (!std::isfinite(report.total)) {
    throw std::runtime_error("the classifier's loss is not a finite number any more");
  }
  char text[64];
  std::snprintf(text, sizeof(text), "loss %.3f  genre %.0f%%", double(report.total),
                100 * double(report.genre_accuracy));
  return text;
}

}  // namespace

Classifier make_classifier(const EvaluateOptions& options,
                           const std::shared_ptr<const data::DataSet>& covers,
                           kernels::Backend& backend, Stages& stages) {
  if (!options.classifier.empty() && std::filesystem::exists(options.classifier)) {
    return load(options.classifier, *covers, backend);
  }
  net::ClassifierConfig config;
  config.image_size = covers->size();
  config.seed = options.seed;
  const auto training_covers =
      std::count(covers->splits().begin(), covers->splits().end(), data::kTrain);
  const auto steps = static_cast<std::uint64_t>(
      options.classifier_steps.value_or(steps_for(training_covers, config.batch)));
  data::CoverBatches batches(covers, backend.device(), {.batch = config.batch, .flip = true});
  net::ClassifierTraining training(config, {covers->genre_names(), covers->decade_names()}, backend,
                                   batches);

  stages.begin("training the classifier, steps", steps);
  std::string figures;
  while (training.step() < steps) {
    training.run_step();
    if (training.step() % kReportEvery == 0) figures = figures_of(training.report());
    stages.advance(training.step(), figures);
  }
  stages.end(figures_of(training.report()));
  std::string origin = "trained for this report";
  if (!options.classifier.empty()) {
    net::save_classifier(options.classifier, training, fingerprint_of(*covers));
    origin = options.classifier.string();
  }
  return {net::Recognizer(training), described(origin, training.step(), config.seed)};
}

}  // namespace sleeve::apps
