#include "apps/evaluate/pairs.h"

#include <algorithm>
#include <map>

#include "kernels/shuffle.h"
#include "kernels/streams.h"

namespace sleeve::apps {
namespace {

using Indices = std::vector<std::int32_t>;

std::map<std::int16_t, Indices> by_label(const PairLabels& labels) {
  std::map<std::int16_t, Indices> groups;
  for (std::size_t i = 0; i < labels.size(); ++i) groups[labels[i]].push_back(std::int32_t(i));
  return groups;
}

/// Pairs of covers of one label, numbered: either two different ones of `first`, or one of each.
struct PairGroup {
  Indices first, second;
  bool within = false;

  std::uint64_t count() const {
    const std::uint64_t n = first.size();
    return within ? n * (n - 1) / 2 : n * second.size();
  }
  CoverPair pair(std::uint64_t number) const {
    if (!within) return {first[number / second.size()], second[number % second.size()]};
    std::size_t a = 0;
    for (; number >= first.size() - 1 - a; ++a) number -= first.size() - 1 - a;
    return {first[a], first[a + 1 + number]};
  }
};

std::vector<CoverPair> choose(const std::vector<PairGroup>& groups, std::size_t count,
                              std::uint64_t seed, std::uint64_t draw) {
  std::uint64_t total = 0;
  for (const PairGroup& group : groups) total += group.count();
  std::vector<CoverPair> pairs;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, total); ++i) {
    std::uint64_t number =
        kernels::shuffled(seed, stream_number(kernels::Stream::kComparedPairs), draw, total, i);
    auto group = groups.begin();
    for (; number >= group->count(); ++group) number -= group->count();
    pairs.push_back(group->pair(number));
  }
  return pairs;
}

}  // namespace

std::vector<CoverPair> pairs_within(const PairLabels& labels, std::size_t count, std::uint64_t seed,
                                    std::uint64_t draw) {
  std::vector<PairGroup> groups;
  for (auto& [label, indices] : by_label(labels)) groups.push_back({indices, {}, true});
  return choose(groups, count, seed, draw);
}

std::vector<CoverPair> pairs_between(const PairLabels& first, const PairLabels& second,
                                     std::size_t count, std::uint64_t seed, std::uint64_t draw) {
  std::map<std::int16_t, Indices> others = by_label(second);
  std::vector<PairGroup> groups;
  for (auto& [label, indices] : by_label(first)) {
    groups.push_back({indices, std::move(others[label]), false});
  }
  return choose(groups, count, seed, draw);
}

}  // namespace sleeve::apps
