#include "apps/train/options.h"

#include "apps/support/program.h"

namespace sleeve::apps {

void add_train_options(CLI::App& app, TrainOptions& options) {
  app.add_option("--config", options.config, "Recipe, e.g. configs/covers64.yaml")
      ->type_name("FILE")
      ->group(kRequired);
  app.add_option("--data", options.data, "Data set that prepare made")
      ->type_name("FILE")
      ->group(kRequired);
  app.add_option("--run", options.run, "Folder for what the run makes")
      ->type_name("DIR")
      ->group(kRequired);

  constexpr const char* kRecipe = "Recipe";
  app.add_option("--steps", options.steps, "Train until this step (train.steps)")
      ->type_name("N")
      ->group(kRecipe);
  // One value each time, or CLI11 would take what follows for more of them.
  app.add_option("--set", options.settings,
                 "Any key of the recipe, e.g. train.seed=2; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(kRecipe);
  app.add_flag("--list-keys", options.list_keys, "Print every key of a recipe and exit")
      ->group(kRecipe);

  constexpr const char* kBegin = "Where to begin";
  app.add_flag("--resume", options.resume,
               "Go on from the run's latest checkpoint; with its --config and --data, unless given")
      ->group(kBegin);
  app.add_option("--init", options.init,
                 "Begin at step 0 with the weights of this checkpoint; its genres may differ")
      ->type_name("FILE")
      ->group(kBegin);
  app.add_flag("--force", options.force,
               "Begin anew in a folder that holds a run, and remove that; replace the trace")
      ->group(kBegin);

  constexpr const char* kInspect = "Looking inside";
  app.add_flag("--dry-run", options.dry_run,
               "Print the networks, their memory and FLOPs per step, and exit; touches nothing")
      ->group(kInspect);
  app.add_option("--trace", options.trace,
                 "Write what entered and what came out of the first steps to this file")
      ->type_name("FILE")
      ->group(kInspect);
  app.add_option("--trace-steps", options.trace_steps, "How many steps to trace")
      ->check(CLI::Range(1, 100000).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(kInspect);
  add_compute_options(app, options.compute);
}

void check_train_options(const TrainOptions& options) {
  const auto need = [](const std::filesystem::path& value, const std::string& text) {
    if (value.empty()) throw InputError(text + "; see train_gan --help");
  };
  if (!options.dry_run) need(options.run, "--run is required: the folder for what the run makes");
  if (!options.resume) {
    need(options.config, "--config is required: a recipe, e.g. configs/covers64.yaml");
    need(options.data, "--data is required: a data set that prepare made");
  }
  if (options.resume && options.run.empty()) throw InputError("--resume needs --run");
  if (options.resume && !options.init.empty()) {
    throw InputError("--resume and --init exclude each other: a run goes on, or begins");
  }
  if (options.resume && options.force) {
    throw InputError("--resume and --force exclude each other: a run goes on, or begins anew");
  }
}

}  // namespace sleeve::apps
