// What became of every file.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "data/decoding/image_error.h"

namespace sleeve::data {

struct RefusedFile {
  std::string name;
  Refusal refusal = Refusal::kUnreadable;
  std::string reason;
};

struct CoverCount {
  std::size_t train = 0, held_out = 0;
  std::size_t total() const { return train + held_out; }
};

struct PrepareReport {
  std::size_t files = 0;
  CoverCount covers;
  std::map<std::string, CoverCount> genres, decades;
  std::size_t unlabelled = 0;  // covers without a genre
  std::vector<RefusedFile> refused;
  /// Identical files; the first of each is the cover.
  std::vector<std::vector<std::string>> identical;
  /// Different files of one picture; all are covers, on one side of the split.
  std::vector<std::vector<std::string>> near_duplicates;
  std::vector<std::string> warnings;

  /// Files that are copies of another one.
  std::size_t merged() const;
  std::array<std::size_t, kRefusalCount> refused_by_reason() const;
};

/// Fills covers, genres, decades and unlabelled.
void count_covers(const CoverLabels& labels, PrepareReport& report);

/// As JSON text; what is not UTF-8 in the names of files is replaced.
std::string to_json(const PrepareReport& report);

}  // namespace sleeve::data
