#include "bench/stopwatch.h"

#include <cmath>
#include <vector>

namespace sleeve::bench {
namespace {

constexpr double kWarmUp = 0.1;        // seconds: clocks have risen, algorithms are chosen
constexpr double kMeasurement = 2e-3;  // seconds: far above what a clock resolves

double seconds_of(const Subject& subject, int calls) {
  const double seconds = subject.device->seconds_of([&] {
    for (int i = 0; i < calls; ++i) subject.launch();
  });
  return seconds / calls / subject.launches;
}

/// Returns how many calls a measurement takes.
int warm_up(const Subject& subject) {
  seconds_of(subject, 1);  // pays for whatever happens once
  double spent = 0, last = 0;
  for (int calls = 1; spent < kWarmUp; calls *= 2) {
    last = seconds_of(subject, calls) * subject.launches;
    spent += last * calls;
  }
  return last >= kMeasurement ? 1 : static_cast<int>(std::ceil(kMeasurement / last));
}

}  // namespace

Timing measure(const Subject& subject, const Subject* against, int repetitions) {
  const int calls = warm_up(subject);
  const int against_calls = against == nullptr ? 0 : warm_up(*against);
  std::vector<double> seconds, against_seconds;
  for (int i = 0; i < repetitions; ++i) {
    seconds.push_back(seconds_of(subject, calls));
    if (against != nullptr) against_seconds.push_back(seconds_of(*against, against_calls));
  }
  Timing timing{.seconds = summarize(seconds)};
  if (against != nullptr) timing.against = summarize(against_seconds);
  return timing;
}

}  // namespace sleeve::bench
