#include "apps/evaluate/evaluate.h"

#include <algorithm>
#include <memory>

#include "apps/evaluate/classifier.h"
#include "apps/evaluate/diversity.h"
#include "apps/evaluate/export_images.h"
#include "apps/evaluate/generated_covers.h"
#include "apps/evaluate/measurements.h"
#include "apps/evaluate/report/report.h"
#include "apps/evaluate/verdict.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "apps/support/signals.h"

namespace sleeve::apps {
namespace {

constexpr std::size_t kMostOfGenre = 1000;     // covers, without --count
constexpr std::size_t kMostTraining = 20'000;  // covers that are read and searched

void refuse(const Checkpoint& checkpoint, const data::DataSet& covers, const std::string& what) {
  throw InputError(checkpoint.path.string() + ": " + what + " of " + covers.path().string() +
                   "; name the data set that the model was trained on");
}

void check_names(const Checkpoint& checkpoint, const data::DataSet& covers, const std::string& kind,
                 const std::vector<std::string>& of_model, const std::vector<std::string>& known) {
  if (of_model == known) return;
  refuse(checkpoint, covers,
         "its " + kind + " (" + comma_separated(of_model) + ") are not those (" +
             comma_separated(known) + ")");
}

/// Throws InputError unless the model and the data set go together and can be compared at all.
void check_fit(const Checkpoint& checkpoint, const data::DataSet& covers) {
  const net::Labels& labels = checkpoint.info.labels;
  const int size = checkpoint.config.model.image_size;
  if (size != covers.size()) {
    refuse(checkpoint, covers,
           "it draws covers of " + std::to_string(size) + " pixels, unlike the " +
               std::to_string(covers.size()));
  }
  check_names(checkpoint, covers, "genres", labels.genres, covers.genre_names());
  if (!labels.decades.empty()) {
    check_names(checkpoint, covers, "decades", labels.decades, covers.decade_names());
  }
  if (labels.genres.size() < 2) {
    throw InputError(covers.path().string() +
                     ": has no two genres to tell apart, which is what evaluate is about");
  }
  if (rows_of(covers, data::kHeldOut).empty()) {
    throw InputError(covers.path().string() +
                     ": no cover is held out, so there is nothing to compare with; prepare it with "
                     "--held-out 0.1, and train on that");
  }
  if (rows_of(covers, data::kTrain).empty()) {
    throw InputError(covers.path().string() +
                     ": every cover is held out, none is left to train the classifier on");
  }
}

class Evaluator {
 public:
  Evaluator(const EvaluateOptions& options, const std::string& command, Terminal& terminal)
      : options_(options),
        checkpoint_(open_checkpoint(options.checkpoint)),
        covers_(std::make_shared<data::DataSet>(options.data)),
        command_(command),
        stages_(terminal),
        pool_(options.compute.threads == 0 ? kernels::available_threads()
                                           : options.compute.threads) {
    check_fit(checkpoint_, *covers_);
    const int size = covers_->size();
    kernels::ssim_scales(size, size, options.convention);  // which throws
    computer_ = choose_computer(options.compute, kernels::Precision::kF32);
    terminal.line(computer_.description);
  }

  Evaluation run() {
    Classifier classifier = make_classifier(options_, covers_, *computer_.backend, stages_);
    describe(classifier);
    GeneratedCovers generator(checkpoint_, *computer_.backend, options_.weights);
    measure_covers(generator, classifier.network);
    measure_genres();
    draw_pictures(generator);
    return std::move(evaluation_);
  }

  void export_covers() {
    export_images(options_.export_images, measured_.generated.covers, measured_.held_out.covers,
                  genres(), stages_);
  }

 private:
  const std::vector<std::string>& genres() const { return covers_->genre_names(); }

  void describe(const Classifier& classifier) {
    const net::CheckpointInfo& info = checkpoint_.info;
    evaluation_.compared = {.checkpoint = checkpoint_.path.string(),
                            .data_set = covers_->path().string(),
                            .classifier = classifier.description,
                            .weights = options_.weights == net::Weights::kAverage ? "ema" : "raw",
                            .step = info.step,
                            .training_seed = info.seed,
                            .seed = options_.seed,
                            .image_size = covers_->size(),
                            .convention = kernels::name_of(options_.convention),
                            .program = "evaluate " + program_version(),
                            .command = command_,
                            .device = computer_.description,
                            .trained_on = info.device,
                            .decades = info.labels.decades};
  }

  /// Draws, chooses and reads all covers that are compared.
  void measure_covers(GeneratedCovers& generator, net::Recognizer& classifier) {
    net::Recognizer discriminator(
        net::discriminator_form(checkpoint_.config.model, 0, checkpoint_.info.labels),
        *computer_.backend, checkpoint_.file);
    const Readers readers{classifier, discriminator};
    const std::size_t most = options_.count ? std::size_t(*options_.count) : kMostOfGenre;
    CoverSet held_out = choose_held_out(*covers_, most, options_.seed);
    CoverSet generated =
        generator.draw_like(held_out, options_.count, most, options_.seed, stages_);
    measured_ = {
        .generated = read_covers(std::move(generated), readers, false, "generated covers", stages_),
        .held_out = read_covers(std::move(held_out), readers, false, "held-out covers", stages_),
        .training = read_covers(choose_training(), readers, true, "training covers", stages_),
        .classifier = classifier.heads(),
        .discriminator = discriminator.heads(),
        .features = std::size_t(classifier.feature_count())};
  }

  CoverSet choose_training() {
    const std::vector<std::int64_t> rows = rows_of(*covers_, data::kTrain);
    if (rows.size() > kMostTraining) {
      evaluation_.notes.push_back("Of " + std::to_string(rows.size()) + " training covers, " +
                                  std::to_string(kMostTraining) +
                                  " chosen at random were searched for near neighbours.");
    }
    return covers_of(*covers_, choose_rows(rows, kMostTraining, options_.seed, genres().size()));
  }

  void measure_genres() {
    const bool decades = !checkpoint_.info.labels.decades.empty();
    if (decades) {
      evaluation_.notes.emplace_back(
          "The model knows decades: the covers of a pair for MS-SSIM are of one genre and one "
          "decade.");
    }
    const std::vector<Diversity> diversities = measure_diversity(
        measured_.held_out.covers, measured_.generated.covers, options_.convention,
        {std::size_t(options_.pairs), options_.seed, decades}, *computer_.backend, stages_);
    stages_.begin("comparing genres", genres().size() + 1);
    for (std::size_t genre = 0; genre < genres().size(); ++genre) {
      evaluation_.genres.push_back(
          measure(genres()[genre], choose_genre(measured_, genre), diversities[genre]));
      evaluation_.genres.back().training_covers = covers_for_training(genre);
      stages_.advance(genre + 1);
    }
    evaluation_.overall = measure("all genres", choose_all(measured_), diversities.back());
    evaluation_.overall.training_covers =
        std::count(covers_->splits().begin(), covers_->splits().end(), data::kTrain);
    stages_.end();
  }

  GenreEvaluation measure(const std::string& name, const Chosen& chosen,
                          const Diversity& diversity) {
    return {.name = name,
            .training_covers = 0,
            .held_out_covers = std::int64_t(chosen.held_out.size()),
            .generated_covers = std::int64_t(chosen.generated.size()),
            .diversity = diversity,
            .genre = recognise_genres(measured_, chosen),
            .decade = recognise_decades(measured_, chosen),
            .generated = compare_generated(measured_, chosen, options_.seed, pool_),
            .training = compare_training(measured_, chosen, options_.seed, pool_)};
  }

  std::int64_t covers_for_training(std::size_t genre) const {
    const std::vector<std::int64_t> rows = rows_of(*covers_, data::kTrain);
    return std::count_if(rows.begin(), rows.end(),
                         [&](std::int64_t row) { return covers_->has_genre(row, int(genre)); });
  }

  void draw_pictures(GeneratedCovers& generator) {
    const std::vector<Neighbourhood> neighbourhoods =
        measure_nearness(measured_, pool_, stages_, evaluation_);
    const CoverSet& generated = measured_.generated.covers;
    evaluation_.pictures = {
        picture_of_covers(measured_.held_out.covers, generated, genres()),
        picture_of_latents(generator, genres(), options_.seed),
        picture_of_walks(generator, genres(), options_.seed),
        picture_of_neighbours(generated, measured_.training.covers, neighbourhoods)};
  }

  const EvaluateOptions& options_;
  const Checkpoint checkpoint_;
  const std::shared_ptr<const data::DataSet> covers_;
  const std::string command_;
  Stages stages_;
  kernels::TaskPool pool_;
  Computer computer_;
  Measured measured_;
  Evaluation evaluation_;
};

}  // namespace

int evaluate(const EvaluateOptions& options, const std::string& command) {
  check_evaluate_options(options);
  catch_stop_signals();
  Terminal terminal;
  try {
    Evaluator evaluator(options, command, terminal);
    const Evaluation evaluation = evaluator.run();
    const Verdict verdict = judge(evaluation);
    if (!options.export_images.empty()) evaluator.export_covers();
    write_reports(options.out, evaluation, verdict);
    terminal.line("report: " + options.out.string() + ", and for people " +
                  html_beside(options.out).string());
    terminal.line(verdict.line);
    return kDone;
  } catch (const Stopped&) {
    terminal.line("stopped by a signal; no report was written");
    return kInterrupted;
  }
}

}  // namespace sleeve::apps
