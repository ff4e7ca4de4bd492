// Fault injection: a run in which one barrier, fence, wait or bound of the kernels does nothing.
// Tests that still pass do not test it.
//
// Environment variables, read when the process starts:
//   SLEEVE_SIMT_OMIT=file.cuh:LINE  leave out what stands there; at exit, standard error says how
//                                   often it was reached
//   SLEEVE_SIMT_PLACES=FILE         at exit, append every place reached: "barrier file.cuh:LINE"
#pragma once

#include "kernels/simt/place.h"

namespace sleeve::simt::faults {

enum class Kind : unsigned char { kBarrier, kFence, kWait, kBound };

/// Whether one of the variables is set; nothing else costs anything if not.
extern const bool watching;

/// Notes that a place was reached; true if it is to be left out.
bool visit(Kind kind, Place where);

inline bool left_out(Kind kind, Place where) { return watching && visit(kind, where); }

}  // namespace sleeve::simt::faults
