#include "data/preparing/prepare_options.h"

#include "data/errors.h"

namespace sleeve::data {

void check_options(const PrepareOptions& options) {
  constexpr int kSmallest = 16, kLargest = 1024;
  if (options.size < kSmallest || options.size > kLargest) {
    throw InputError("--size " + std::to_string(options.size) + " is out of range; from " +
                     std::to_string(kSmallest) + " to " + std::to_string(kLargest));
  }
  if (!(options.held_out >= 0 && options.held_out < 1)) {
    throw InputError("--held-out " + std::to_string(options.held_out) +
                     " is out of range; at least 0 and less than 1");
  }
  if (options.threads < 0) throw InputError("--threads must be at least 0");
}

}  // namespace sleeve::data
