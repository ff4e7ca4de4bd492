#include "data/preparing/near_duplicates.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace sleeve::data {
namespace {

/// Three bands of a hash are searched. If each differed in more than two bits, more than 8 would.
constexpr int kBands = 3, kBandBits = 16, kFlips = 2;
static_assert(kBands * (kFlips + 1) > kNearDuplicateBits);

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

/// Covers by the value of one band, their hashes beside them: candidates are many.
class BandIndex {
 public:
  struct Entry {
    std::uint64_t hash;
    std::int32_t cover;
  };

  BandIndex(std::span<const Fingerprint> covers, int band)
      : begin_((std::size_t{1} << kBandBits) + 1), entries_(covers.size()) {
    for (const Fingerprint& cover : covers) ++begin_[band_of(cover.hash, band) + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    std::vector<std::int32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t i = 0; i < covers.size(); ++i) {
      const std::uint64_t hash = covers[i].hash;
      entries_[next[band_of(hash, band)]++] = {hash, static_cast<std::int32_t>(i)};
    }
  }
  /// By ascending number.
  std::span<const Entry> with(std::uint32_t value) const {
    return {entries_.data() + begin_[value], entries_.data() + begin_[value + 1]};
  }

 private:
  std::vector<std::int32_t> begin_;
  std::vector<Entry> entries_;
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
    const std::uint64_t hash = covers[i].hash;
    for (const std::uint32_t mask : masks) {
      for (const BandIndex::Entry& entry : index.with(band_of(hash, band) ^ mask)) {
        if (entry.cover >= i) break;
        if (std::popcount(entry.hash ^ hash) > kNearDuplicateBits) continue;
        if (are_near_duplicates(covers[i], covers[entry.cover])) groups.join(i, entry.cover);
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
