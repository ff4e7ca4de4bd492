#include "bench/options.h"

#include <fnmatch.h>

namespace sleeve::bench {

void add_bench_options(CLI::App& app, BenchOptions& options) {
  constexpr const char* kWhat = "What to measure";
  app.add_option("--ops", options.operations,
                 "Operations with this in their names; * and ? stand for anything")
      ->type_name("PATTERN")
      ->capture_default_str()
      ->group(kWhat);
  app.add_flag("--list", options.list, "Print the names and exit")->group(kWhat);
  app.add_option("--config", options.config, "The recipe; without one: DCGAN at 64 pixels")
      ->type_name("FILE")
      ->group(kWhat);
  app.add_option("--set", options.settings,
                 "Change a key of the recipe, e.g. model.generator_width=32")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(kWhat);
  app.add_option("--batch", options.batch, "Covers in a batch; without it: what the recipe says")
      ->check(CLI::Range(2, 1 << 16).description(""))
      ->type_name("N")
      ->group(kWhat);

  constexpr const char* kHow = "How to measure";
  app.add_option("--repetitions", options.repetitions, "Measurements of each operation")
      ->check(CLI::Range(1, 10000).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(kHow);
  app.add_option("--against", options.against,
                 "A backend to measure in turn; auto: library if --device is cuda; none")
      ->type_name("NAME")
      ->capture_default_str()
      ->group(kHow);
  app.add_flag("--check", options.check,
               "First hold every case of the tests, and all that is measured, against the "
               "reference; exit 1 if one differs")
      ->group(kHow);

  constexpr const char* kResults = "Results";
  app.add_option("--json", options.json, "Write them to this file")
      ->type_name("FILE")
      ->group(kResults);
  app.add_flag("--force", options.force, "Replace that file")->group(kResults);
  app.add_option("--compare", options.compare,
                 "Instead of measuring: print one table of these results, of bench or of the "
                 "PyTorch scripts beside it")
      ->type_name("FILE...")
      ->group(kResults);
  apps::add_compute_options(app, options.compute);
  app.add_option("--precision", options.precision, "f32, tf32 or bf16")
      ->type_name("NAME")
      ->capture_default_str()
      ->group("Computing");
}

bool is_wanted(const std::string& pattern, const std::string& name) {
  return fnmatch(("*" + pattern + "*").c_str(), name.c_str(), 0) == 0;
}

}  // namespace sleeve::bench
