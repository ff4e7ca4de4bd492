// What a training needs of a device's memory, and what to do if that is too much.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/backend.h"
#include "net/config.h"
#include "net/labels.h"

namespace sleeve::apps {

/// Bytes for training by `config`: its arrays, and what drawing samples and the kernels' scratch
/// take beside them (an estimate).
std::size_t training_memory(const net::Config& config, const net::Labels& labels,
                            kernels::Precision precision);

/// Throws kernels::OutOfMemory if that is more than the device has free, with the largest
/// data.batch that would fit.
void check_memory(const net::Config& config, const net::Labels& labels, kernels::Backend& backend);

/// "30.1 GiB", "4.5 MiB"
std::string bytes_text(std::size_t bytes);

}  // namespace sleeve::apps
