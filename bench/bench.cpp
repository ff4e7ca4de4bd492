// bench: how fast the operations of a training step are, and the step itself.
#include "apps/support/program.h"
#include "bench/run.h"

int main(int argc, char** argv) {
  using namespace sleeve;
  return apps::run_program(
      {"bench", "Measures the operations of a training step, and the step itself."}, argc, argv,
      bench::add_bench_options, bench::run);
}
