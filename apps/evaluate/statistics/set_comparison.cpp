#include "apps/evaluate/statistics/set_comparison.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "apps/evaluate/statistics/frechet.h"

namespace sleeve::apps {
namespace {

void check_finite(const Features& features) {
  const float* end = features.row(features.count);
  const float* bad =
      std::find_if(features.values, end, [](float value) { return !std::isfinite(value); });
  if (bad != end) {
    const auto cover = static_cast<std::size_t>(bad - features.values) / features.dimensions;
    throw std::invalid_argument("a feature of cover " + std::to_string(cover) + " is not finite");
  }
}

std::string covers(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " cover" : " covers");
}

}  // namespace

SetComparison compare_sets(const Features& real, const Features& other, std::uint64_t seed,
                           kernels::TaskPool& pool) {
  check_finite(real);
  check_finite(other);
  SetComparison comparison;
  comparison.real = real.count;
  comparison.other = other.count;
  comparison.dimensions = real.dimensions;
  const auto measure = [&](std::size_t fewest, auto& figure, const auto& compute) {
    if (std::min(real.count, other.count) < fewest) {
      figure = Gap{covers(real.count) + " against " + covers(other.count) + "; at least " +
                   std::to_string(fewest) + " of each are needed"};
    } else {
      figure = compute();
    }
  };
  measure(kFewestForFrechet, comparison.frechet, [&] { return frechet_distance(real, other); });
  measure(kFewestForKernelDistance, comparison.kernel,
          [&] { return kernel_distance(real, other, seed, pool); });
  measure(kManifoldNeighbour + 1, comparison.manifold,
          [&] { return manifold_figures(real, other, kManifoldNeighbour, pool); });
  return comparison;
}

}  // namespace sleeve::apps
