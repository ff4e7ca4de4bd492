// What launchers of kernels/cuda are given, where they run on the fibers of kernels/simt.
#pragma once

#include <memory>
#include <vector>

#include "kernels/cuda/context.h"
#include "kernels/device.h"
#include "kernels/simt/schedule.h"

namespace sleeve::kernels {

/// Every order of threads, with copies that land early and late.
template <typename Run>
void for_each_schedule(const Run& run) {
  for (const simt::Order order :
       {simt::Order::kAscending, simt::Order::kDescending, simt::Order::kShuffled}) {
    for (const simt::Copies copies : {simt::Copies::kEarly, simt::Copies::kLate}) {
      const simt::ScopedSchedule schedule({.order = order, .copies = copies});
      run();
    }
  }
}

/// For one test; arrays are memory of this process.
class SimtContext {
 public:
  explicit SimtContext(Precision precision, int multiprocessors = 2)
      : tickets_(cuda::kTicketCount, 0),
        context_{.stream = stream_,
                 .scratch = scratch_,
                 .precision = precision,
                 .multiprocessors = multiprocessors,
                 .tickets = tickets_.data()} {}

  cuda::Context& context() { return context_; }

 private:
  std::unique_ptr<Device> device_ = make_host_device();
  cuda::Stream stream_;
  cuda::Scratch scratch_{*device_};
  std::vector<unsigned> tickets_;
  cuda::Context context_;
};

}  // namespace sleeve::kernels
