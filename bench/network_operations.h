// The operations of operations_of, by what they work on.
#pragma once

#include <vector>

#include "bench/operation.h"
#include "net/discriminator.h"
#include "net/generator.h"

namespace sleeve::bench {

/// The two networks of a recipe, as far as shapes and forms go.
struct Networks {
  const net::Config& config;
  const net::Labels& labels;
  const net::Generator& generator;
  const net::Discriminator& discriminator;
  kernels::Precision precision;
};

/// Convolutions, batch norms, whole layers.
void add_layer_operations(const Networks& networks, std::vector<Operation>& operations);
/// Embeddings, losses, images.
void add_end_operations(const Networks& networks, std::vector<Operation>& operations);
/// Adam, moving average, rounded weights: what happens to all parameters at once.
void add_parameter_operations(const Networks& networks, std::vector<Operation>& operations);
/// Batches of covers, and everything random.
void add_input_operations(const Networks& networks, std::vector<Operation>& operations);

/// MS-SSIM of `batch` pairs, at the sizes that its speed is judged by.
void add_ssim_operations(int batch, std::vector<Operation>& operations);

/// Appends one that launches `one`, a structure of tests/kernels/cases.
template <typename C>
void add_operation(const std::string& name, const C& one, double flops, double bytes,
                   std::vector<Operation>& operations) {
  const kernels::cases::Case part{name,
                                  [one](kernels::cases::Workbench& bench) { one.launch(bench); }};
  operations.push_back({.name = name, .parts = {part}, .flops = flops, .bytes = bytes});
}

}  // namespace sleeve::bench
