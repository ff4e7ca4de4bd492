// In which type the operands of a product lie in shared memory, by precision.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/bfloat16.h"
#include "kernels/cuda/operand_sizes.h"
#include "kernels/cuda/runs.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/elements.h"
#include "kernels/precision.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct Bf16Operand {
  using Element = Bfloat16;
  static constexpr Precision kPrecision = Precision::kBf16;
  __device__ __forceinline__ static Element round(float value) { return to_bfloat16(value); }
};

struct Tf32Operand {
  using Element = float;
  static constexpr Precision kPrecision = Precision::kTf32;
  __device__ __forceinline__ static Element round(float value) {
    return std::bit_cast<float>(to_tf32(value));
  }
};

struct F32Operand {
  using Element = float;
  static constexpr Precision kPrecision = Precision::kF32;
  __device__ __forceinline__ static Element round(float value) { return value; }
};

/// Elements of an operand in 16 bytes.
template <class Operand>
inline constexpr int kOperandChunk = operand_chunk(Operand::kPrecision);

/// The elements of a map that has them in the operand's type.
template <class Operand>
__device__ __forceinline__ const typename Operand::Element* operand_elements(
    const ConstElements& map) {
  if constexpr (Operand::kPrecision == Precision::kBf16) {
    return map.rounded();
  } else {
    return map.full();
  }
}

/// The 16 bytes of shared memory that hold a run, rounded.
template <class Operand>
__device__ __forceinline__ Words4 operand_words(const Run<kOperandChunk<Operand>>& run) {
  Words4 words;
  if constexpr (Operand::kPrecision == Precision::kBf16) {
    for (int i = 0; i < 4; ++i) {
      words.word[i] = pack_bfloat16(run.value[2 * i], run.value[2 * i + 1]);
    }
  } else {
    for (int i = 0; i < 4; ++i) {
      words.word[i] = std::bit_cast<std::uint32_t>(Operand::round(run.value[i]));
    }
  }
  return words;
}

/// The values of 16 bytes of a map whose elements are of the operand's type.
template <class Operand>
__device__ __forceinline__ Run<kOperandChunk<Operand>> operand_values(const Words4& words) {
  Run<kOperandChunk<Operand>> run;
  for (int i = 0; i < 4; ++i) {
    if constexpr (Operand::kPrecision == Precision::kBf16) {
      run.value[2 * i] = std::bit_cast<float>(words.word[i] << 16);
      run.value[2 * i + 1] = std::bit_cast<float>(words.word[i] & 0xFFFF0000U);
    } else {
      run.value[i] = std::bit_cast<float>(words.word[i]);
    }
  }
  return run;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
