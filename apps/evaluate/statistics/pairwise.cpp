#include "apps/evaluate/statistics/pairwise.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace sleeve::apps {
namespace {

constexpr std::size_t kBlockRows = 64;
constexpr std::size_t kBlockColumns = 512;  // rows of b that are doubles at a time

using RowMajorFloats = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// `count` rows from `first` on, in double.
PairwiseBlock rows_of(const Features& features, std::size_t first, std::size_t count) {
  const Eigen::Map<const RowMajorFloats> rows(features.row(first), static_cast<Eigen::Index>(count),
                                              static_cast<Eigen::Index>(features.dimensions));
  return rows.cast<double>();
}

Eigen::VectorXd squared_norms(const Features& features) {
  Eigen::VectorXd norms(static_cast<Eigen::Index>(features.count));
  for (std::size_t i = 0; i < features.count; ++i) {
    norms[static_cast<Eigen::Index>(i)] = rows_of(features, i, 1).squaredNorm();
  }
  return norms;
}

}  // namespace

std::size_t pairwise_blocks(std::size_t rows) { return (rows + kBlockRows - 1) / kBlockRows; }

void for_dot_products(const Features& a, const Features& b, kernels::TaskPool& pool,
                      const UsePairwiseBlock& use) {
  if (a.dimensions != b.dimensions) {
    throw std::invalid_argument("sets of " + std::to_string(a.dimensions) + " and " +
                                std::to_string(b.dimensions) + " features cannot be compared");
  }
  pool.run(pairwise_blocks(a.count), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kBlockRows;
    const PairwiseBlock rows = rows_of(a, first, std::min(kBlockRows, a.count - first));
    PairwiseBlock products(rows.rows(), static_cast<Eigen::Index>(b.count));
    for (std::size_t column = 0; column < b.count; column += kBlockColumns) {
      const PairwiseBlock columns = rows_of(b, column, std::min(kBlockColumns, b.count - column));
      products.middleCols(static_cast<Eigen::Index>(column), columns.rows()).noalias() =
          rows * columns.transpose();
    }
    use(block, first, products);
  });
}

void for_squared_distances(const Features& a, const Features& b, kernels::TaskPool& pool,
                           const UsePairwiseBlock& use) {
  const Eigen::VectorXd of_a = squared_norms(a), of_b = squared_norms(b);
  for_dot_products(a, b, pool, [&](std::size_t block, std::size_t first, PairwiseBlock& values) {
    values *= -2;
    values.colwise() += of_a.segment(static_cast<Eigen::Index>(first), values.rows());
    values.rowwise() += of_b.transpose();
    use(block, first, values);
  });
}

}  // namespace sleeve::apps
