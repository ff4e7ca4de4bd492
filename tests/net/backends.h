// What a test program trains on: backends of the CPU, or those of a GPU (tests_net_gpu).
#pragma once

#include <memory>
#include <vector>

#include "kernels/backend.h"

namespace sleeve::net {

using Backends = std::vector<std::unique_ptr<kernels::Backend>>;

/// In f32; on the CPU those that are fast.
Backends backends();
/// In f32, simt included: a step takes a tenth of a second.
Backends all_backends();
/// Those that have every precision, in each.
Backends backends_of_every_precision();

}  // namespace sleeve::net
