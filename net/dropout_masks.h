// The dropout masks of a training step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/arena.h"
#include "kernels/backend.h"
#include "kernels/streams.h"
#include "net/feature_map.h"

namespace sleeve::net {

/// One array of a step's inputs, [rows, ...] with rows `stride` elements apart.
struct InputArray {
  std::string name;
  std::vector<std::int64_t> shape;
  void* data = nullptr;
  bool bytes = false;      // u8 instead of f32
  std::size_t stride = 0;  // elements
};

class DropoutMasks {
 public:
  /// Takes masks for the outputs of `layers`, whose maps are the big ones if they go `up`, in one
  /// pass over them, and returns them by layer. `pass` is what they are called after:
  /// keep.PASS.down.0.
  KeepMasks take(const std::vector<Layer>& layers, bool up, const std::string& pass,
                 kernels::DropoutPass dropout_pass, engine::Arena& arena);
  /// Launches the filling of all masks for state->step.
  void draw(kernels::Backend& backend, const kernels::StepState* state) const;
  /// Appends them, in the order in which they were taken.
  void list(std::vector<InputArray>& arrays) const;

 private:
  struct Mask {
    InputArray array;
    std::uint32_t stream = 0;
    float rate = 0;
    std::size_t size = 0;
    std::uint8_t* keep = nullptr;
  };
  std::vector<Mask> masks_;
};

}  // namespace sleeve::net
