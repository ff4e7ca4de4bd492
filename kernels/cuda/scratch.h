// Device memory for what the launches of one operation hand to each other.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/cuda/target.cuh"
#include "kernels/device.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Memory that operations use in turn: launches are ordered, so the next operation may overwrite
/// what the last one left. It grows until every operation has had what it asks for, and is given
/// back only with the Scratch itself: recorded launches keep pointing into it.
class Scratch {
 public:
  explicit Scratch(Device& device) : device_(device) {}
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  friend class ScratchFrame;
  struct Block {
    std::byte* memory;
    std::size_t size;
  };
  struct Place {
    std::size_t block = 0, offset = 0;
  };
  void* take(std::size_t bytes);
  bool fits(std::size_t bytes) const;
  void add_block(std::size_t at_least);

  Device& device_;
  std::vector<Block> blocks_;
  Place next_;
};

/// What one operation takes, until the end of the frame. Frames may nest.
class ScratchFrame {
 public:
  explicit ScratchFrame(Scratch& scratch) : scratch_(scratch), begin_(scratch.next_) {}
  ~ScratchFrame() { scratch_.next_ = begin_; }
  ScratchFrame(const ScratchFrame&) = delete;
  ScratchFrame& operator=(const ScratchFrame&) = delete;

  /// Room for n values, aligned to Device::kAlignment; contents unspecified. Throws OutOfMemory.
  template <typename T>
  T* take(std::size_t n) {
    return static_cast<T*>(scratch_.take(n * sizeof(T)));
  }

 private:
  Scratch& scratch_;
  Scratch::Place begin_;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
