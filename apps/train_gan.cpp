// train_gan: trains a conditional GAN on a data set of covers.
#include "apps/support/program.h"
#include "apps/train/run.h"

int main(int argc, char** argv) {
  using namespace sleeve::apps;
  return run_program({"train_gan", "Trains a GAN that draws covers of the genres it is asked for."},
                     argc, argv, add_train_options, [&](const TrainOptions& options) {
                       return train(options, command_line(argc, argv));
                     });
}
