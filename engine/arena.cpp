#include "engine/arena.h"

#include <limits>
#include <string>

namespace sleeve::engine {

Arena::~Arena() {
  for (void* block : blocks_) {
    if (block != nullptr) device_.free(block);
  }
}

void* Arena::take_bytes(std::size_t count, std::size_t element_bytes) {
  if (count > std::numeric_limits<std::size_t>::max() / element_bytes) {
    throw kernels::OutOfMemory("out of memory: " + std::to_string(count) + " elements of " +
                               std::to_string(element_bytes) + " bytes were asked for");
  }
  blocks_.push_back(nullptr);  // first, so that no allocation can be lost
  blocks_.back() = device_.allocate(count * element_bytes);
  bytes_ += count * element_bytes;
  return blocks_.back();
}

}  // namespace sleeve::engine
