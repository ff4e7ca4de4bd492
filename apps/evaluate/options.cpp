#include "apps/evaluate/options.h"

#include "apps/evaluate/export_images.h"
#include "apps/evaluate/report/report.h"
#include "apps/support/choice.h"
#include "apps/support/program.h"
#include "apps/support/weights_option.h"

namespace sleeve::apps {

namespace fs = std::filesystem;

void add_evaluate_options(CLI::App& app, EvaluateOptions& options) {
  app.add_option("--checkpoint", options.checkpoint,
                 "Checkpoint that train_gan saved, or a run folder: its latest")
      ->type_name("FILE")
      ->group(kRequired);
  app.add_option("--data", options.data, "Data set that prepare made, and the model learned from")
      ->type_name("FILE")
      ->group(kRequired);
  app.add_option("--out", options.out, "The report; a page for people comes beside it")
      ->type_name("FILE.json")
      ->group(kRequired);

  constexpr const char* kWhat = "What is compared";
  app.add_option("--count", options.count,
                 "Generated covers of a genre, and the most held-out ones [as many as are held "
                 "out, 100 to 1000]")
      ->check(CLI::Range(2, 100000).description(""))
      ->type_name("N")
      ->group(kWhat);
  app.add_option("--pairs", options.pairs, "Pairs for MS-SSIM, of a genre and a kind, at most")
      ->check(CLI::Range(1, 1000000).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(kWhat);
  Choices<kernels::SsimConvention> conventions;
  for (const auto convention : kernels::kSsimConventions) {
    conventions.emplace_back(kernels::name_of(convention), convention);
  }
  add_choice(app, "--ssim", options.convention, conventions,
             "Convention of MS-SSIM (docs/evaluate.md); channel needs 176 pixels [clamp]")
      ->group(kWhat);
  app.add_option("--seed", options.seed, "The same seed makes the same report")
      ->type_name("N")
      ->capture_default_str()
      ->group(kWhat);
  add_weights_option(app, options.weights, kWhat);

  constexpr const char* kClassifier = "The independent classifier";
  app.add_option("--classifier", options.classifier,
                 "Take it from this file; if there is none, train it and keep it there")
      ->type_name("FILE.safetensors")
      ->group(kClassifier);
  app.add_option("--classifier-steps", options.classifier_steps,
                 "Steps of its training [by the number of covers]")
      ->check(CLI::Range(1, 1000000).description(""))
      ->type_name("N")
      ->group(kClassifier);

  constexpr const char* kFiles = "Further files";
  app.add_option("--export-images", options.export_images,
                 "Folder for the covers compared, generated and real, a PNG each")
      ->type_name("DIR")
      ->group(kFiles);
  app.add_flag("--force", options.force, "Overwrite files that exist")->group(kFiles);
  add_compute_options(app, options.compute);

  options.pair_command =
      app.add_subcommand("pair", "How alike two image files are, by MS-SSIM in each convention");
  add_pair_options(*options.pair_command, options.pair);
}

void check_evaluate_options(const EvaluateOptions& options) {
  const auto need = [](const fs::path& value, const std::string& text) {
    if (value.empty()) throw InputError(text + "; see evaluate --help");
  };
  need(options.checkpoint, "--checkpoint is required: a run folder, or a checkpoint of one");
  need(options.data, "--data is required: the data set that the model learned from");
  need(options.out, "--out is required: the report, e.g. report.json");
  if (options.out.extension() != ".json") {
    throw InputError("--out " + options.out.string() + ": name a .json file; the page is put " +
                     "beside it, as .html");
  }
  for (const fs::path& file : {options.out, options.classifier, options.export_images}) {
    const fs::path folder = file.parent_path();
    if (!folder.empty() && !fs::is_directory(folder)) {
      throw InputError(file.string() + ": there is no folder " + folder.string() +
                       "; create it first");
    }
  }
  if (options.force) return;
  std::vector<fs::path> outputs = {options.out, html_beside(options.out)};
  if (!options.export_images.empty()) {
    for (const fs::path& folder : exported_folders(options.export_images)) {
      outputs.push_back(folder);
    }
  }
  for (const fs::path& output : outputs) {
    if (fs::exists(output)) {
      throw InputError(output.string() + ": exists; name another place, or overwrite with --force");
    }
  }
}

}  // namespace sleeve::apps
