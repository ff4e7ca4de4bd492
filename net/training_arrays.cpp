#include "net/training_arrays.h"

#include <stdexcept>

#include "kernels/host_device.h"

namespace sleeve::net {
namespace {

/// Has no memory to hand out: an arena over it only counts.
class MeasuringDevice final : public kernels::HostDevice {
 public:
  void* allocate(std::size_t) override { return nullptr; }
  void zero(void*, std::size_t) override {}
};

}  // namespace

TrainingArrays::TrainingArrays(const Config& config, const Labels& labels, int source_decades,
                               kernels::Precision precision, engine::Arena& arena)
    : generator(config.model, labels, config.data.batch, Mode::kTraining, precision, arena),
      discriminator(discriminator_form(config.model, config.train.dropout, labels),
                    config.data.batch, Mode::kTraining, precision, arena),
      inputs(config, labels, source_decades, generator, discriminator, arena),
      generator_state(
          take_network_state(generator.parameters(), generator.statistics(), precision, arena)),
      discriminator_state(take_network_state(discriminator.parameters(), discriminator.statistics(),
                                             precision, arena)),
      average_values(arena.take<float>(generator.parameters().size())),
      average_running(arena.take<float>(generator.statistics().size())),
      state(arena.take<kernels::StepState>(1)),
      reports(arena.take<kernels::LossReport>(kPasses.size())) {
  if (config.train.diversity_weight != 0) diversity.emplace(config, labels, arena);
  if (config.train.instance_noise != 0) {
    noisy_images = arena.take<float>(generator.image_map().size());
  }
}

std::size_t training_bytes(const Config& config, const Labels& labels,
                           kernels::Precision precision) {
  MeasuringDevice device;
  engine::Arena arena(device);
  TrainingArrays(config, labels, static_cast<int>(labels.decades.size()), precision, arena);
  return arena.bytes();
}

int largest_batch(const Config& config, const Labels& labels, kernels::Precision precision,
                  std::size_t bytes) {
  Config smaller = config;
  const auto fits = [&](int batch) {
    smaller.data.batch = batch;
    try {
      return training_bytes(smaller, labels, precision) <= bytes;
    } catch (const std::invalid_argument&) {  // batch norm over a single value
      return false;
    }
  };
  if (fits(config.data.batch)) return config.data.batch;
  int fitting = 0, too_large = config.data.batch;
  while (too_large - fitting > 1) {
    const int middle = fitting + (too_large - fitting) / 2;
    (fits(middle) ? fitting : too_large) = middle;
  }
  return fitting;
}

}  // namespace sleeve::net
