#include "kernels/shuffle.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace sleeve::kernels {
namespace {

std::vector<std::uint64_t> order(std::uint64_t seed, std::uint32_t stream, std::uint64_t epoch,
                                 std::uint64_t n) {
  std::vector<std::uint64_t> values(n);
  for (std::uint64_t position = 0; position < n; ++position) {
    values[position] = shuffled(seed, stream, epoch, n, position);
  }
  return values;
}

bool is_permutation_of_indices(const std::vector<std::uint64_t>& values) {
  std::vector<bool> seen(values.size());
  for (const std::uint64_t value : values) {
    if (value >= values.size() || seen[value]) return false;
    seen[value] = true;
  }
  return true;
}

std::size_t agreements(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] == b[i];
  return count;
}

/// Mean of chi-square with so many degrees of freedom, plus four standard deviations.
double chi_square_bound(double degrees) { return degrees + 4 * std::sqrt(2 * degrees); }

TEST_CASE("every epoch is a permutation, whatever the size") {
  for (std::uint64_t n = 1; n <= 200; ++n) {
    CAPTURE(n);
    for (std::uint64_t epoch = 0; epoch < 5; ++epoch) {
      CHECK(is_permutation_of_indices(order(1, 2, epoch, n)));
    }
  }
  for (const std::uint64_t n : {4095U, 4096U, 4097U, 65537U, 300007U}) {
    CAPTURE(n);
    CHECK(is_permutation_of_indices(order(3, 0, 1, n)));
  }
}

TEST_CASE("seeds, streams and epochs shuffle differently") {
  constexpr std::uint64_t kSize = 1000;
  const auto base = order(1, 2, 3, kSize);
  CHECK(base == order(1, 2, 3, kSize));
  std::vector<std::uint64_t> identity(kSize);
  for (std::uint64_t i = 0; i < kSize; ++i) identity[i] = i;
  // Two random permutations agree in about one place, whatever their size; in nine, one in 10^6 do.
  CHECK(agreements(base, identity) < 9);
  CHECK(agreements(base, order(2, 2, 3, kSize)) < 9);
  CHECK(agreements(base, order(1, 3, 3, kSize)) < 9);
  CHECK(agreements(base, order(1, 2, 4, kSize)) < 9);
}

TEST_CASE("every index is equally likely at every position") {
  constexpr std::uint64_t kSize = 10, kEpochs = 20000;
  std::vector<double> counts(kSize * kSize);
  for (std::uint64_t epoch = 0; epoch < kEpochs; ++epoch) {
    const auto values = order(5, 0, epoch, kSize);
    for (std::uint64_t position = 0; position < kSize; ++position) {
      ++counts[position * kSize + values[position]];
    }
  }
  constexpr double kExpected = double(kEpochs) / kSize;
  double sum = 0;
  for (const double count : counts) sum += (count - kExpected) * (count - kExpected) / kExpected;
  // Rows and columns add up to the same: (n - 1) / n of the sum is chi-square with (n - 1)^2
  // degrees.
  CHECK(sum * (kSize - 1) / kSize <= chi_square_bound((kSize - 1) * (kSize - 1)));
}

TEST_CASE("every order of a few covers is equally likely") {
  for (const std::uint64_t n : {2U, 3U, 4U}) {
    CAPTURE(n);
    constexpr std::uint64_t kEpochs = 24000;
    const double orders = std::tgamma(double(n) + 1);
    std::map<std::vector<std::uint64_t>, double> counts;
    for (std::uint64_t epoch = 0; epoch < kEpochs; ++epoch) ++counts[order(5, 0, epoch, n)];
    REQUIRE(double(counts.size()) == orders);
    const double expected = kEpochs / orders;
    double chi_square = 0;
    for (const auto& [permutation, count] : counts) {
      chi_square += (count - expected) * (count - expected) / expected;
    }
    CHECK(chi_square <= chi_square_bound(orders - 1));
  }
}

TEST_CASE("neighbours end up anywhere") {
  // The distance of two neighbours after shuffling, modulo n, is uniform over 1 .. n - 1.
  constexpr std::uint64_t kSize = 17, kEpochs = 2000;
  std::vector<double> counts(kSize);
  for (std::uint64_t epoch = 0; epoch < kEpochs; ++epoch) {
    const auto values = order(8, 1, epoch, kSize);
    for (std::uint64_t i = 0; i + 1 < kSize; ++i) {
      ++counts[(values[i + 1] + kSize - values[i]) % kSize];
    }
  }
  CHECK(counts[0] == 0);
  constexpr double kExpected = double(kEpochs);  // 16 pairs over 16 distances
  double chi_square = 0;
  for (std::uint64_t distance = 1; distance < kSize; ++distance) {
    chi_square += (counts[distance] - kExpected) * (counts[distance] - kExpected) / kExpected;
  }
  CHECK(chi_square <= chi_square_bound(kSize - 2));
}

}  // namespace
}  // namespace sleeve::kernels
