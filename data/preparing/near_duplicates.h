// Which covers of many are the same picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/preparing/fingerprint.h"

namespace sleeve::data {

/// Groups of two or more that near-duplication connects, directly or through others; indices ascend
/// within a group, and groups by their first. Looks only at pairs whose hashes share a band of
/// bits, up to two flipped, so it does not compare every cover with every other.
std::vector<std::vector<std::int32_t>> near_duplicate_groups(std::span<const Fingerprint> covers);

}  // namespace sleeve::data
