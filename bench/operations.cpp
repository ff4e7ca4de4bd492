#include "bench/network_operations.h"

namespace sleeve::bench {
namespace {

/// As many as covers drawn by code have.
constexpr int kGenres = 6, kDecades = 6;

net::Labels labels_of(const net::Config& config) {
  net::Labels labels;
  for (int i = 0; i < kGenres; ++i) labels.genres.push_back("genre " + std::to_string(i));
  for (int i = 0; i < (config.model.decades ? kDecades : 0); ++i) {
    labels.decades.push_back("decade " + std::to_string(i));
  }
  return labels;
}

}  // namespace

std::vector<Operation> operations_of(const net::Config& config, kernels::Precision precision) {
  const net::Labels labels = labels_of(config);
  // Memory that nobody touches costs nothing: the networks are here for their shapes.
  const auto device = kernels::make_host_device();
  engine::Arena arena(*device);
  const int batch = config.data.batch;
  const net::Generator generator(config.model, labels, batch, net::Mode::kTraining, precision,
                                 arena);
  const net::Discriminator discriminator(
      net::discriminator_form(config.model, config.train.dropout, labels), batch,
      net::Mode::kTraining, precision, arena);
  const Networks networks{config, labels, generator, discriminator, precision};
  std::vector<Operation> operations;
  add_layer_operations(networks, operations);
  add_end_operations(networks, operations);
  add_parameter_operations(networks, operations);
  add_input_operations(networks, operations);
  add_ssim_operations(batch, operations);
  return operations;
}

}  // namespace sleeve::bench
