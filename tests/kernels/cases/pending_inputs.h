// Feature maps in pending form for the cases.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

/// Which parts of the pending form are there.
struct PendingOptions {
  bool scale = false, shift = false;
  Activation activation = Activation::kNone;
  bool dropout = false;
};

/// "scale_shift_leaky_dropout", "raw" if nothing is there.
std::string name_of(const PendingOptions& options);

/// The arrays of a map [pixels, channels] whose values before activation keep clear of 0, where
/// slopes jump, or, as whole numbers, hit it often. Whole numbers stay exact through every
/// operation but tanh. Data are values that operands of `precision` can take.
struct PendingValues {
  std::vector<float> data, scale, shift;  // the last two [channels], empty if not there
  std::vector<std::uint8_t> keep;
  /// The largest absolute value that a reader sees.
  double largest(const PendingOptions& options, int channels) const;
};
PendingValues pending_values(const PendingOptions& options, std::uint64_t seed, std::size_t pixels,
                             int channels, bool whole, Precision precision);

/// `values` as inputs of the bench, data in bf16 if so wanted.
PendingMap pending_map(Workbench& bench, const std::string& name, const PendingOptions& options,
                       const PendingValues& values, bool bf16);

}  // namespace sleeve::kernels::cases
