// The reference's convolutions, pending forms and batch normalisation against central differences.
#include <doctest/doctest.h>

#include "kernels/reference/convolution.h"
#include "kernels/reference/layers.h"
#include "kernels/reference/normalization.h"
#include "tests/kernels/cases/pending_inputs.h"
#include "tests/kernels/cases/shapes.h"
#include "tests/kernels/differences.h"

namespace sleeve::kernels {
namespace {

using cases::PendingOptions;
using cases::uniform;

constexpr Activation kActivations[] = {Activation::kNone, Activation::kRelu, Activation::kLeakyRelu,
                                       Activation::kTanh};

/// Small: every element is differentiated by itself.
ConvShape tiny_shape(int kernel, int stride, int padding, int height, int width) {
  return cases::conv_shape(2, kernel, stride, padding, height, width, 2, 3);
}

const ConvShape kShapes[] = {tiny_shape(4, 2, 1, 4, 5), tiny_shape(3, 2, 1, 4, 3),
                             tiny_shape(5, 2, 2, 4, 5), tiny_shape(3, 1, 1, 3, 2),
                             tiny_shape(4, 1, 0, 4, 4), tiny_shape(3, 2, 0, 4, 4)};

/// The arrays of a pending map in double.
struct Map {
  std::vector<double> data, scale, shift;
  std::vector<std::uint8_t> keep;
  PendingOptions options;

  Map(const PendingOptions& of, std::size_t pixels, int channels) : options(of) {
    const cases::PendingValues values =
        cases::pending_values(of, 10, pixels, channels, false, Precision::kF32);
    data = doubles(values.data);
    scale = doubles(values.scale);
    shift = doubles(values.shift);
    keep = values.keep;
  }
  PendingMapOf<double> pending() const {
    return {.data = data.data(),
            .scale = scale.empty() ? nullptr : scale.data(),
            .shift = shift.empty() ? nullptr : shift.data(),
            .activation = options.activation,
            .slope = 0.2,
            .keep = keep.empty() ? nullptr : keep.data(),
            .keep_scale = keep.empty() ? 1.0 : 2.0};
  }
};

/// One of the two convolutions that map a feature map, and the one that leads back.
struct Direction {
  bool down;
  ConvShape shape;

  std::size_t in_pixels() const { return down ? shape.big_pixels() : shape.small_pixels(); }
  std::size_t out_pixels() const { return down ? shape.small_pixels() : shape.big_pixels(); }
  int in_channels() const { return down ? shape.big_channels : shape.small_channels; }
  int out_channels() const { return down ? shape.small_channels : shape.big_channels; }
  std::size_t in_size() const { return in_pixels() * std::size_t(in_channels()); }
  std::size_t out_size() const { return out_pixels() * std::size_t(out_channels()); }

  std::vector<double> forward(const PendingMapOf<double>& in, const std::vector<double>& weight,
                              const ConvEpilogueOf<double>& epilogue) const {
    std::vector<double> out(out_size());
    (down ? reference::conv_down<double> : reference::conv_up<double>)(shape, in, weight.data(),
                                                                       out.data(), epilogue);
    return out;
  }
  std::vector<double> backward(const std::vector<double>& out_gradient,
                               const std::vector<double>& weight,
                               const ConvEpilogueOf<double>& epilogue) const {
    std::vector<double> in_gradient(in_size());
    (down ? reference::conv_up<double>
          : reference::conv_down<double>)(shape, {.data = out_gradient.data()}, weight.data(),
                                          in_gradient.data(), epilogue);
    return in_gradient;
  }
  std::vector<double> weight_gradient(const PendingMapOf<double>& in,
                                      const std::vector<double>& out_gradient) const {
    std::vector<double> gradient(shape.weight_size());
    const PendingMapOf<double> out = {.data = out_gradient.data()};
    reference::conv_weights(shape, down ? in : out, down ? out : in, gradient.data(), false);
    return gradient;
  }
};

/// Gradients of sum(probe * (convolution of the pending map + bias)).
void check_convolution(const Direction& direction, const PendingOptions& options) {
  Map in(options, direction.in_pixels(), direction.in_channels());
  std::vector<double> weight = doubles(uniform(20, direction.shape.weight_size()));
  std::vector<double> bias = doubles(uniform(21, std::size_t(direction.out_channels())));
  const std::vector<double> probe = doubles(uniform(22, direction.out_size()));
  const auto loss = [&] {
    return dot(probe, direction.forward(in.pending(), weight,
                                        {.bias = bias.data(), .statistics = {}, .gradient = {}}));
  };

  // With mean 0 and deviation 1 the two sums are the gradients of shift and scale.
  const std::size_t channels = std::size_t(direction.in_channels());
  const std::vector<double> mean(channels, 0), inverse_deviation(channels, 1);
  std::vector<double> shift_gradient(channels), scale_gradient(channels);
  const PendingGradientOf<double> gradient = {.of = in.pending(),
                                              .mean = mean.data(),
                                              .inverse_deviation = inverse_deviation.data(),
                                              .sum_dz = shift_gradient.data(),
                                              .sum_dz_normalized = scale_gradient.data()};
  std::vector<double> data_gradient =
      direction.backward(probe, weight, {.bias = {}, .statistics = {}, .gradient = gradient});
  for (std::size_t i = 0; options.scale && i < data_gradient.size(); ++i) {
    data_gradient[i] *= in.scale[i % channels];
  }
  std::vector<double> bias_gradient(bias.size());
  reference::column_sums(probe.data(), int(direction.out_pixels()), direction.out_channels(),
                         bias_gradient.data(), false);

  check_gradient("data", in.data, data_gradient, loss);
  if (options.scale) check_gradient("scale", in.scale, scale_gradient, loss);
  if (options.shift) check_gradient("shift", in.shift, shift_gradient, loss);
  check_gradient("weight", weight, direction.weight_gradient(in.pending(), probe), loss);
  check_gradient("bias", bias, bias_gradient, loss);
}

TEST_CASE("gradients of the convolutions, over every pending form") {
  for (const ConvShape& shape : kShapes) {
    for (const bool down : {true, false}) {
      for (const Activation activation : kActivations) {
        for (const bool affine : {false, true}) {
          for (const bool dropout : {false, true}) {
            const PendingOptions options = {affine, affine, activation, dropout};
            INFO((down ? "down" : "up"), ", kernel ", shape.kernel, ", stride ", shape.stride,
                 ", padding ", shape.padding, ", ", cases::name_of(options));
            check_convolution({down, shape}, options);
          }
        }
      }
    }
  }
}

/// x -> convolution -> batch norm over the batch -> activation, dropout -> convolution -> probe.
class NormalizedLayer {
 public:
  NormalizedLayer(bool down, Activation activation)
      : first_{down, tiny_shape(4, 2, 1, down ? 8 : 4, down ? 6 : 4)},
        second_{down, first_.shape},
        activation_(activation) {
    // The second convolution takes the first one's result.
    ConvShape& s = second_.shape;
    if (down) {
      s = {s.batch, s.small_height, s.small_width, s.small_channels, 0, 0, 2, 4, 2, 1};
      s.small_height = small_side(s.big_height, 4, 2, 1);
      s.small_width = small_side(s.big_width, 4, 2, 1);
    } else {
      s = {s.batch,
           2 * s.big_height,
           2 * s.big_width,
           3,
           s.big_height,
           s.big_width,
           s.big_channels,
           4,
           2,
           1};
    }
    x_ = doubles(uniform(30, first_.in_size()));
    first_weight_ = doubles(uniform(31, first_.shape.weight_size()));
    second_weight_ = doubles(uniform(32, second_.shape.weight_size()));
    const std::size_t channels = std::size_t(first_.out_channels());
    weight_ = doubles(uniform(33, channels, 0.5F, 1.5F));
    bias_ = doubles(uniform(34, channels));
    keep_ = cases::bits(35, first_.out_size());
    probe_ = doubles(uniform(36, second_.out_size()));
    for (std::vector<double>* results : {&running_mean_, &running_var_, &scale_, &shift_, &mean_,
                                         &inverse_deviation_, &statistics_mean_, &m2_}) {
      results->assign(channels, 0.0);
    }
  }

  double loss() {
    y_ = first_.forward({.data = x_.data()}, first_weight_,
                        {.bias = {}, .statistics = statistics(), .gradient = {}});
    reference::batch_norm_training(norm(), statistics(), first_.out_pixels());
    return dot(probe_, second_.forward(normalized(), second_weight_, {}));
  }

  void check_gradients() {
    loss();
    const std::size_t channels = weight_.size();
    std::vector<double> sum_dz(channels), sum_dz_normalized(channels);
    const PendingGradientOf<double> gradient = {.of = normalized(),
                                                .mean = mean_.data(),
                                                .inverse_deviation = inverse_deviation_.data(),
                                                .sum_dz = sum_dz.data(),
                                                .sum_dz_normalized = sum_dz_normalized.data()};
    std::vector<double> dy = second_.backward(probe_, second_weight_,
                                              {.bias = {}, .statistics = {}, .gradient = gradient});
    // Gradients are added to what an earlier pass left.
    std::vector<double> weight_gradient(channels, 5), bias_gradient(channels, 5);
    reference::batch_norm_backward(norm(), first_.out_pixels(), y_.data(), sum_dz.data(),
                                   sum_dz_normalized.data(), dy.data(), weight_gradient.data(),
                                   bias_gradient.data(), true);
    for (double& value : weight_gradient) value -= 5;
    for (double& value : bias_gradient) value -= 5;
    const std::vector<double> first_gradient = first_.weight_gradient({.data = x_.data()}, dy);
    const std::vector<double> x_gradient = first_.backward(dy, first_weight_, {});

    const auto evaluate = [this] { return loss(); };
    check_gradient("norm weight", weight_, weight_gradient, evaluate);
    check_gradient("norm bias", bias_, bias_gradient, evaluate);
    check_gradient("convolution weight", first_weight_, first_gradient, evaluate);
    check_gradient("x", x_, x_gradient, evaluate);
  }

 private:
  ChannelStatisticsOf<double> statistics() { return {statistics_mean_.data(), m2_.data()}; }
  BatchNormOf<double> norm() {
    return {.channels = int(weight_.size()),
            .weight = weight_.data(),
            .bias = bias_.data(),
            .running_mean = running_mean_.data(),
            .running_var = running_var_.data(),
            .scale = scale_.data(),
            .shift = shift_.data(),
            .mean = mean_.data(),
            .inverse_deviation = inverse_deviation_.data()};
  }
  PendingMapOf<double> normalized() const {
    return {.data = y_.data(),
            .scale = scale_.data(),
            .shift = shift_.data(),
            .activation = activation_,
            .slope = 0.2,
            .keep = keep_.data(),
            .keep_scale = 2};
  }

  Direction first_, second_;
  Activation activation_;
  std::vector<double> x_, first_weight_, second_weight_, weight_, bias_, probe_, y_;
  std::vector<double> running_mean_, running_var_, scale_, shift_, mean_, inverse_deviation_;
  std::vector<double> statistics_mean_, m2_;
  std::vector<std::uint8_t> keep_;
};

TEST_CASE("gradients through the statistics of batch normalisation") {
  for (const bool down : {true, false}) {
    for (const Activation activation : kActivations) {
      CAPTURE(down);
      CAPTURE(int(activation));
      NormalizedLayer(down, activation).check_gradients();
    }
  }
}

}  // namespace
}  // namespace sleeve::kernels
