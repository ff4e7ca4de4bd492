// What a measurement was made on.
#pragma once

#include "bench/results.h"
#include "kernels/device.h"

namespace sleeve::bench {

/// This machine as seen now, and the GPU if `device` is one.
Machine machine_of(const kernels::Device& device);

/// The commit that was built, "5f3a9c1", "-dirty" behind it if the sources had been changed since.
std::string commit();

}  // namespace sleeve::bench
