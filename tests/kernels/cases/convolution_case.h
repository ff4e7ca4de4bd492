// The case of a convolution.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/pending_inputs.h"

namespace sleeve::kernels::cases {

enum class Convolution { kDown, kUp, kWeights };

/// A convolution from the map it reads to the map or the weights it writes.
struct ConvCase {
  Convolution operation = Convolution::kDown;
  ConvShape shape;
  PendingOptions read = {};        // the map that is read; of conv_weights the big one
  PendingOptions read_small = {};  // of conv_weights
  bool accumulate = false;         // of conv_weights
  bool bias = false, statistics = false;
  bool gradient = false;            // through the pending form ...
  PendingOptions gradient_of = {};  // ... of the result, ...
  bool sums = false;                // ... which was batch-normed
  bool whole = false;               // small whole numbers: the result must be exact
  bool types_swapped = false;       // bf16 maps where f32 ones are usual, and the other way round

  std::string name() const;
  void launch(Workbench& bench) const;
  /// Of every array that is read or written, once; scales and sums per channel are not counted.
  double bytes(Precision precision) const;

 private:
  std::size_t pixels() const;  // of the result
  int channels() const;
  bool result_is_big() const { return operation == Convolution::kUp; }
  /// In a network in bf16, images, and single pixels such as latents and logits, stay in f32.
  bool is_bf16(Precision precision, bool big) const {
    const bool wide =
        big ? shape.big_channels > 4 : shape.small_pixels() > std::size_t(shape.batch);
    return precision == Precision::kBf16 && wide != types_swapped;
  }
  double products() const;  // that an element of the result adds up
  std::vector<float> values(std::uint64_t seed, std::size_t n) const {
    return whole ? integers(seed, n, 2) : uniform(seed, n);
  }
  PendingValues map_values(bool big, const PendingOptions& options, Precision precision) const {
    return big ? pending_values(options, 10, shape.big_pixels(), shape.big_channels, whole,
                                precision)
               : pending_values(options, 20, shape.small_pixels(), shape.small_channels, whole,
                                precision);
  }
  double operand_error(Precision precision) const;
  Tolerance result_tolerance(Precision precision) const;  // before it is stored
  Tolerance result_error_of(Precision precision) const {  // as stored
    return stored(is_bf16(precision, result_is_big()), result_tolerance(precision));
  }
  ConvEpilogue epilogue(Workbench& bench) const;
  void add_statistics(Workbench& bench, ChannelStatistics& statistics_out) const;
  void add_gradient(Workbench& bench, PendingGradient& gradient_out) const;
};

}  // namespace sleeve::kernels::cases
