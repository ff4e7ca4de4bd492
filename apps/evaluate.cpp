// evaluate: how good a model's covers are, and how alike two image files.
#include "apps/evaluate/evaluate.h"

#include "apps/support/program.h"

int main(int argc, char** argv) {
  using namespace sleeve::apps;
  return run_program(
      {"evaluate", "Says how varied a model's covers are, and whether they look like their genre."},
      argc, argv, add_evaluate_options, [&](const EvaluateOptions& options) {
        if (options.pair_command->parsed()) return pair(options.pair);
        return evaluate(options, command_line(argc, argv));
      });
}
