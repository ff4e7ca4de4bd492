// Dot products and distances of all rows of one set with all of another, a few rows at a time.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>

#include "apps/evaluate/statistics/features.h"
#include "kernels/task_pool.h"

namespace sleeve::apps {

/// What is handed out: [some rows of a, b.count]; the rows begin at `first`. Blocks are numbered
/// from 0 to pairwise_blocks(a.count) - 1 by their rows alone, so that sums over blocks can be
/// added in order, whatever thread made which.
using PairwiseBlock = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using UsePairwiseBlock =
    std::function<void(std::size_t block, std::size_t first, PairwiseBlock& values)>;

std::size_t pairwise_blocks(std::size_t rows);

/// Calls use for every block, from several threads at once. Sums are in double. Throws
/// std::invalid_argument if the dimensions differ.
void for_dot_products(const Features& a, const Features& b, kernels::TaskPool& pool,
                      const UsePairwiseBlock& use);

/// The same for |a_i - b_j|^2, as |a_i|^2 + |b_j|^2 - 2 a_i.b_j: of equal rows it is 0 but for
/// rounding, which may take it below.
void for_squared_distances(const Features& a, const Features& b, kernels::TaskPool& pool,
                           const UsePairwiseBlock& use);

}  // namespace sleeve::apps
