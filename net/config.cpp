#include "net/config.h"

#include <stdexcept>

#include "kernels/convolution.h"

namespace sleeve::net {
namespace {

constexpr int kSmallestMap = 4;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw std::invalid_argument(where + ": " + what);
}

void check_layer(const std::string& where, const LayerConfig& layer) {
  if (layer.channels < 1) fail(where, "channels must be at least 1");
  if (layer.kernel < 3 || layer.kernel > 5) fail(where, "kernel must be 3, 4 or 5");
  if (layer.stride != 1 && layer.stride != 2) fail(where, "stride must be 1 or 2");
  if (layer.kernel == 4 && layer.stride == 1) fail(where, "kernel 4 needs stride 2");
  if (!(layer.dropout >= 0 && layer.dropout < 1)) fail(where, "dropout must be in [0, 1)");
}

/// How often a map of `size` halves until it is kSmallestMap wide.
int halvings(int size) {
  int count = 0;
  while (size > kSmallestMap && size % 2 == 0) {
    size /= 2;
    ++count;
  }
  if (size != kSmallestMap || count == 0) {
    fail("model.image_size",
         "layers that follow from the widths need 8, 16, 32, 64, 128, ...; "
         "spell the layers out for another size");
  }
  return count;
}

GeneratorConfig default_generator(const ModelConfig& model) {
  const int count = halvings(model.image_size);
  GeneratorConfig layers;
  layers.first = {.size = kSmallestMap, .channels = model.generator_width << (count - 1)};
  for (int i = count - 2; i >= 0; --i) {
    layers.up.push_back({.channels = model.generator_width << i, .kernel = model.kernel});
  }
  layers.up.push_back({.channels = 3, .kernel = model.kernel});
  return layers;
}

DiscriminatorConfig default_discriminator(const ModelConfig& model, float dropout) {
  const int count = halvings(model.image_size);
  DiscriminatorConfig layers;
  for (int i = 0; i < count; ++i) {
    layers.down.push_back({.channels = model.discriminator_width << i,
                           .kernel = model.kernel,
                           .norm = i > 0,
                           .dropout = dropout});
  }
  return layers;
}

}  // namespace

int padding_of(int kernel) { return (kernel - 1) / 2; }

GeneratorConfig generator_layers(const ModelConfig& model) {
  GeneratorConfig layers = model.generator ? *model.generator : default_generator(model);
  if (layers.first.size < 1 || layers.first.channels < 1) {
    fail("model.generator.first", "size and channels must be at least 1");
  }
  if (layers.up.empty()) fail("model.generator.up", "there must be at least one layer");
  int size = layers.first.size;
  for (std::size_t i = 0; i < layers.up.size(); ++i) {
    check_layer("model.generator.up[" + std::to_string(i) + "]", layers.up[i]);
    size *= layers.up[i].stride;
  }
  if (size != model.image_size) {
    fail("model.generator", "its layers make covers of " + std::to_string(size) +
                                " pixels, but model.image_size is " +
                                std::to_string(model.image_size));
  }
  if (layers.up.back().channels != 3) {
    fail("model.generator.up", "the last layer must have 3 channels");
  }
  if (layers.up.back().dropout != 0) {
    fail("model.generator.up", "the last layer cannot have dropout");
  }
  layers.up.back().norm = false;
  return layers;
}

DiscriminatorConfig discriminator_layers(const ModelConfig& model, float dropout) {
  DiscriminatorConfig layers =
      model.discriminator ? *model.discriminator : default_discriminator(model, dropout);
  if (layers.down.empty()) fail("model.discriminator.down", "there must be at least one layer");
  int size = model.image_size;
  for (std::size_t i = 0; i < layers.down.size(); ++i) {
    const LayerConfig& layer = layers.down[i];
    const std::string where = "model.discriminator.down[" + std::to_string(i) + "]";
    check_layer(where, layer);
    if (size < layer.stride) {
      fail(where, "stride 2 does not fit a map of " + std::to_string(size) + " pixel");
    }
    size = kernels::small_side(size, layer.kernel, layer.stride, padding_of(layer.kernel));
  }
  return layers;
}

}  // namespace sleeve::net
