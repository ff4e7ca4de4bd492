#include "net/generator.h"

namespace sleeve::net {

using kernels::Activation;
using kernels::ConvShape;

Generator::Generator(const ModelConfig& model, const Labels& labels, int batch, Mode mode,
                     kernels::Precision precision, engine::Arena& arena)
    : batch_(batch), embedding_columns_(model.embedding) {
  const bool rounded = precision == kernels::Precision::kBf16;
  const GeneratorConfig config = generator_layers(model);
  input_columns_ = model.latent + model.codes;
  genre_ = add_embedding("generator.embed.genre.weight", labels.genres.size());
  decade_ = add_embedding("generator.embed.decade.weight", labels.decades.size());
  input_ = arena.take<float>(std::size_t(batch) * std::size_t(input_columns_));

  const FirstMapConfig& first = config.first;
  ConvShape shape{.batch = batch,
                  .big_height = first.size,
                  .big_width = first.size,
                  .big_channels = first.channels,
                  .small_height = 1,
                  .small_width = 1,
                  .small_channels = input_columns_,
                  .kernel = first.size};
  add_layer("generator.project", shape,
            {.norm = first.norm,
             .activation = first.linear ? Activation::kNone : Activation::kRelu,
             .rounded = rounded},
            mode, arena);
  for (std::size_t i = 0; i < config.up.size(); ++i) {
    const LayerConfig& layer = config.up[i];
    shape.small_height = shape.small_width = shape.big_height;
    shape.small_channels = shape.big_channels;
    shape.big_height = shape.big_width = shape.small_height * layer.stride;
    shape.big_channels = layer.channels;
    shape.kernel = layer.kernel;
    shape.stride = layer.stride;
    shape.padding = padding_of(layer.kernel);
    const bool last = i + 1 == config.up.size();
    add_layer("generator.up." + std::to_string(i), shape,
              {.norm = layer.norm,
               .activation = last ? Activation::kTanh : Activation::kRelu,
               .dropout = layer.dropout,
               .rounded = rounded && !last},  // what becomes pixels stays in f32
              mode, arena);
  }
  images_ = arena.take<float>(image_map().size());
  if (mode == Mode::kTraining) {
    input_gradient_ = arena.take<float>(std::size_t(batch) * std::size_t(input_columns_));
  }
}

Generator::Embedding Generator::add_embedding(const std::string& name, std::size_t classes) {
  Embedding embedding{.classes = static_cast<int>(classes), .column = input_columns_};
  if (classes == 0) return embedding;
  embedding.table = parameters_.add(name, {embedding.classes, embedding_columns_});
  input_columns_ += embedding_columns_;
  return embedding;
}

void Generator::add_layer(const std::string& name, const ConvShape& shape, const MapForm& form,
                          Mode mode, engine::Arena& arena) {
  kernels::check(shape);
  const std::size_t weight = parameters_.add_convolution(name + ".weight", shape.small_channels,
                                                         shape.big_channels, shape.kernel);
  layers_.push_back({name, shape, weight,
                     FeatureMap(name, shape.big_pixels(), shape.big_channels, form, mode,
                                parameters_, statistics_, arena)});
}

kernels::PendingMap Generator::input_of(std::size_t layer) const {
  if (layer > 0) return layers_[layer - 1].output.pending();
  kernels::PendingMap map;
  map.data = input_;
  return map;
}

void Generator::forward(kernels::Backend& backend, const NetworkWeights& weights,
                        const Conditions& conditions, const KeepMasks& keep) {
  const auto embed = [&](const Embedding& embedding, const float* labels) {
    if (embedding.classes == 0) return;
    backend.embed(labels, batch_, embedding.classes, weights.values + embedding.table,
                  embedding_columns_, input_ + embedding.column, input_columns_);
  };
  embed(genre_, conditions.genres);
  embed(decade_, conditions.decades);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Layer& layer = layers_[i];
    layer.output.set_keep(keep.empty() ? nullptr : keep[i]);
    backend.conv_up(layer.shape, input_of(i), weights.convolution(layer.weight),
                    layer.output.data(), layer.output.forward_epilogue());
    layer.output.normalize(backend, weights);
  }
  image_map().materialize(backend, images_);
}

void Generator::backward(kernels::Backend& backend, const NetworkWeights& weights,
                         const Conditions& conditions) {
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const Layer& layer = layers_[i];
    kernels::PendingMap gradient;
    gradient.data = layer.output.gradient();
    backend.conv_weights(layer.shape, gradient, input_of(i), weights.gradients + layer.weight,
                         weights.accumulate);
    const kernels::ConvWeight weight = weights.convolution(layer.weight);
    if (i == 0) {
      backend.conv_down(layer.shape, gradient, weight, input_gradient_, {});
    } else {
      const FeatureMap& input = layers_[i - 1].output;
      backend.conv_down(layer.shape, gradient, weight, input.gradient(), input.gradient_epilogue());
      input.finish_gradient(backend, weights);
    }
  }
  const auto embed_backward = [&](const Embedding& embedding, const float* labels) {
    if (embedding.classes == 0) return;
    backend.embed_backward(labels, batch_, embedding.classes, input_gradient_ + embedding.column,
                           input_columns_, embedding_columns_, weights.gradients + embedding.table);
  };
  embed_backward(genre_, conditions.genres);
  embed_backward(decade_, conditions.decades);
}

double Generator::forward_multiplications() const {
  double sum = 0;
  for (const Layer& layer : layers_) sum += layer.shape.multiplications();
  return sum;
}

}  // namespace sleeve::net
