// Operations of the cpu backend that touch each element once: bound by memory, so threaded loops.
#pragma once

#include <cstddef>

#include "kernels/backend.h"
#include "kernels/cpu/workspace.h"

namespace sleeve::kernels::cpu {

void batch_norm_backward(const BatchNorm& norm, std::size_t count, const float* y,
                         const float* sum_dz, const float* sum_dz_normalized, float* dz,
                         TaskPool& pool);
void materialize(const PendingMap& map, std::size_t pixels, int channels, float* out,
                 Workspace& workspace);
void adam(const StepState& state, double rate, float* parameters, const float* gradients,
          float* exp_avg, float* exp_avg_sq, std::size_t n, TaskPool& pool);
void moving_average(float decay, float* average, const float* parameters, std::size_t n,
                    TaskPool& pool);
void add(const float* a, const float* b, std::size_t n, float* out, TaskPool& pool);

}  // namespace sleeve::kernels::cpu
