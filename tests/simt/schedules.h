// The schedules that a kernel must not be able to tell apart.
#pragma once

#include <doctest/doctest.h>

#include "kernels/simt/schedule.h"

namespace sleeve::simt {

/// check() in every order, with copies that land early and late.
template <typename Check>
void in_every_schedule(const Check& check) {
  for (const Order order : {Order::kAscending, Order::kDescending, Order::kShuffled}) {
    for (const Copies copies : {Copies::kEarly, Copies::kLate}) {
      CAPTURE(static_cast<int>(order));
      CAPTURE(static_cast<int>(copies));
      const ScopedSchedule schedule({order, copies});
      check();
    }
  }
}

}  // namespace sleeve::simt
