// Tensor cores: products of small matrices whose fragments are spread over the lanes of a warp as
// the PTX manual says (mma.m16n8k16, mma.m16n8k8, ldmatrix).
#pragma once

#include <array>
#include <cstdint>

#include "kernels/simt/place.h"

namespace sleeve::simt {

/// d += a b: a [16, 16] and b [16, 8] of bf16, d [16, 8] of f32. Each result is the sum of its 16
/// exact products in ascending order, in f32, and then d.
void multiply_bfloat16(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                       Place where);

/// d += a b: a [16, 8] and b [8, 8] of f32 whose low 13 bits are ignored. Summed likewise.
void multiply_tf32(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                   Place where);

/// Hands out `matrices` 8 x 8 matrices of 16-bit elements: lane 8 i + r brings row r of matrix i;
/// lane 4 g + t gets elements 2 t and 2 t + 1 of row g (transposed: of column g) of each.
std::array<std::uint32_t, 4> hand_out(unsigned matrices, bool transposed,
                                      const std::array<std::uint32_t, 4>& row, Place where);

}  // namespace sleeve::simt
