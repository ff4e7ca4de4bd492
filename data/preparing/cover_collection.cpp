#include "data/preparing/cover_collection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/listing/release_date.h"
#include "data/preparing/near_duplicates.h"

namespace sleeve::data {
namespace {

/// Sorted and distinct, as a list.
std::vector<std::string> list_of(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

std::size_t index_of(const std::string& name, const std::vector<std::string>& sorted) {
  return std::size_t(std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin());
}

}  // namespace

bool CoverCollection::add(const CoverEntry& entry, const ContentHash& hash,
                          const Fingerprint& fingerprint) {
  const auto [found, is_new] = rows_.emplace(hash, covers_.size());
  if (is_new) covers_.push_back({hash, fingerprint, {}, {}, entry.source, entry.licence, {}});
  CollectedCover& cover = covers_[found->second];
  cover.names.push_back(entry.name);
  cover.genres.insert(entry.genres.begin(), entry.genres.end());
  if (entry.year) cover.year = std::min(*entry.year, cover.year.value_or(*entry.year));
  return is_new;
}

std::vector<std::vector<std::int32_t>> CoverCollection::find_near_duplicates() const {
  std::vector<Fingerprint> fingerprints;
  fingerprints.reserve(covers_.size());
  for (const CollectedCover& cover : covers_) fingerprints.push_back(cover.fingerprint);
  return near_duplicate_groups(fingerprints);
}

CoverLabels CoverCollection::labels(const std::vector<std::vector<std::int32_t>>& near_duplicates,
                                    double held_out) const {
  std::set<std::string> genres, decades;
  for (const CollectedCover& cover : covers_) {
    genres.insert(cover.genres.begin(), cover.genres.end());
    if (cover.year) decades.insert(decade_of_year(*cover.year));
  }
  CoverLabels labels;
  labels.genre_names = list_of(genres);
  labels.decade_names = list_of(decades);
  for (const CollectedCover& cover : covers_) {
    for (const std::string& genre : labels.genre_names) {
      labels.genres.push_back(cover.genres.contains(genre) ? 1 : 0);
    }
    labels.decades.push_back(cover.year ? static_cast<std::int16_t>(index_of(
                                              decade_of_year(*cover.year), labels.decade_names))
                                        : std::int16_t{-1});
    labels.splits.push_back(is_held_out(cover.hash, held_out) ? kHeldOut : kTrain);
  }
  for (const std::vector<std::int32_t>& group : near_duplicates) {
    const bool out = std::any_of(group.begin(), group.end(),
                                 [&](std::int32_t row) { return labels.splits[row] == kHeldOut; });
    for (const std::int32_t row : group) labels.splits[row] = out ? kHeldOut : kTrain;
  }
  return labels;
}

std::string CoverCollection::origins() const {
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const CollectedCover& cover : covers_) ++counts[{cover.source, cover.licence}];
  nlohmann::ordered_json origins = nlohmann::ordered_json::array();
  for (const auto& [origin, count] : counts) {
    const auto stated = [](const std::string& text) { return text.empty() ? "not stated" : text; };
    origins.push_back(
        {{"source", stated(origin.first)}, {"licence", stated(origin.second)}, {"covers", count}});
  }
  return origins.dump();
}

}  // namespace sleeve::data
