#include "net/discriminator.h"

namespace sleeve::net {

using kernels::ConvShape;

DiscriminatorForm discriminator_form(const ModelConfig& model, float dropout,
                                     const Labels& labels) {
  return {.name = "discriminator",
          .image_size = model.image_size,
          .layers = discriminator_layers(model, dropout),
          .slope = model.slope,
          .heads = {.genres = static_cast<int>(labels.genres.size()),
                    .decades = static_cast<int>(labels.decades.size()),
                    .codes = model.codes}};
}

Discriminator::Discriminator(const DiscriminatorForm& description, int batch, Mode mode,
                             kernels::Precision precision, engine::Arena& arena)
    : heads_(description.heads), batch_(batch) {
  int size = description.image_size;
  int channels = 3;
  for (std::size_t i = 0; i < description.layers.down.size(); ++i) {
    const LayerConfig& layer = description.layers.down[i];
    const int padding = padding_of(layer.kernel);
    const int small = kernels::small_side(size, layer.kernel, layer.stride, padding);
    const ConvShape shape{.batch = batch,
                          .big_height = size,
                          .big_width = size,
                          .big_channels = channels,
                          .small_height = small,
                          .small_width = small,
                          .small_channels = layer.channels,
                          .kernel = layer.kernel,
                          .stride = layer.stride,
                          .padding = padding};
    kernels::check(shape);
    const std::string name = description.name + ".down." + std::to_string(i);
    const std::size_t weight =
        parameters_.add_convolution(name + ".weight", layer.channels, channels, layer.kernel);
    const MapForm form{.norm = layer.norm,
                       .activation = kernels::Activation::kLeakyRelu,
                       .slope = description.slope,
                       .dropout = layer.dropout,
                       .rounded = precision == kernels::Precision::kBf16};
    layers_.push_back({name, shape, weight,
                       FeatureMap(name, shape.small_pixels(), layer.channels, form, mode,
                                  parameters_, statistics_, arena)});
    size = small;
    channels = layer.channels;
  }

  head_shape_ = {.batch = batch,
                 .big_height = size,
                 .big_width = size,
                 .big_channels = channels,
                 .small_height = 1,
                 .small_width = 1,
                 .small_channels = heads_.columns(),
                 .kernel = size};
  kernels::check(head_shape_);
  std::vector<engine::ParameterLayout::Part> weights, biases;
  const auto add_head = [&](const std::string& head, int columns) {
    if (columns == 0) return;
    weights.push_back({description.name + ".head." + head + ".weight", columns});
    biases.push_back({description.name + ".head." + head + ".bias", columns});
  };
  add_head("source", heads_.sources);
  add_head("genre", heads_.genres);
  add_head("decade", heads_.decades);
  add_head("codes", heads_.codes);
  head_weight_ = parameters_.add_stacked(weights, {channels, size, size}, true);
  head_bias_ = parameters_.add_stacked(biases, {}, false);
  logits_ = arena.take<float>(head_shape_.small_size());
  if (mode == Mode::kTraining) logit_gradient_ = arena.take<float>(head_shape_.small_size());
}

kernels::PendingMap Discriminator::input_of(std::size_t layer) const {
  if (layer > 0) return layers_[layer - 1].output.pending();
  kernels::PendingMap map;
  map.data = images_;
  return map;
}

void Discriminator::forward(kernels::Backend& backend, const NetworkWeights& weights,
                            const float* images, const KeepMasks& keep) {
  images_ = images;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Layer& layer = layers_[i];
    layer.output.set_keep(keep[i]);
    backend.conv_down(layer.shape, input_of(i), weights.convolution(layer.weight),
                      layer.output.data(), layer.output.forward_epilogue());
    layer.output.normalize(backend, weights);
  }
  kernels::ConvEpilogue epilogue;
  epilogue.bias = weights.values + head_bias_;
  backend.conv_down(head_shape_, input_of(layers_.size()), weights.convolution(head_weight_),
                    logits_, epilogue);
}

void Discriminator::backward(kernels::Backend& backend, const NetworkWeights& weights,
                             const FeatureMap* image_map) {
  // From the gradient of a convolution's small map to those of its weight and of its input.
  const auto through = [&](std::size_t index, const ConvShape& shape, std::size_t weight,
                           kernels::ConstElements small_gradient) {
    kernels::PendingMap gradient;
    gradient.data = small_gradient;
    if (weights.gradients != nullptr) {
      backend.conv_weights(shape, input_of(index), gradient, weights.gradients + weight,
                           weights.accumulate);
    }
    const FeatureMap* const input = index > 0 ? &layers_[index - 1].output : image_map;
    if (input == nullptr) return;
    backend.conv_up(shape, gradient, weights.convolution(weight), input->gradient(),
                    input->gradient_epilogue());
    if (index > 0) input->finish_gradient(backend, weights);
  };
  if (weights.gradients != nullptr) {
    backend.column_sums(logit_gradient_, batch_, heads_.columns(), weights.gradients + head_bias_,
                        weights.accumulate);
  }
  through(layers_.size(), head_shape_, head_weight_, logit_gradient_);
  for (std::size_t i = layers_.size(); i-- > 0;) {
    through(i, layers_[i].shape, layers_[i].weight, layers_[i].output.gradient());
  }
}

double Discriminator::forward_multiplications() const {
  double sum = head_shape_.multiplications();
  for (const Layer& layer : layers_) sum += layer.shape.multiplications();
  return sum;
}

double Discriminator::data_multiplications(bool to_images) const {
  return forward_multiplications() - (to_images ? 0 : layers_.front().shape.multiplications());
}

}  // namespace sleeve::net
