// How a kernel that breaks CUDA's rules ends: with a message that says which rule, and where.
#pragma once

#include <string>

#include "kernels/simt/place.h"

namespace sleeve::simt {

/// "FILE:LINE".
std::string text_of(Place where);

/// Writes "simt: kernel NAME, block (x, y, z), thread (x, y, z), FILE:LINE: text" to standard
/// error, as much of it as is known, and aborts.
[[noreturn]] void fail(const std::string& text, Place where = {});

}  // namespace sleeve::simt
