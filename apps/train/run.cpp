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
#include "apps/train/memory.h"
#include "apps/train/network_table.h"
#include "apps/train/start.h"
#include "apps/train/training_loop.h"
#include "data/cover_batches.h"
#include "net/discriminator.h"
#include "net/generator.h"

namespace sleeve::apps {
namespace {

void check_trace_free(const TrainOptions& options) {
  if (!options.trace.empty() && !options.force && std::filesystem::exists(options.trace)) {
    throw InputError("--trace " + options.trace.string() +
                     ": exists; name another file, or overwrite with --force");
  }
}

/// The covers go to the device if there is room for them and, to be safe, twice what training
/// needs: streaming costs little, and running out of memory a run.
data::BatchOptions batch_options(const net::Config& config, const net::Labels& labels,
                                 const kernels::Backend& backend) {
  return {.batch = config.data.batch,
          .flip = config.data.flip,
          .balance = config.data.balance,
          .decades = config.model.decades,
          .reserved_bytes = 2 * training_memory(config, labels, backend.precision())};
}

/// Layers whose results the backend reads channel by channel, though other widths of a recipe would
/// spare it that.
std::vector<std::string> layers_of_slow_width(net::Training& training) {
  std::vector<std::string> names;
  const int at_once = training.backend().channels_at_once();
  const auto look_at = [&](const net::Layer& layer, int channels) {
    if (channels % at_once != 0) names.push_back(layer.name);
  };
  for (const net::Layer& layer : training.generator().layers()) {
    if (&layer != &training.generator().layers().back()) look_at(layer, layer.shape.big_channels);
  }
  for (const net::Layer& layer : training.discriminator().layers()) {
    look_at(layer, layer.shape.small_channels);
  }
  return names;
}

/// What is trained on what.
void say_data(RunLog& log, net::Training& training, const data::DataSet& covers,
              const data::CoverBatches& batches) {
  log.say(std::to_string(covers.count()) + " covers in " +
          std::to_string(covers.genre_names().size()) + " genres from " + covers.path().string());
  if (batches.is_streamed()) {
    log.say("the covers (" + bytes_text(covers.images().size()) +
            ") do not fit into the device's memory beside the networks: they are sent to it batch "
            "by batch");
  }
  if (const std::string layers = comma_separated(layers_of_slow_width(training)); !layers.empty()) {
    log.say("the feature maps of " + layers + " have widths that are no multiple of " +
            std::to_string(training.backend().channels_at_once()) +
            ": their channels are read one by one, which is slower");
  }
  if (!training.uses_genre_loss()) {
    log.say("the data set has fewer than two genres: training without the genre loss");
  }
  for (const std::string& genre : genres_without_covers(covers)) {
    log.say("warning: no cover to train on is of genre " + genre + ", so it cannot be learned");
  }
  log.note("the networks:\n" + network_table(training, batches.bytes()));
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

/// The training loop; errors of the device say how to go on.
int run_steps(net::Training& training, const data::DataSet& covers, const RunFolder& folder,
              RunLog& log, Terminal& terminal, net::TraceWriter* trace) {
  try {
    return TrainingLoop(training, covers, folder, log, terminal, trace).run();
  } catch (const kernels::OutOfMemory& error) {
    throw kernels::OutOfMemory(std::string(error.what()) + "; take a data.batch below " +
                               std::to_string(training.config().data.batch));
  } catch (const kernels::LaunchError& error) {
    throw kernels::LaunchError(std::string(error.what()) + "; --resume goes on from " +
                               folder.latest_checkpoint().string());
  }
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
  const net::Labels labels = labels_of(*covers, config);
  const Computer computer = choose_computer(options.compute, config.train.precision);
  check_memory(config, labels, *computer.backend);
  data::CoverBatches batches(covers, computer.backend->device(),
                             batch_options(config, labels, *computer.backend));
  net::Training training(config, labels, *computer.backend, batches);
  if (options.dry_run) {
    std::cout << network_table(training, batches.bytes());
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
  log.note("train_gan " + program_version() + ": " + command);
  log.say(computer.description);
  say_data(log, training, *covers, batches);
  for (const std::string& line : start_lines) log.say(line);
  try {
    const std::unique_ptr<net::TraceWriter> trace = make_trace(options, training);
    return run_steps(training, *covers, folder, log, terminal, trace.get());
  } catch (const std::exception& error) {
    log.note(std::string("error: ") + error.what());
    throw;
  }
}

}  // namespace sleeve::apps
