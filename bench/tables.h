// Results as tables for people.
#pragma once

#include <string>
#include <vector>

#include "bench/results.h"

namespace sleeve::bench {

/// A line for each measurement: time and spread, rates, share of the roofline, speed-up.
std::string table(const Results& results);

/// Several results side by side: a line for each name that any of them has, a column of times for
/// each result, covers a second where it has training steps, and how many times as fast as the
/// first one it is: in covers a second, or, if the batches are equal, by the times.
std::string comparison(const std::vector<Results>& all);

}  // namespace sleeve::bench
