#include "tests/kernels/cases/pending_inputs.h"

#include <algorithm>
#include <cmath>

#include "kernels/reference/pending.h"
#include "tests/kernels/cases/inputs.h"

namespace sleeve::kernels::cases {
namespace {

constexpr float kClearance = 0.02F;  // from 0, of values before activation

/// Moves values of data so that scale * data + shift keeps clear of 0.
void avoid_kinks(PendingValues& values, int channels) {
  for (std::size_t i = 0; i < values.data.size(); ++i) {
    const std::size_t c = i % std::size_t(channels);
    const float scale = values.scale.empty() ? 1 : values.scale[c];
    const float shift = values.shift.empty() ? 0 : values.shift[c];
    const float z = std::fma(scale, values.data[i], shift);
    if (std::abs(z) < kClearance) values.data[i] = (std::copysign(0.1F, z) - shift) / scale;
  }
}

/// What of a pending map is no array.
PendingMap form_of(const PendingOptions& options) {
  PendingMap map;
  map.activation = options.activation;
  if (options.activation == Activation::kLeakyRelu) map.slope = 0.25F;
  if (options.dropout) map.keep_scale = 2;
  return map;
}

}  // namespace

std::string name_of(const PendingOptions& options) {
  std::string name;
  const auto append = [&](const char* part) {
    if (!name.empty()) name += '_';
    name += part;
  };
  if (options.scale) append("scale");
  if (options.shift) append("shift");
  if (options.activation == Activation::kRelu) append("relu");
  if (options.activation == Activation::kLeakyRelu) append("leaky");
  if (options.activation == Activation::kTanh) append("tanh");
  if (options.dropout) append("dropout");
  return name.empty() ? "raw" : name;
}

PendingValues pending_values(const PendingOptions& options, std::uint64_t seed, std::size_t pixels,
                             int channels, bool whole, Precision precision) {
  const std::size_t size = pixels * std::size_t(channels);
  PendingValues values;
  values.data = whole ? integers(seed, size, 3) : uniform(seed, size);
  if (options.scale) {
    values.scale = whole ? integers(seed + 1, std::size_t(channels), 2)
                         : uniform(seed + 1, std::size_t(channels), 0.5F, 1.5F);
    if (!whole) {
      for (std::size_t c = 0; c < values.scale.size(); c += 3) values.scale[c] *= -1;
    }
  }
  if (options.shift) {
    values.shift = whole ? integers(seed + 2, std::size_t(channels), 2)
                         : uniform(seed + 2, std::size_t(channels));
  }
  if (options.dropout) values.keep = bits(seed + 3, size);
  if (!whole) avoid_kinks(values, channels);
  values.data = representable(std::move(values.data), precision);
  return values;
}

double PendingValues::largest(const PendingOptions& options, int channels) const {
  PendingMap map = form_of(options);
  map.data = data.data();
  if (options.scale) map.scale = scale.data();
  if (options.shift) map.shift = shift.data();
  if (options.dropout) map.keep = keep.data();
  double largest = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    largest = std::max(largest, std::abs(double(reference::pending_value(map, i, channels))));
  }
  return largest;
}

PendingMap pending_map(Workbench& bench, const std::string& name, const PendingOptions& options,
                       const PendingValues& values, bool bf16) {
  PendingMap map = form_of(options);
  map.data = bench.map(name, values.data, bf16);
  if (options.scale) map.scale = bench.input(name + " scale", values.scale);
  if (options.shift) map.shift = bench.input(name + " shift", values.shift);
  if (options.dropout) map.keep = bench.input(name + " keep", values.keep);
  return map;
}

}  // namespace sleeve::kernels::cases
