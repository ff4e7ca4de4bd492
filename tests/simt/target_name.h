// Says which compilation it is part of; compiled by both.
#pragma once

#include <string>

#include "kernels/cuda/target_namespace.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// A body that differs, in a function of which the linker keeps one.
template <typename T>
std::string name_of_target() {
#ifdef __CUDACC__
  return "device";
#else
  return "host";
#endif
}

std::string target_name();

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
