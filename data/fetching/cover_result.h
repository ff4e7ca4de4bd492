#pragma once

#include <cstdint>
#include <string>

#include "data/fetching/cover_file.h"

namespace sleeve::data::fetching {

/// What became of an album whose cover was asked for.
struct CoverResult {
  enum class Kind {
    kKept,
    kRefused,  // for good
    kPutOff,   // it cannot be had now
  };
  std::int64_t album = 0;  // in the journal
  Kind kind = Kind::kKept;
  // If kept: the file, and when its bytes came, in UTC.
  CoverFile file = {};
  std::string retrieved = {};
  // If not: what kind of thing was wrong ("no cover"), and what exactly.
  std::string trouble = {}, reason = {};
};

}  // namespace sleeve::data::fetching
