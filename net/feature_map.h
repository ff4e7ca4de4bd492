// What a convolution writes: raw values, and the normalisation and activation its readers apply.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/arena.h"
#include "engine/parameter_layout.h"
#include "kernels/backend.h"

namespace sleeve::net {

/// What a network computes with, as flat arrays in device memory.
struct NetworkWeights {
  const float* values = nullptr;         // laid out by the network's parameters()
  kernels::Bfloat16* rounded = nullptr;  // as values; null: the backend multiplies in f32 or tf32
  float* running = nullptr;              // by its statistics()
  float* gradients = nullptr;            // as values; null: no weight gradients are wanted
  bool accumulate = false;               // whether gradients are added to

  /// The convolution weight at an offset.
  kernels::ConvWeight convolution(std::size_t offset) const {
    return {values + offset, rounded == nullptr ? nullptr : rounded + offset};
  }
};

/// Takes memory for NetworkWeights::rounded if the precision wants it, else null.
kernels::Bfloat16* take_rounded(kernels::Precision precision, std::size_t size,
                                engine::Arena& arena);
/// Rounds the first `size` values, where there is a place for it.
void round_weights(kernels::Backend& backend, const NetworkWeights& weights, std::size_t size);

/// kTraining normalises by the statistics of the batch and can go backward; kEvaluation by the
/// running statistics, and needs no memory for gradients.
enum class Mode : std::uint8_t { kTraining, kEvaluation };

/// How readers see a map: batch norm (or not), activation, dropout after it.
struct MapForm {
  bool norm = true;
  kernels::Activation activation = kernels::Activation::kNone;
  float slope = 0;
  float dropout = 0;
  bool rounded = false;  // stored in bf16
};

/// Dropout masks of a pass by layer, each as the layer's map; null for layers without dropout.
using KeepMasks = std::vector<std::uint8_t*>;

/// A map [pixels, channels] that is never stored in its normalised or activated form.
class FeatureMap {
 public:
  /// Appends `name`.norm.{weight,bias} to `parameters` and `name`.norm.{running_mean,running_var}
  /// to `statistics` if the form has batch norm. Throws std::invalid_argument if that would be
  /// trained on one value a channel, kernels::OutOfMemory.
  FeatureMap(const std::string& name, std::size_t pixels, int channels, const MapForm& form,
             Mode mode, engine::ParameterLayout& parameters, engine::ParameterLayout& statistics,
             engine::Arena& arena);

  kernels::Elements data() const { return data_; }
  /// That of the raw map once finish_gradient has run.
  kernels::Elements gradient() const { return gradient_; }
  std::size_t size() const { return pixels_ * std::size_t(channels_); }
  float dropout() const { return form_.dropout; }

  /// What a reader applies, given the dropout mask of this pass (null: everything is kept).
  void set_keep(const std::uint8_t* keep) { keep_ = keep; }
  kernels::PendingMap pending() const;
  /// For the convolution that writes the map, and what follows it.
  kernels::ConvEpilogue forward_epilogue() const;
  void normalize(kernels::Backend& backend, const NetworkWeights& weights) const;
  /// For the convolution that writes the gradient, and what follows it: dz becomes dy, and the
  /// gradients of the norm's weight and bias are taken.
  kernels::ConvEpilogue gradient_epilogue() const;
  void finish_gradient(kernels::Backend& backend, const NetworkWeights& weights) const;
  /// Writes the values as readers see them.
  void materialize(kernels::Backend& backend, float* out) const;

 private:
  kernels::BatchNorm batch_norm(const NetworkWeights& weights) const;

  std::size_t pixels_;
  int channels_;
  MapForm form_;
  Mode mode_;
  kernels::Elements data_, gradient_;
  const std::uint8_t* keep_ = nullptr;
  // Of the norm: offsets into the flat arrays, and arrays [channels].
  std::size_t weight_ = 0, bias_ = 0, running_mean_ = 0, running_var_ = 0;
  float* scale_ = nullptr;
  float* shift_ = nullptr;
  float* mean_ = nullptr;
  float* inverse_deviation_ = nullptr;
  kernels::ChannelStatistics batch_statistics_;
  float* sum_dz_ = nullptr;
  float* sum_dz_normalized_ = nullptr;
};

/// One convolution of a network and the map it writes.
struct Layer {
  std::string name;          // "generator.up.0"; its weight is `name`.weight
  kernels::ConvShape shape;  // whose big map is the output if it goes up, the input if down
  std::size_t weight = 0;    // offset into the parameters
  FeatureMap output;
};

}  // namespace sleeve::net
