#include <algorithm>
#include <cstring>

#include "kernels/cuda/scratch.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr std::size_t kSmallestBlock = std::size_t{4} << 20;

}  // namespace

Scratch::~Scratch() {
  for (const Block& block : blocks_) device_.free(block.memory);
}

void* Scratch::take(std::size_t bytes) {
  while (!fits(bytes)) {
    if (next_.block == blocks_.size()) {
      add_block(bytes);
    } else {
      next_ = {next_.block + 1, 0};
    }
  }
  std::byte* const memory = blocks_[next_.block].memory + next_.offset;
  next_.offset += (bytes + Device::kAlignment - 1) / Device::kAlignment * Device::kAlignment;
#ifndef __CUDACC__
  std::memset(memory, 0xFF, bytes);  // NaN: what an operation reads here it must have written
#endif
  return memory;
}

bool Scratch::fits(std::size_t bytes) const {
  return next_.block < blocks_.size() && next_.offset <= blocks_[next_.block].size &&
         bytes <= blocks_[next_.block].size - next_.offset;
}

void Scratch::add_block(std::size_t at_least) {
  const std::size_t size = std::max(at_least, kSmallestBlock);
  blocks_.push_back({static_cast<std::byte*>(device_.allocate(size)), size});
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
