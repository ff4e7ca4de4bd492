#include "kernels/philox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace sleeve::kernels {
namespace {

/// Counter and key that give `output`: the rounds undone, last first.
PhiloxBlock inverse_philox(PhiloxBlock output, std::array<std::uint32_t, 2> key) {
  const auto inverse_of = [](std::uint32_t odd) {  // modulo 2^32, by Newton's iteration
    std::uint32_t inverse = odd;
    for (int i = 0; i < 5; ++i) inverse *= 2 - odd * inverse;
    return inverse;
  };
  constexpr std::uint32_t kM0 = 0xD2511F53U, kM1 = 0xCD9E8D57U;
  for (std::uint32_t round = 10; round-- > 0;) {
    const std::uint32_t c0 = output[3] * inverse_of(kM0), c2 = output[1] * inverse_of(kM1);
    const auto high = [](std::uint32_t a, std::uint32_t b) {
      return static_cast<std::uint32_t>((std::uint64_t{a} * b) >> 32);
    };
    output = {c0, output[0] ^ high(kM1, c2) ^ (key[0] + round * 0x9E3779B9U), c2,
              output[2] ^ high(kM0, c0) ^ (key[1] + round * 0xBB67AE85U)};
  }
  return output;
}

/// A sequence, and an element of it, whose block of words is `words`.
struct Draw {
  Philox sequence;
  std::uint64_t element;
};
Draw draw_of(PhiloxBlock words) {
  const PhiloxBlock counter = inverse_philox(words, {5, 0});
  const std::uint64_t block = std::uint64_t{counter[1] & 0xFFFFU} << 32 | counter[0];
  const std::uint64_t step = std::uint64_t{counter[3]} << 32 | counter[2];
  return {Philox(5, counter[1] >> 16, step), block * 4};
}

/// Bounds of a statistic are four of its standard deviations: one in 16,000 sound generators fails.
constexpr double kDeviations = 4;
constexpr std::size_t kDraws = 1'000'000;

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum_a += a[i];
    sum_b += b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    ab += a[i] * b[i];
  }
  return (ab - sum_a * sum_b / n) / std::sqrt((aa - sum_a * sum_a / n) * (bb - sum_b * sum_b / n));
}

std::vector<double> normals(const Philox& sequence, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = sequence.normal(i);
  return values;
}

/// Kolmogorov and Smirnov's statistic against a distribution function; sorts `values`.
template <typename Distribution>
double kolmogorov_smirnov(std::vector<double>& values, Distribution distribution) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = distribution(values[i]);
    largest = std::max({largest, double(i + 1) / n - expected, expected - double(i) / n});
  }
  return largest;
}

/// Below this in all but one of 10,000 sound samples (the limit distribution's 0.9999 quantile).
double kolmogorov_smirnov_bound(std::size_t n) { return 2.23 / std::sqrt(double(n)); }

TEST_CASE("Philox4x32-10 gives the known answers of its authors (Random123, kat_vectors)") {
  static_assert(philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
                PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox4x32_10({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("counter and key are made of seed, stream, step and element as documented") {
  // The second known answer's counter and key, all ones.
  const Philox ones(~std::uint64_t{0}, 0xffff, ~std::uint64_t{0});
  CHECK(ones.block(0xffffffffffffULL)[0] == 0x408f276d);
  // The third's, taken apart.
  const Philox pi(0x299f31d0a4093822ULL, 0x85a3, 0x0370734413198a2eULL);
  const std::uint64_t block = 0x08d3243f6a88ULL;
  const PhiloxBlock expected = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
  CHECK(pi.block(block) == expected);
  for (std::uint64_t word = 0; word < 4; ++word) CHECK(pi.bits(block * 4 + word) == expected[word]);
}

TEST_CASE("a block at once holds its four elements") {
  const Philox sequence(4, 5, 6);
  for (std::uint64_t element = 0; element < 100; ++element) {
    CHECK(sequence.uniforms(element / 4)[element % 4] == sequence.uniform(element));
    CHECK(sequence.normals(element / 4)[element % 4] == sequence.normal(element));
  }
}

TEST_CASE("no two of seeds, streams, steps and elements share a block") {
  std::set<PhiloxBlock> blocks;
  for (std::uint64_t seed : {0ULL, 1ULL, 1ULL << 32}) {
    for (std::uint32_t stream : {0U, 1U, 0xffffU}) {
      for (std::uint64_t step : {0ULL, 1ULL, 1ULL << 32}) {
        for (std::uint64_t index : {0ULL, 1ULL, 1ULL << 32, (1ULL << 48) - 1}) {
          blocks.insert(Philox(seed, stream, step).block(index));
        }
      }
    }
  }
  CHECK(blocks.size() == 3 * 3 * 3 * 4);
}

TEST_CASE("the extreme words give numbers inside their ranges") {
  constexpr std::uint32_t kOnes = 0xffffffff;
  const auto [sequence, element] = draw_of({0, kOnes, 0x1ff, 0x200});
  REQUIRE(sequence.block(element / 4) == PhiloxBlock{0, kOnes, 0x1ff, 0x200});
  CHECK(sequence.uniform(element) == 0x1p-24F);
  CHECK(sequence.uniform(element + 1) == 1 - 0x1p-24F);
  CHECK(sequence.uniform(element + 2) == 0x1p-24F);
  CHECK(sequence.uniform(element + 3) == 3 * 0x1p-24F);
  CHECK(sequence.below(element, 6) == 0);
  CHECK(sequence.below(element + 1, 6) == 5);
  CHECK(sequence.below(element + 1, kOnes) == kOnes - 1);
  CHECK(sequence.below(element + 1, 1) == 0);
  // The largest radius, sqrt(2 ln 2^24), at an angle just short of a full turn.
  CHECK(std::abs(sequence.normal(element) - 5.76811F) <= 1e-4F);
  CHECK(std::abs(sequence.normal(element + 1)) <= 1e-5F);
  // And the smallest, sqrt(-2 ln(1 - 2^-24)), at no angle.
  const auto [other, first] = draw_of({kOnes, 0, 0, 0});
  CHECK(std::abs(other.normal(first) - 3.4526698e-4F) <= 1e-9F);
}

TEST_CASE("uniform draws are uniform") {
  const Philox sequence(1, 2, 3);
  std::vector<double> values(kDraws);
  for (std::size_t i = 0; i < kDraws; ++i) values[i] = sequence.uniform(i);
  CHECK(*std::min_element(values.begin(), values.end()) > 0);
  CHECK(*std::max_element(values.begin(), values.end()) < 1);
  CHECK(kolmogorov_smirnov(values, [](double x) { return x; }) <= kolmogorov_smirnov_bound(kDraws));
}

TEST_CASE("normal draws are normal") {
  std::vector<double> values = normals(Philox(1, 2, 3), kDraws);
  double moments[5] = {};
  for (const double value : values) {
    double power = 1;
    for (int order = 1; order <= 4; ++order) moments[order] += (power *= value) / double(kDraws);
  }
  const auto deviation = [](double variance) {
    return kDeviations * std::sqrt(variance / double(kDraws));
  };
  CHECK(std::abs(moments[1]) <= deviation(1));       // var x
  CHECK(std::abs(moments[2] - 1) <= deviation(2));   // var x^2 = 3 - 1
  CHECK(std::abs(moments[3]) <= deviation(15));      // var x^3
  CHECK(std::abs(moments[4] - 3) <= deviation(96));  // var x^4 = 105 - 9
  CHECK(kolmogorov_smirnov(values, [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }) <=
        kolmogorov_smirnov_bound(kDraws));
}

TEST_CASE("streams, steps, seeds and neighbours are uncorrelated") {
  constexpr std::size_t kCount = 100'000;
  const double bound = kDeviations / std::sqrt(double(kCount));
  const std::vector<double> base = normals(Philox(1, 2, 3), kCount + 4);
  const std::vector<double> first(base.begin(), base.end() - 4);
  for (const Philox& other : {Philox(1, 3, 3), Philox(1, 2, 4), Philox(2, 2, 3),
                              Philox(1, 2, 3 + (1ULL << 32)), Philox(1 + (1ULL << 32), 2, 3)}) {
    CHECK(std::abs(correlation(first, normals(other, kCount))) <= bound);
  }
  for (std::ptrdiff_t lag = 1; lag <= 4; ++lag) {
    const std::vector<double> later(base.begin() + lag, base.end() - 4 + lag);
    CHECK(std::abs(correlation(first, later)) <= bound);
  }
  // The two of one radius are uncorrelated in their squares as well.
  std::vector<double> even, odd;
  for (std::size_t i = 0; i < kCount; i += 2) {
    even.push_back(base[i] * base[i]);
    odd.push_back(base[i + 1] * base[i + 1]);
  }
  CHECK(std::abs(correlation(even, odd)) <= kDeviations / std::sqrt(double(even.size())));
}

TEST_CASE("integers below n are equally likely") {
  for (const std::uint32_t n : {2U, 5U, 20U, 1000U}) {
    CAPTURE(n);
    std::vector<double> counts(n);
    for (std::size_t i = 0; i < kDraws; ++i) ++counts.at(Philox(9, 1, 0).below(i, n));
    const double expected = double(kDraws) / n;
    double chi_square = 0;
    for (const double count : counts)
      chi_square += (count - expected) * (count - expected) / expected;
    // Mean and variance of chi-square are its degrees of freedom and twice that.
    CHECK(chi_square <= n - 1 + kDeviations * std::sqrt(2.0 * (n - 1)));
  }
}

}  // namespace
}  // namespace sleeve::kernels
