#include "net/recognizer.h"

#include <algorithm>
#include <stdexcept>

#include "net/flat_tensors.h"

namespace sleeve::net {
namespace {

constexpr int kBatch = 64;

}  // namespace

struct Recognizer::Implementation {
  Implementation(const DiscriminatorForm& form, kernels::Backend& backend_)
      : backend(backend_),
        arena(backend.device()),
        network(form, kBatch, Mode::kEvaluation, backend.precision(), arena),
        last_shape(network.layers().back().shape),
        values(arena.take<float>(network.parameters().size())),
        running(arena.take<float>(network.statistics().size())),
        weights{.values = values,
                .rounded = take_rounded(backend.precision(), network.parameters().size(), arena),
                .running = running},
        image_elements(std::size_t(form.image_size) * std::size_t(form.image_size) * 3),
        images(arena.take<float>(kBatch * image_elements)),
        last_map(arena.take<float>(last_shape.small_size())) {
    backend.device().zero(images, kBatch * image_elements * sizeof(float));
  }

  /// Of at most a batch; the rows of the batch behind them are whatever they were.
  void read(std::span<const std::uint8_t> bytes, Readings& readings) {
    std::vector<float> host(bytes.size());
    std::transform(bytes.begin(), bytes.end(), host.begin(),
                   [](std::uint8_t byte) { return float(byte) / 127.5F - 1; });
    kernels::Device& device = backend.device();
    device.upload(images, host.data(), host.size() * sizeof(float));
    network.forward(backend, weights, images, KeepMasks(network.layers().size()));
    network.layers().back().output.materialize(backend, last_map);

    const std::size_t count = bytes.size() / image_elements;
    append(network.logits(), count * std::size_t(network.heads().columns()), readings.logits);
    std::vector<float> map;
    append(last_map, last_shape.small_size() / kBatch * count, map);
    const auto channels = std::size_t(last_shape.small_channels);
    const std::size_t places = map.size() / count / channels;
    for (std::size_t cover = 0; cover < count; ++cover) {
      for (std::size_t channel = 0; channel < channels; ++channel) {
        double sum = 0;
        for (std::size_t place = 0; place < places; ++place) {
          sum += double(map[(cover * places + place) * channels + channel]);
        }
        readings.features.push_back(float(sum / double(places)));
      }
    }
  }

  void append(const float* from, std::size_t count, std::vector<float>& to) {
    to.resize(to.size() + count);
    backend.device().download(&*to.end() - count, from, count * sizeof(float));
  }

  kernels::Backend& backend;
  engine::Arena arena;
  Discriminator network;
  const kernels::ConvShape last_shape;
  float* values;
  float* running;
  NetworkWeights weights;
  const std::size_t image_elements;
  float* images;
  float* last_map;
};

Recognizer::Recognizer(const DiscriminatorForm& form, kernels::Backend& backend,
                       const engine::SafetensorsReader& file)
    : implementation_(std::make_unique<Implementation>(form, backend)) {
  Implementation& self = *implementation_;
  net::read(file, {&self.network.parameters(), self.values, "", ""}, backend.device());
  net::read(file, {&self.network.statistics(), self.running, "", ""}, backend.device());
  round_weights(backend, self.weights, self.network.parameters().size());
}

Recognizer::Recognizer(const ClassifierTraining& training)
    : implementation_(std::make_unique<Implementation>(
          classifier_form(training.config().image_size, training.config().width, 0,
                          training.labels()),
          training.backend())) {
  Implementation& self = *implementation_;
  kernels::Device& device = self.backend.device();
  device.copy(self.values, training.average_values(),
              self.network.parameters().size() * sizeof(float));
  device.copy(self.running, training.state().running,
              self.network.statistics().size() * sizeof(float));
  round_weights(self.backend, self.weights, self.network.parameters().size());
}

Recognizer::Recognizer(Recognizer&&) noexcept = default;
Recognizer::~Recognizer() = default;

const kernels::Heads& Recognizer::heads() const { return implementation_->network.heads(); }

int Recognizer::feature_count() const { return implementation_->last_shape.small_channels; }

void Recognizer::read(std::span<const std::uint8_t> images, Readings& readings) {
  Implementation& self = *implementation_;
  if (images.size() % self.image_elements != 0) {
    throw std::invalid_argument("the images are not whole covers of the network's size");
  }
  const std::size_t batch = kBatch * self.image_elements;
  for (std::size_t begin = 0; begin < images.size(); begin += batch) {
    self.read(images.subspan(begin, std::min(batch, images.size() - begin)), readings);
  }
}

}  // namespace sleeve::net
