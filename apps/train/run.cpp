#include "apps/train/run.h"

#include <algorithm>
#include <iostream>
#include <memory>

#include "apps/support/config_file.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "apps/support/signals.h"
#include "apps/support/text_file.h"
#include "apps/train/covers.h"
#include "apps/train/network_table.h"
#include "apps/train/start.h"
#include "apps/train/training_loop.h"
#include "data/cover_batches.h"

namespace sleeve::apps {
namespace {

void check_trace_free(const TrainOptions& options) {
  if (!options.trace.empty() && !options.force && std::filesystem::exists(options.trace)) {
    throw InputError("--trace " + options.trace.string() +
                     ": exists; name another file, or overwrite with --force");
  }
}

/// The first lines of a run's part in train.log.
void say_beginning(RunLog& log, net::Training& training, const data::DataSet& covers,
                   const std::string& device, const std::string& command) {
  log.note("train_gan " + program_version() + ": " + command);
  log.say(device + "; " + std::to_string(covers.count()) + " covers in " +
          std::to_string(covers.genre_names().size()) + " genres from " + covers.path().string());
  if (!training.uses_genre_loss()) {
    log.say("the data set has fewer than two genres: training without the genre loss");
  }
  for (const std::string& genre : genres_without_covers(covers)) {
    log.say("warning: no cover to train on is of genre " + genre + ", so it cannot be learned");
  }
  log.note("the networks:\n" + network_table(training, covers.images().size()));
  const net::Labels& labels = training.labels();
  log.note("rows of the samples: " + comma_separated(labels.genres) +
           (labels.decades.empty() ? "" : "; columns: " + comma_separated(labels.decades)));
}

/// Traces no more steps than are left.
std::unique_ptr<net::TraceWriter> make_trace(const TrainOptions& options, net::Training& training) {
  const std::int64_t left = training.config().train.steps - std::int64_t(training.step());
  if (options.trace.empty() || left <= 0) return nullptr;
  const int steps = static_cast<int>(std::min<std::int64_t>(options.trace_steps, left));
  return std::make_unique<net::TraceWriter>(options.trace, training, steps,
                                            config_text(training.config()));
}

}  // namespace

int train(const TrainOptions& options, const std::string& command) {
  if (options.list_keys) {
    std::cout << config_help();
    return kDone;
  }
  check_train_options(options);
  RunFolder folder(options.run);
  if (options.resume) {
    folder.check_resumable();
  } else if (!options.dry_run) {
    folder.check_free(options.force);
  }
  check_trace_free(options);
  const net::Config config = recipe_of(options, folder);
  const auto covers = std::make_shared<data::DataSet>(data_file_of(options, folder));
  check_fit(*covers, config);
  const std::unique_ptr<kernels::Backend> backend = make_backend(options.compute);
  data::CoverBatches batches(covers, backend->device(),
                             {.batch = config.data.batch,
                              .flip = config.data.flip,
                              .balance = config.data.balance,
                              .decades = config.model.decades});
  net::Training training(config, labels_of(*covers, config), *backend, batches);
  if (options.dry_run) {
    std::cout << network_table(training, covers->images().size());
    return kDone;
  }
  const DataRecord record = record_of(engine::SafetensorsReader(covers->path()));
  const std::vector<std::string> start_lines = start(training, options, record, folder);

  catch_stop_signals();
  folder.open(!options.resume);
  write_text(folder.config(), config_text(config));
  write_data_record(folder.data(), record);
  Terminal terminal;
  RunLog log(folder.log(), terminal);
  say_beginning(log, training, *covers, describe(*backend, options.compute), command);
  for (const std::string& line : start_lines) log.say(line);
  try {
    const std::unique_ptr<net::TraceWriter> trace = make_trace(options, training);
    return TrainingLoop(training, folder, log, terminal, trace.get()).run();
  } catch (const std::exception& error) {
    log.note(std::string("error: ") + error.what());
    throw;
  }
}

}  // namespace sleeve::apps
