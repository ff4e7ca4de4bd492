// Covers as they come in, and what they turn out to be together.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/content_hash.h"
#include "data/data_set.h"
#include "data/listing/cover_list.h"
#include "data/preparing/fingerprint.h"

namespace sleeve::data {

struct CollectedCover {
  ContentHash hash;
  Fingerprint fingerprint;
  std::set<std::string> genres;
  std::optional<int> year;
  std::string source, licence;
  std::vector<std::string> names;  // of identical files, in the order they came
};

/// Merges identical files, finds near-duplicates, and divides covers between training and held out.
class CoverCollection {
 public:
  /// False if the same file is there already; its labels then join those of the first: all genres,
  /// the earliest year.
  bool add(const CoverEntry& entry, const ContentHash& hash, const Fingerprint& fingerprint);

  const std::vector<CollectedCover>& covers() const { return covers_; }
  /// Groups of rows, see near_duplicate_groups.
  std::vector<std::vector<std::int32_t>> find_near_duplicates() const;
  /// Names in sorted order. A group of near-duplicates is held out if one of it would be alone: so
  /// no picture is on both sides, and what is held out stays so, whatever is added.
  CoverLabels labels(const std::vector<std::vector<std::int32_t>>& near_duplicates,
                     double held_out) const;
  /// JSON for the metadata: how many covers are from where on what terms.
  std::string origins() const;

 private:
  std::vector<CollectedCover> covers_;
  std::map<ContentHash, std::size_t> rows_;
};

}  // namespace sleeve::data
