// How many of a number of things are so, and how sure that makes one of the share.
#pragma once

#include <cstdint>

namespace sleeve::apps {

struct Interval {
  double low = 0, high = 0;
};

/// The 95% interval of Wilson (1927) of a share, having seen `successes` among `count` >= 1:
///   (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n),  p = successes/n, z = 1.959964
Interval wilson_interval(std::int64_t successes, std::int64_t count);

/// Of count >= 1.
struct Proportion {
  std::int64_t successes = 0, count = 0;

  double share() const { return double(successes) / double(count); }
  Interval interval() const { return wilson_interval(successes, count); }
};

}  // namespace sleeve::apps
