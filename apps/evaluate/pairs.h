// Random pairs of covers, no pair twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sleeve::apps {

/// An index into the first set, one into the second.
using CoverPair = std::array<std::int32_t, 2>;

/// Labels of covers; only covers of one label make a pair.
using PairLabels = std::vector<std::int16_t>;

/// `count` pairs of different covers of one set, at random; all of them, if they are no more.
/// `draw` tells draws of one seed apart.
std::vector<CoverPair> pairs_within(const PairLabels& labels, std::size_t count, std::uint64_t seed,
                                    std::uint64_t draw);

/// The same of a cover of the first set and one of the second.
std::vector<CoverPair> pairs_between(const PairLabels& first, const PairLabels& second,
                                     std::size_t count, std::uint64_t seed, std::uint64_t draw);

}  // namespace sleeve::apps
