#include "kernels/simt/schedule.h"

#include <cstdlib>
#include <initializer_list>
#include <mutex>
#include <string>
#include <utility>

#include "kernels/simt/failure.h"

namespace sleeve::simt {
namespace {

template <typename T>
T from_environment(const char* variable, T otherwise,
                   std::initializer_list<std::pair<const char*, T>> values) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return otherwise;
  std::string known;
  for (const auto& [name, value] : values) {
    if (text == std::string(name)) return value;
    known += std::string(known.empty() ? "" : ", ") + name;
  }
  fail(std::string(variable) + " is '" + text + "', and must be one of: " + known);
}

struct Current {
  std::mutex mutex;
  // Guarded by mutex.
  Schedule schedule{
      .order = from_environment("SLEEVE_SIMT_ORDER", Order::kAscending,
                                {{"ascending", Order::kAscending},
                                 {"descending", Order::kDescending},
                                 {"shuffled", Order::kShuffled}}),
      .copies = from_environment("SLEEVE_SIMT_COPIES", Copies::kEarly,
                                 {{"early", Copies::kEarly}, {"late", Copies::kLate}})};
};

Current& current() {
  static Current current;
  return current;
}

}  // namespace

Schedule schedule() {
  const std::lock_guard lock(current().mutex);
  return current().schedule;
}

void set_schedule(const Schedule& schedule) {
  const std::lock_guard lock(current().mutex);
  current().schedule = schedule;
}

ScopedSchedule::ScopedSchedule(const Schedule& schedule) : before_(simt::schedule()) {
  set_schedule(schedule);
}

ScopedSchedule::~ScopedSchedule() { set_schedule(before_); }

}  // namespace sleeve::simt
