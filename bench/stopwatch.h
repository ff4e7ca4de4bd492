// Timing of launches that are repeated, two of them in turn if they are to be compared.
#pragma once

#include <functional>
#include <optional>

#include "bench/statistics.h"
#include "kernels/device.h"

namespace sleeve::bench {

/// Launches that can be made again and again, on one device.
struct Subject {
  kernels::Device* device = nullptr;
  std::function<void()> launch;
  int launches = 1;  // of the operation that is measured, in one call
};

struct Timing {
  Summary seconds = {};                 // of one launch
  std::optional<Summary> against = {};  // of one launch of the other
};

/// Runs each until it is warm, and then takes `repetitions` measurements of each, in turn
/// (A B A B ...), so that whatever drifts while it lasts meets both. A measurement is as many calls
/// as last long enough for the clock, over their number.
Timing measure(const Subject& subject, const Subject* against, int repetitions);

}  // namespace sleeve::bench
