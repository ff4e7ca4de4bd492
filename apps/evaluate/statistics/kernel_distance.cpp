#include "apps/evaluate/statistics/kernel_distance.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "apps/evaluate/statistics/moments.h"
#include "apps/evaluate/statistics/pairwise.h"
#include "kernels/shuffle.h"
#include "kernels/streams.h"

namespace sleeve::apps {
namespace {

constexpr std::size_t kSubsets = 100;
constexpr std::size_t kLargestSubset = 1000;

using Members = std::vector<std::size_t> SubsetPair::*;

/// [count, subsets]: 1 where the subset has the cover.
Eigen::MatrixXd membership(const std::vector<SubsetPair>& subsets, Members members,
                           std::size_t count) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(count),
                                                 static_cast<Eigen::Index>(subsets.size()));
  for (std::size_t s = 0; s < subsets.size(); ++s) {
    for (const std::size_t i : subsets[s].*members) {
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(s)) = 1;
    }
  }
  return matrix;
}

/// For each subset the sum of k over its pairs of a and b, without those of a cover and itself if
/// a and b are one set. A matrix product: the kernel matrix, a few rows of it at a time, between
/// the two memberships.
Eigen::RowVectorXd kernel_sums(const Features& a, const Eigen::MatrixXd& in_a, const Features& b,
                               const Eigen::MatrixXd& in_b, bool one_set, kernels::TaskPool& pool) {
  std::vector<Eigen::RowVectorXd> partial(pairwise_blocks(a.count));
  for_dot_products(a, b, pool, [&](std::size_t block, std::size_t first, PairwiseBlock& values) {
    const auto start = static_cast<Eigen::Index>(first);
    values = (values.array() / static_cast<double>(a.dimensions) + 1).cube();
    if (one_set) values.middleCols(start, values.rows()).diagonal().setZero();
    partial[block] =
        (values * in_b).cwiseProduct(in_a.middleRows(start, values.rows())).colwise().sum();
  });
  Eigen::RowVectorXd sums = Eigen::RowVectorXd::Zero(in_a.cols());
  for (const Eigen::RowVectorXd& some : partial) sums += some;
  return sums;
}

std::vector<std::size_t> draw_subset(std::uint64_t seed, kernels::Stream stream, std::size_t subset,
                                     std::size_t size, std::size_t count) {
  std::vector<std::size_t> covers(size);
  for (std::size_t i = 0; i < size; ++i) {
    covers[i] = kernels::shuffled(seed, stream_number(stream), subset, count, i);
  }
  return covers;
}

}  // namespace

std::vector<double> squared_discrepancies(const Features& real, const Features& other,
                                          const std::vector<SubsetPair>& subsets,
                                          kernels::TaskPool& pool) {
  const Eigen::MatrixXd in_real = membership(subsets, &SubsetPair::real, real.count);
  const Eigen::MatrixXd in_other = membership(subsets, &SubsetPair::other, other.count);
  const Eigen::RowVectorXd within_real = kernel_sums(real, in_real, real, in_real, true, pool);
  const Eigen::RowVectorXd within_other = kernel_sums(other, in_other, other, in_other, true, pool);
  const Eigen::RowVectorXd between = kernel_sums(real, in_real, other, in_other, false, pool);
  std::vector<double> result(subsets.size());
  for (std::size_t s = 0; s < subsets.size(); ++s) {
    const auto m = static_cast<double>(subsets[s].real.size());
    const auto n = static_cast<double>(subsets[s].other.size());
    const auto column = static_cast<Eigen::Index>(s);
    result[s] = within_real[column] / (m * (m - 1)) + within_other[column] / (n * (n - 1)) -
                2 * between[column] / (m * n);
  }
  return result;
}

KernelDistance kernel_distance(const Features& real, const Features& other, std::uint64_t seed,
                               kernels::TaskPool& pool) {
  const std::size_t fewest = std::min(real.count, other.count);
  if (fewest < kFewestForKernelDistance) {
    throw std::invalid_argument("the kernel distance of " + std::to_string(fewest) +
                                " covers; at least " + std::to_string(kFewestForKernelDistance) +
                                " are needed");
  }
  KernelDistance distance;
  distance.subsets = kSubsets;
  distance.subset_size = std::min(kLargestSubset, fewest / 2);
  std::vector<SubsetPair> subsets(kSubsets);
  for (std::size_t s = 0; s < kSubsets; ++s) {
    const std::size_t size = distance.subset_size;
    subsets[s].real = draw_subset(seed, kernels::Stream::kRealSubsets, s, size, real.count);
    subsets[s].other = draw_subset(seed, kernels::Stream::kOtherSubsets, s, size, other.count);
  }
  const Moments moments = moments_of(squared_discrepancies(real, other, subsets, pool));
  distance.mean = moments.mean;
  distance.deviation = moments.deviation;
  return distance;
}

}  // namespace sleeve::apps
