// generate: draws covers with a trained generator.
#include "apps/draw/draw_covers.h"
#include "apps/support/program.h"

int main(int argc, char** argv) {
  using namespace sleeve::apps;
  return run_program({"generate", "Draws covers with a generator that train_gan trained."}, argc,
                     argv, add_draw_options, draw_covers);
}
