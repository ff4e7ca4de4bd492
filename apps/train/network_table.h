// What --dry-run prints.
#pragma once

#include <string>

#include "net/training.h"

namespace sleeve::apps {

/// Both networks layer by layer with the size of each map and the number of parameters, then memory
/// and FLOPs of a step. `data_bytes`: what the data set adds to the memory.
std::string network_table(net::Training& training, std::size_t data_bytes);

}  // namespace sleeve::apps
