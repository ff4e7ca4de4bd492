#include "data/preparing/near_duplicates.h"

#include <algorithm>
#include <numeric>

namespace sleeve::data {
namespace {

/// Hashes are cut into four bands. If at most 8 of 64 bits differ, at most 2 do in some band.
constexpr int kBands = 4, kBandBits = 16, kFlips = 2;
static_assert(kNearDuplicateBits / kBands <= kFlips);

std::uint32_t band_of(std::uint64_t hash, int band) {
  return static_cast<std::uint32_t>(hash >> (band * kBandBits)) & ((1U << kBandBits) - 1);
}

/// All ways of flipping up to two bits of a band.
std::vector<std::uint32_t> flip_masks() {
  std::vector<std::uint32_t> masks = {0};
  for (int i = 0; i < kBandBits; ++i) {
    masks.push_back(1U << i);
    for (int j = 0; j < i; ++j) masks.push_back(1U << i | 1U << j);
  }
  return masks;
}

/// Covers by the value of one band.
class BandIndex {
 public:
  BandIndex(std::span<const Fingerprint> covers, int band)
      : begin_((std::size_t{1} << kBandBits) + 1), covers_(covers.size()) {
    for (const Fingerprint& cover : covers) ++begin_[band_of(cover.hash, band) + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    std::vector<std::int32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t i = 0; i < covers.size(); ++i) {
      covers_[next[band_of(covers[i].hash, band)]++] = static_cast<std::int32_t>(i);
    }
  }
  /// Ascending.
  std::span<const std::int32_t> with(std::uint32_t value) const {
    return {covers_.data() + begin_[value], covers_.data() + begin_[value + 1]};
  }

 private:
  std::vector<std::int32_t> begin_, covers_;
};

/// Sets of covers that grow together (union-find, halving paths).
class Groups {
 public:
  explicit Groups(std::size_t covers) : parents_(covers) {
    std::iota(parents_.begin(), parents_.end(), 0);
  }
  std::int32_t first_of(std::int32_t cover) {
    while (parents_[cover] != cover) cover = parents_[cover] = parents_[parents_[cover]];
    return cover;
  }
  /// The smaller index becomes the group's first.
  void join(std::int32_t a, std::int32_t b) {
    const auto [first, second] = std::minmax({first_of(a), first_of(b)});
    parents_[second] = first;
  }

 private:
  std::vector<std::int32_t> parents_;
};

void join_neighbours(std::span<const Fingerprint> covers, int band, Groups& groups) {
  static const std::vector<std::uint32_t> masks = flip_masks();
  const BandIndex index(covers, band);
  for (std::int32_t i = 0; i < std::int32_t(covers.size()); ++i) {
    if (covers[i].plain) continue;
    for (const std::uint32_t mask : masks) {
      for (const std::int32_t j : index.with(band_of(covers[i].hash, band) ^ mask)) {
        if (j >= i) break;
        if (are_near_duplicates(covers[i], covers[j])) groups.join(i, j);
      }
    }
  }
}

}  // namespace

std::vector<std::vector<std::int32_t>> near_duplicate_groups(std::span<const Fingerprint> covers) {
  Groups groups(covers.size());
  for (int band = 0; band < kBands; ++band) join_neighbours(covers, band, groups);
  std::vector<std::vector<std::int32_t>> members(covers.size());
  for (std::int32_t i = 0; i < std::int32_t(covers.size()); ++i) {
    members[groups.first_of(i)].push_back(i);
  }
  std::erase_if(members, [](const auto& group) { return group.size() < 2; });
  return members;
}

}  // namespace sleeve::data
