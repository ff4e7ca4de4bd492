#include <cstdlib>

#include "kernels/cuda/launch.h"

#ifdef __CUDACC__
#include <map>
#include <mutex>
#endif

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

// What compute capability 8.0 and everything since can launch; shared memory differs from one to
// another, and this is the most that any offers.
constexpr unsigned kMostThreads = 1024, kMostThreadsZ = 64, kMostBlocksYz = 65535;
constexpr unsigned kMostBlocksX = 0x7FFFFFFF;
constexpr std::size_t kMostSharedBytes = 227 * 1024;

std::string text_of(const dim3& extent) {
  return std::to_string(extent.x) + " x " + std::to_string(extent.y) + " x " +
         std::to_string(extent.z);
}

std::string description(const std::string& name, const LaunchShape& shape) {
  return name + " (grid " + text_of(shape.grid) + ", block " + text_of(shape.block) + ", " +
         std::to_string(shape.shared_bytes) + " bytes of dynamic shared memory)";
}

}  // namespace

void check_shape(const std::string& name, const LaunchShape& shape) {
  const dim3 &grid = shape.grid, &block = shape.block;
  const bool grid_fits =
      grid.x <= kMostBlocksX && grid.y <= kMostBlocksYz && grid.z <= kMostBlocksYz;
  const bool block_fits = block.x <= kMostThreads && block.y <= kMostThreads &&
                          block.z <= kMostThreadsZ && block.x * block.y * block.z <= kMostThreads;
  if (!grid_fits || !block_fits || shape.shared_bytes > kMostSharedBytes) {
    throw LaunchError("cannot launch " + description(name, shape) + ": no GPU takes that shape");
  }
}

#ifdef __CUDACC__

void allow_shared_bytes(const void* kernel, const std::string& name, const LaunchShape& shape) {
  // 48 KB, less what the kernel's static arrays take of them.
  constexpr std::size_t kWithoutAsking = 40 * 1024;
  if (shape.shared_bytes <= kWithoutAsking) return;
  static std::mutex mutex;
  static std::map<const void*, std::size_t> allowed;  // guarded by mutex
  const std::lock_guard lock(mutex);
  std::size_t& bytes = allowed[kernel];
  if (shape.shared_bytes <= bytes) return;
  check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(shape.shared_bytes)),
        "cannot launch " + description(name, shape));
  bytes = shape.shared_bytes;
}

void check_launch(cudaError_t result, Stream& stream, const std::string& name,
                  const LaunchShape& shape) {
  if (result != cudaSuccess) check(result, "cannot launch " + description(name, shape));
  if (!waits_for_launches() || stream.recording()) return;
  result = cudaStreamSynchronize(stream.handle());
  if (result != cudaSuccess) check(result, description(name, shape) + " failed");
}

#else

void fail_if_chosen(const std::string& name, const LaunchShape& shape) {
  static const char* const chosen = std::getenv("SLEEVE_SIMT_FAIL");
  if (chosen == nullptr) return;
  static const std::string text = chosen, part = text.substr(0, text.rfind(':'));
  static int left = std::atoi(text.c_str() + text.rfind(':') + 1);
  if (name.find(part) == std::string::npos || --left != 0) return;
  throw LaunchError(description(name, shape) + " failed: SLEEVE_SIMT_FAIL=" + text);
}

#endif

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
