// How kernels are launched.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "kernels/cuda/stream.h"
#include "kernels/cuda/target_namespace.h"
#include "kernels/device.h"

#ifndef __CUDACC__
#include "kernels/simt/dim3.h"
#include "kernels/simt/grid.h"
#endif

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

#ifndef __CUDACC__
using simt::dim3;
#endif

struct LaunchShape {
  dim3 grid, block;
  std::size_t shared_bytes = 0;  // of SLEEVE_DYNAMIC_SHARED
};

/// Throws LaunchError, with the name and the shape, if no GPU can launch that.
void check_shape(const std::string& name, const LaunchShape& shape);

#ifdef __CUDACC__
/// Lets the kernel have the shape's dynamic shared memory, which beyond 48 KB, with its static
/// arrays, takes asking.
void allow_shared_bytes(const void* kernel, const std::string& name, const LaunchShape& shape);
/// Throws LaunchError if the launch failed, or, with SLEEVE_SYNC_LAUNCHES=1 in the environment, if
/// its kernel did: errors of kernels otherwise show at some later call.
void check_launch(cudaError_t result, Stream& stream, const std::string& name,
                  const LaunchShape& shape);
#else
/// Plays a kernel that fails: with SLEEVE_SIMT_FAIL=TEXT:N in the environment, the Nth of those
/// with TEXT in their names throws LaunchError.
void fail_if_chosen(const std::string& name, const LaunchShape& shape);
#endif

/// Puts a kernel into the stream. `name` says what it computes, and on which sizes: it is what
/// errors call it. A grid without blocks or threads launches nothing. Throws LaunchError.
template <typename... Parameters, typename... Arguments>
void launch(Stream& stream, const std::string& name, const LaunchShape& shape,
            void (*kernel)(Parameters...), Arguments&&... arguments) {
  static_assert((std::is_trivially_copyable_v<Parameters> && ...), "a GPU gets copies of bytes");
  if (shape.grid.x == 0 || shape.grid.y == 0 || shape.grid.z == 0) return;
  if (shape.block.x == 0 || shape.block.y == 0 || shape.block.z == 0) return;
  check_shape(name, shape);
#ifdef __CUDACC__
  allow_shared_bytes(reinterpret_cast<const void*>(kernel), name, shape);
  cudaLaunchConfig_t config = {};
  config.gridDim = shape.grid;
  config.blockDim = shape.block;
  config.dynamicSmemBytes = shape.shared_bytes;
  config.stream = stream.handle();
  const cudaError_t result = cudaLaunchKernelEx(
      &config, kernel, static_cast<Parameters>(std::forward<Arguments>(arguments))...);
  check_launch(result, stream, name, shape);
#else
  std::tuple<Parameters...> copies(static_cast<Parameters>(std::forward<Arguments>(arguments))...);
  stream.enqueue([=] {
    fail_if_chosen(name, shape);
    simt::run_grid({.name = name,
                    .blocks = shape.grid,
                    .threads = shape.block,
                    .shared_bytes = shape.shared_bytes,
                    .kernel = [&] { std::apply(kernel, copies); }});
  });
#endif
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
