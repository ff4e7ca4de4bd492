// How a warp's operations are written.
#pragma once

#include <cstdint>

#include "kernels/simt/multiprocessor.h"
#include "kernels/simt/place.h"
#include "kernels/simt/thread.h"
#include "kernels/simt/warp.h"

namespace sleeve::simt {

/// Waits for the lanes of `mask`; the last of them calls combine(warp) before any goes on.
template <typename Combine>
void meet(std::uint32_t mask, Place where, const Combine& combine) {
  Thread& self = *current_thread;
  if (self.multiprocessor->arrive(self, mask, where)) {
    combine(*self.warp);
    self.multiprocessor->release(*self.warp, mask);
  }
  self.multiprocessor->suspend(self);
}

}  // namespace sleeve::simt
