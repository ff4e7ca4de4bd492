// The schedules that a kernel must not be able to tell apart.
#pragma once

#include "kernels/cuda/target_namespace.h"

#ifndef __CUDACC__
#include <doctest/doctest.h>

#include "kernels/simt/schedule.h"
#endif

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// check() in every order, with copies that land early and late; once where a GPU sees to both.
template <typename Check>
void in_every_schedule(const Check& check) {
#ifdef __CUDACC__
  check();
#else
  using simt::Copies, simt::Order;
  for (const Order order : {Order::kAscending, Order::kDescending, Order::kShuffled}) {
    for (const Copies copies : {Copies::kEarly, Copies::kLate}) {
      CAPTURE(static_cast<int>(order));
      CAPTURE(static_cast<int>(copies));
      const simt::ScopedSchedule schedule({order, copies});
      check();
    }
  }
#endif
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
