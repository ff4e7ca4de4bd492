#include "kernels/simt/schedule.h"

#include <mutex>

namespace sleeve::simt {
namespace {

std::mutex mutex;
Schedule current;  // guarded by mutex

}  // namespace

Schedule schedule() {
  const std::lock_guard lock(mutex);
  return current;
}

void set_schedule(const Schedule& schedule) {
  const std::lock_guard lock(mutex);
  current = schedule;
}

ScopedSchedule::ScopedSchedule(const Schedule& schedule) : before_(simt::schedule()) {
  set_schedule(schedule);
}

ScopedSchedule::~ScopedSchedule() { set_schedule(before_); }

}  // namespace sleeve::simt
