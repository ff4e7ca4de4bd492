// Mean and sum of squared distances from it, of parts and of the whole.
#pragma once

#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct Moments {
  float count, mean, m2;
};

/// The moments of both together (Chan, Golub, LeVeque 1979).
__device__ __forceinline__ Moments merged(const Moments& a, const Moments& b) {
  if (b.count == 0) return a;
  const float count = a.count + b.count;
  const float distance = b.mean - a.mean, share = b.count / count;
  return {count, a.mean + distance * share, a.m2 + b.m2 + distance * distance * a.count * share};
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
