#include "apps/train/memory.h"

#include <cstdio>

#include "net/training_arrays.h"

namespace sleeve::apps {
namespace {

/// Of the arrays of a training: what samples and scratch take beside them.
constexpr std::size_t kShareBeside = 4;
/// And what they take however small the networks are.
constexpr std::size_t kLeastBeside = std::size_t{16} << 20;
/// Batches that a warp or a tile divides leave no thread idle.
constexpr int kRoundBatch = 16;

std::size_t with_what_is_beside(std::size_t arrays) {
  return arrays + arrays / kShareBeside + kLeastBeside;
}

}  // namespace

std::size_t training_memory(const net::Config& config, const net::Labels& labels,
                            kernels::Precision precision) {
  return with_what_is_beside(net::training_bytes(config, labels, precision));
}

void check_memory(const net::Config& config, const net::Labels& labels, kernels::Backend& backend) {
  const std::size_t free = backend.device().free_memory();
  const std::size_t needed = training_memory(config, labels, backend.precision());
  if (needed <= free) return;
  const std::size_t for_arrays =
      free < kLeastBeside ? 0 : (free - kLeastBeside) / (kShareBeside + 1) * kShareBeside;
  int batch = net::largest_batch(config, labels, backend.precision(), for_arrays);
  if (batch > kRoundBatch) batch -= batch % kRoundBatch;
  throw kernels::OutOfMemory(
      "training at data.batch " + std::to_string(config.data.batch) + " needs " +
      bytes_text(needed) + " of device memory, " + bytes_text(free) + " are free; " +
      (batch > 0 ? "data.batch " + std::to_string(batch) + " would fit"
                 : "no batch would fit: take smaller networks (model.generator_width, "
                   "model.discriminator_width), or another device"));
}

std::string bytes_text(std::size_t bytes) {
  constexpr double kMiB = 1024.0 * 1024.0;
  const double mib = static_cast<double>(bytes) / kMiB;
  char text[32];
  std::snprintf(text, sizeof(text), mib < 1024 ? "%.1f MiB" : "%.1f GiB",
                mib < 1024 ? mib : mib / 1024);
  return text;
}

}  // namespace sleeve::apps
