// The backend for training and drawing without a GPU: blocked, vectorised, threaded.
#pragma once

#include <memory>

#include "kernels/backend.h"

namespace sleeve::kernels {

/// threads: 0 for one per core this process may use.
std::unique_ptr<Backend> make_cpu_backend(int threads);

}  // namespace sleeve::kernels
