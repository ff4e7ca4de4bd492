#include "net/drawing.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "kernels/philox.h"
#include "kernels/streams.h"
#include "net/flat_tensors.h"
#include "net/generator.h"

namespace sleeve::net {
namespace {

void expect_size(const std::string& what, std::size_t size, std::size_t expected) {
  if (size != expected) {
    throw std::invalid_argument("drawing: " + what + " holds " + std::to_string(size) +
                                " values instead of " + std::to_string(expected));
  }
}

}  // namespace

struct Drawing::Implementation {
  Implementation(const ModelConfig& model_, const Labels& labels, kernels::Backend& backend_,
                 int batch_)
      : model(model_),
        backend(backend_),
        batch(static_cast<std::size_t>(batch_)),
        genre_count(labels.genres.size()),
        decade_count(labels.decades.size()),
        arena(backend.device()),
        generator(model, labels, batch_, Mode::kEvaluation, backend_.precision(), arena),
        genres(arena.take<float>(batch * genre_count)),
        decades(arena.take<float>(batch * decade_count)) {}

  std::size_t latent_columns() const {
    return std::size_t(model.latent) + std::size_t(model.codes);
  }
  std::size_t image_elements() const { return generator.image_map().size() / batch; }

  void set_weights(const float* values, float* running) {
    weights = {.values = values,
               .rounded = take_rounded(backend.precision(), generator.parameters().size(), arena),
               .running = running};
  }

  /// Draws `count` <= batch covers; the rows of the batch behind them are whatever they were.
  void draw(std::size_t count, const float* latents, const float* genre_weights,
            const float* decade_weights, float* images) {
    const auto input_columns = static_cast<std::size_t>(generator.input_columns());
    std::vector<float> input(batch * input_columns);
    for (std::size_t row = 0; row < count; ++row) {
      std::copy_n(latents + row * latent_columns(), latent_columns(),
                  input.begin() + static_cast<std::ptrdiff_t>(row * input_columns));
    }
    kernels::Device& device = backend.device();
    device.upload(generator.input(), input.data(), input.size() * sizeof(float));
    device.upload(genres, genre_weights, count * genre_count * sizeof(float));
    device.upload(decades, decade_weights, count * decade_count * sizeof(float));
    round_weights(backend, weights, generator.parameters().size());
    generator.forward(backend, weights, {genres, decades}, {});
    device.synchronize();
    device.download(images, generator.images(), count * image_elements() * sizeof(float));
  }

  const ModelConfig model;
  kernels::Backend& backend;
  const std::size_t batch, genre_count, decade_count;
  engine::Arena arena;
  Generator generator;
  float* genres;
  float* decades;
  NetworkWeights weights;
};

Drawing::Drawing(const ModelConfig& model, const Labels& labels, kernels::Backend& backend,
                 const engine::SafetensorsReader& checkpoint, Weights weights, int batch)
    : implementation_(std::make_unique<Implementation>(model, labels, backend, batch)) {
  Implementation& self = *implementation_;
  const engine::ParameterLayout& parameters = self.generator.parameters();
  const engine::ParameterLayout& statistics = self.generator.statistics();
  float* const values = self.arena.take<float>(parameters.size());
  float* const running = self.arena.take<float>(statistics.size());
  const std::string name = weights == Weights::kAverage ? "generator_ema" : "generator";
  read(checkpoint, {&parameters, values, name, "generator"}, backend.device());
  read(checkpoint, {&statistics, running, name, "generator"}, backend.device());
  self.set_weights(values, running);
}

Drawing::Drawing(Training& training, Weights weights, int batch)
    : implementation_(std::make_unique<Implementation>(training.config().model, training.labels(),
                                                       training.backend(), batch)) {
  const bool average = weights == Weights::kAverage;
  const NetworkState& raw = training.generator_state();
  implementation_->set_weights(average ? training.average_values() : raw.values,
                               average ? training.average_running() : raw.running);
}

Drawing::~Drawing() = default;

std::vector<float> Drawing::draw(int n, const std::vector<float>& latents,
                                 const std::vector<float>& genre_weights,
                                 const std::vector<float>& decade_weights) {
  Implementation& self = *implementation_;
  const auto count = static_cast<std::size_t>(n);
  expect_size("latents", latents.size(), count * self.latent_columns());
  expect_size("genre_weights", genre_weights.size(), count * self.genre_count);
  expect_size("decade_weights", decade_weights.size(), count * self.decade_count);
  std::vector<float> images(count * self.image_elements());
  for (std::size_t row = 0; row < count; row += self.batch) {
    self.draw(std::min(self.batch, count - row), latents.data() + row * self.latent_columns(),
              genre_weights.data() + row * self.genre_count,
              decade_weights.data() + row * self.decade_count,
              images.data() + row * self.image_elements());
  }
  return images;
}

kernels::Backend& Drawing::backend() { return implementation_->backend; }

std::vector<float> Drawing::random_latents(int n, std::uint64_t seed) const {
  const ModelConfig& model = implementation_->model;
  const auto latent = static_cast<std::size_t>(model.latent);
  const auto codes = static_cast<std::size_t>(model.codes);
  const kernels::Philox noise(seed, stream_number(kernels::Stream::kSampleLatents), 0);
  const kernels::Philox code(seed, stream_number(kernels::Stream::kSampleCodes), 0);
  const bool normal = model.latent_distribution == kernels::Distribution::kNormal;
  std::vector<float> latents;
  for (std::size_t row = 0; row < static_cast<std::size_t>(n); ++row) {
    for (std::size_t i = 0; i < latent; ++i) {
      const std::size_t element = row * latent + i;
      latents.push_back(normal ? noise.normal(element) : 2 * noise.uniform(element) - 1);
    }
    for (std::size_t i = 0; i < codes; ++i) {
      latents.push_back(2 * code.uniform(row * codes + i) - 1);
    }
  }
  return latents;
}

}  // namespace sleeve::net
