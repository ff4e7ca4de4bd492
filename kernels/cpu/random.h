// Random draws of the cpu backend that fill whole maps: threaded, a Philox block at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/task_pool.h"

namespace sleeve::kernels::cpu {

void draw_keep_mask(const StepState& state, std::uint32_t stream, float rate, std::size_t n,
                    std::uint8_t* keep, TaskPool& pool);
void draw_instance_noise(const StepState& state, std::uint32_t stream, std::size_t n, float* noise,
                         TaskPool& pool);

}  // namespace sleeve::kernels::cpu
