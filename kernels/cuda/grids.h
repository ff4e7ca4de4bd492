// Grids over arrays and feature maps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/cuda/context.h"
#include "kernels/cuda/launch.h"
#include "kernels/elements.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Threads of a block where nothing speaks for another number.
inline constexpr unsigned kBlockThreads = 256;

/// Blocks that a device runs at once, 2,048 threads to a multiprocessor.
inline std::size_t resident_blocks(const Context& context) {
  return std::size_t(context.multiprocessors) * (2048 / kBlockThreads);
}

/// For for_each_run<run> over n elements.
LaunchShape grid_of_runs(const Context& context, std::size_t n, int run);

/// For a map [pixels, channels]: threads (x, y) take run x of the channels in pixels y, y + the
/// grid's height, ...
LaunchShape grid_of_map(const Context& context, std::size_t pixels, int channels, int run);

/// Whether each of the arrays starts at a multiple of 16 bytes.
template <typename... T>
bool aligned_16(const T*... arrays) {
  return ((reinterpret_cast<std::uintptr_t>(arrays) % 16 == 0) && ...);
}

/// call(array) with the array of the elements, of whichever type.
template <typename T, typename Call>
void with_array(const ElementsOf<T>& elements, const Call& call) {
  if (elements.is_rounded()) {
    call(elements.rounded());
  } else {
    call(elements.full());
  }
}

/// launch(std::integral_constant<int, kRun>()), or <int, 1> if arrays are not whole runs.
template <int kRun, typename Launch>
void with_run(bool whole, const Launch& launch) {
  if (whole) {
    launch(std::integral_constant<int, kRun>());
  } else {
    launch(std::integral_constant<int, 1>());
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
