#include "kernels/cpu/random.h"

#include <algorithm>

#include "kernels/philox.h"

namespace sleeve::kernels::cpu {
namespace {

/// function(first element, block) for each block of four elements.
template <typename Function>
void for_each_block(std::size_t n, TaskPool& pool, const Function& function) {
  constexpr std::size_t kBlocksPerTask = 1024;
  pool.run_blocks((n + 3) / 4, kBlocksPerTask, [&](std::size_t begin, std::size_t end) {
    for (std::size_t block = begin; block < end; ++block) {
      function(block, block * 4, std::min<std::size_t>(4, n - block * 4));
    }
  });
}

}  // namespace

void draw_keep_mask(const StepState& state, std::uint32_t stream, float rate, std::size_t n,
                    std::uint8_t* keep, TaskPool& pool) {
  const Philox random(state.schedule.seed, stream, state.step);
  for_each_block(n, pool, [&](std::size_t block, std::size_t first, std::size_t count) {
    const auto values = random.uniforms(block);
    for (std::size_t i = 0; i < count; ++i) keep[first + i] = values[i] < rate ? 0 : 1;
  });
}

void draw_instance_noise(const StepState& state, std::uint32_t stream, std::size_t n, float* noise,
                         TaskPool& pool) {
  const Philox random(state.schedule.seed, stream, state.step);
  for_each_block(n, pool, [&](std::size_t block, std::size_t first, std::size_t count) {
    const auto values = random.normals(block);
    for (std::size_t i = 0; i < count; ++i) noise[first + i] = state.instance_noise * values[i];
  });
}

}  // namespace sleeve::kernels::cpu
