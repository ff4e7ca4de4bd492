#include "net/feature_map.h"

#include <stdexcept>

namespace sleeve::net {
namespace {

kernels::Elements take_elements(std::size_t size, bool rounded, engine::Arena& arena) {
  if (rounded) return arena.take<kernels::Bfloat16>(size);
  return arena.take<float>(size);
}

}  // namespace

kernels::Bfloat16* take_rounded(kernels::Precision precision, std::size_t size,
                                engine::Arena& arena) {
  if (precision != kernels::Precision::kBf16) return nullptr;
  return arena.take<kernels::Bfloat16>(size);
}

void round_weights(kernels::Backend& backend, const NetworkWeights& weights, std::size_t size) {
  if (weights.rounded != nullptr) backend.round_weights(weights.values, size, weights.rounded);
}

FeatureMap::FeatureMap(const std::string& name, std::size_t pixels, int channels,
                       const MapForm& form, Mode mode, engine::ParameterLayout& parameters,
                       engine::ParameterLayout& statistics, engine::Arena& arena)
    : pixels_(pixels), channels_(channels), form_(form), mode_(mode) {
  data_ = take_elements(size(), form.rounded, arena);
  if (mode == Mode::kTraining) gradient_ = take_elements(size(), form.rounded, arena);
  if (!form.norm) return;

  if (mode == Mode::kTraining && pixels < 2) {
    throw std::invalid_argument(name +
                                ": batch norm needs more than one value a channel; take a larger "
                                "batch, or leave the norm out");
  }
  weight_ = parameters.add(name + ".norm.weight", {channels});
  bias_ = parameters.add(name + ".norm.bias", {channels});
  running_mean_ = statistics.add(name + ".norm.running_mean", {channels});
  running_var_ = statistics.add(name + ".norm.running_var", {channels});
  const auto take = [&] { return arena.take<float>(std::size_t(channels)); };
  scale_ = take();
  shift_ = take();
  mean_ = take();
  inverse_deviation_ = take();
  if (mode == Mode::kTraining) {
    batch_statistics_ = {take(), take()};
    sum_dz_ = take();
    sum_dz_normalized_ = take();
  }
}

kernels::PendingMap FeatureMap::pending() const {
  kernels::PendingMap map;
  map.data = data_;
  map.scale = scale_;
  map.shift = shift_;
  map.activation = form_.activation;
  map.slope = form_.slope;
  if (keep_ != nullptr) {
    map.keep = keep_;
    map.keep_scale = 1 / (1 - form_.dropout);
  }
  return map;
}

kernels::ConvEpilogue FeatureMap::forward_epilogue() const {
  kernels::ConvEpilogue epilogue;
  epilogue.statistics = batch_statistics_;
  return epilogue;
}

kernels::BatchNorm FeatureMap::batch_norm(const NetworkWeights& weights) const {
  kernels::BatchNorm norm;
  norm.channels = channels_;
  norm.weight = weights.values + weight_;
  norm.bias = weights.values + bias_;
  norm.running_mean = weights.running + running_mean_;
  norm.running_var = weights.running + running_var_;
  norm.scale = scale_;
  norm.shift = shift_;
  norm.mean = mean_;
  norm.inverse_deviation = inverse_deviation_;
  return norm;
}

void FeatureMap::normalize(kernels::Backend& backend, const NetworkWeights& weights) const {
  if (!form_.norm) return;
  if (mode_ == Mode::kTraining) {
    backend.batch_norm_training(batch_norm(weights), batch_statistics_, pixels_);
  } else {
    backend.batch_norm_evaluation(batch_norm(weights));
  }
}

kernels::ConvEpilogue FeatureMap::gradient_epilogue() const {
  kernels::ConvEpilogue epilogue;
  epilogue.gradient.of = pending();
  if (form_.norm) {
    epilogue.gradient.mean = mean_;
    epilogue.gradient.inverse_deviation = inverse_deviation_;
    epilogue.gradient.sum_dz = sum_dz_;
    epilogue.gradient.sum_dz_normalized = sum_dz_normalized_;
  }
  return epilogue;
}

void FeatureMap::finish_gradient(kernels::Backend& backend, const NetworkWeights& weights) const {
  if (!form_.norm) return;  // dz is dy
  float* const gradients = weights.gradients;
  backend.batch_norm_backward(batch_norm(weights), pixels_, data_, sum_dz_, sum_dz_normalized_,
                              gradient_, gradients == nullptr ? nullptr : gradients + weight_,
                              gradients == nullptr ? nullptr : gradients + bias_,
                              weights.accumulate);
}

void FeatureMap::materialize(kernels::Backend& backend, float* out) const {
  backend.materialize(pending(), pixels_, channels_, out);
}

}  // namespace sleeve::net
