// Which accesses __threadfence orders, as far as ThreadSanitizer is concerned: what a thread knows
// of before a fence and a later atomic access has happened before what another thread does after an
// atomic access to the same place and a later fence (PTX: fences by release and acquire patterns).
// Blocks that run on one host thread after another see each other's stores anyway.
#pragma once

#include "kernels/simt/sanitizers.h"
#include "kernels/simt/thread.h"

namespace sleeve::simt {

/// Of the thread that runs.
inline void fence() {
  Thread& self = *current_thread;
  if (self.atomic != nullptr) sanitizers::acquire(self.atomic);
  self.fenced = true;
}

/// Before an atomic access.
inline void note_atomic(void* address) {
  Thread& self = *current_thread;
  if (self.fenced) sanitizers::release(address);
  self.atomic = address;
}

/// Of a thread that begins another block: fences of the last one are none of its own.
inline void forget_fences(Thread& thread) {
  thread.fenced = false;
  thread.atomic = nullptr;
}

}  // namespace sleeve::simt
