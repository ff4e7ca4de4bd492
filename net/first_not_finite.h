// Which array of a step went first.
#pragma once

#include <string>

#include "net/training_arrays.h"

namespace sleeve::net {

/// The first array, in order of computation, that holds a number that is not finite, as far as
/// memory still holds it after the step; empty if there is none. Waits for the device.
std::string first_not_finite(const TrainingArrays& arrays, kernels::Device& device);

}  // namespace sleeve::net
