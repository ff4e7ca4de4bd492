#include "apps/draw/options.h"

#include "apps/support/program.h"
#include "apps/support/weights_option.h"

namespace sleeve::apps {

void add_draw_options(CLI::App& app, DrawOptions& options) {
  app.add_option("--checkpoint", options.checkpoint,
                 "Checkpoint that train_gan saved, or a run folder: its latest")
      ->type_name("FILE")
      ->required()
      ->group(kRequired);
  app.add_option("--out", options.out, "Folder for the covers, a PNG each")
      ->type_name("DIR")
      ->required()
      ->group(kRequired);
  app.add_option("--genre", options.genres,
                 "A genre (jazz) or a blend (jazz:0.7,rock:0.3); may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group(kRequired);

  constexpr const char* kWhat = "What to draw";
  app.add_option("--decade", options.decade,
                 "A decade (1970s) or a blend; left out: the known decades in turn")
      ->type_name("NAME")
      ->group(kWhat);
  app.add_option("--count", options.count, "Covers per genre [16, or as many as --latents has]")
      ->check(CLI::Range(1, 1000000).description(""))
      ->type_name("N")
      ->group(kWhat);
  app.add_option("--seed", options.seed, "The same seed draws the same covers")
      ->type_name("N")
      ->capture_default_str()
      ->group(kWhat);
  app.add_option("--latents", options.latents,
                 "Take the noise from tensor `latents` of this file, not from the seed")
      ->type_name("FILE.safetensors")
      ->group(kWhat);
  add_weights_option(app, options.weights, kWhat);

  constexpr const char* kFiles = "Further files";
  app.add_option("--grid", options.grid, "All covers in one picture, a row per genre")
      ->type_name("FILE.png")
      ->group(kFiles);
  app.add_option("--raw", options.raw,
                 "Covers before rounding, with their latents: docs/formats.md")
      ->type_name("FILE.safetensors")
      ->group(kFiles);
  app.add_flag("--force", options.force, "Overwrite files that exist")->group(kFiles);
  add_compute_options(app, options.compute);
}

}  // namespace sleeve::apps
