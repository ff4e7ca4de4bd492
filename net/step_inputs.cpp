#include "net/step_inputs.h"

#include "kernels/streams.h"
#include "net/discriminator.h"
#include "net/generator.h"

namespace sleeve::net {

using kernels::DropoutPass;
using kernels::Stream;

namespace {

constexpr std::array<Stream, 3> kNoiseStreams{Stream::kRealNoise, Stream::kFakeNoise,
                                              Stream::kFakeNoiseForGenerator};
constexpr std::array<DropoutPass, 3> kDropoutPasses{DropoutPass::kCovers, DropoutPass::kFakes,
                                                    DropoutPass::kFakesForGenerator};

}  // namespace

std::string name_of(Pass pass) {
  constexpr std::array<const char*, 3> kNames{"real", "fake", "generator"};
  return kNames[static_cast<std::size_t>(pass)];
}

StepInputs::StepInputs(const Config& config, const Labels& labels, int source_decades,
                       const Generator& generator, const Discriminator& discriminator,
                       engine::Arena& arena)
    : image_size(config.model.image_size),
      latent_count(config.model.latent),
      code_count(config.model.codes),
      genre_count(static_cast<int>(labels.genres.size())),
      decade_count(static_cast<int>(labels.decades.size())),
      latent_distribution(config.model.latent_distribution),
      generator_input(generator.input()),
      generator_columns(generator.input_columns()) {
  const auto batch = static_cast<std::size_t>(config.data.batch);
  const auto take = [&](int columns) {
    return arena.take<float>(batch * static_cast<std::size_t>(columns));
  };
  const int image_elements = image_size * image_size * 3;
  real.batch = config.data.batch;
  real.images = take(image_elements);
  real.genres = take(genre_count);
  real.decades = take(source_decades);
  real.rows = arena.take<std::int32_t>(batch);
  codes = take(code_count);
  fake_genres = take(genre_count);
  fake_decades = take(decade_count);
  generator_keep =
      masks_.take(generator.layers(), true, "generator", DropoutPass::kGenerator, arena);
  for (const Pass pass : kPasses) {
    const auto p = static_cast<std::size_t>(pass);
    if (config.train.instance_noise != 0) noise[p] = take(image_elements);
    discriminator_keep[p] =
        masks_.take(discriminator.layers(), false, name_of(pass), kDropoutPasses[p], arena);
  }
}

void StepInputs::draw(kernels::Backend& backend, const kernels::StepState* state,
                      engine::BatchSource& source) const {
  source.load(backend, state, real);

  const int batch = real.batch;
  backend.draw(state, stream_number(Stream::kLatents), latent_distribution, batch, latent_count,
               generator_input, generator_columns);
  if (code_count > 0) {  // twice the same, since one stream gives the same values again
    const auto draw_codes = [&](float* out, int stride) {
      backend.draw(state, stream_number(Stream::kCodes), kernels::Distribution::kUniform, batch,
                   code_count, out, stride);
    };
    draw_codes(generator_input + latent_count, generator_columns);
    draw_codes(codes, code_count);
  }
  if (genre_count > 0) {
    backend.draw_one_hot(state, stream_number(Stream::kFakeGenres), batch, genre_count,
                         fake_genres);
  }
  if (decade_count > 0) {
    backend.draw_one_hot(state, stream_number(Stream::kFakeDecades), batch, decade_count,
                         fake_decades);
  }
  masks_.draw(backend, state);
  const std::size_t image_elements = std::size_t(batch) * image_size * image_size * 3;
  for (std::size_t p = 0; p < kPasses.size(); ++p) {
    if (noise[p] == nullptr) continue;
    backend.draw_instance_noise(state, stream_number(kNoiseStreams[p]), image_elements, noise[p]);
  }
}

std::vector<InputArray> StepInputs::arrays() const {
  std::vector<InputArray> arrays;
  const auto add_columns = [&](const std::string& name, int columns, float* data, int stride) {
    if (columns == 0) return;
    arrays.push_back({name, {real.batch, columns}, data, false, std::size_t(stride)});
  };
  const auto add_images = [&](const std::string& name, float* data) {
    if (data == nullptr) return;
    arrays.push_back({name,
                      {real.batch, image_size, image_size, 3},
                      data,
                      false,
                      std::size_t(image_size) * image_size * 3});
  };
  add_images("images", real.images);
  add_columns("genres", genre_count, real.genres, genre_count);
  add_columns("decades", decade_count, real.decades, decade_count);
  add_columns("latents", latent_count, generator_input, generator_columns);
  add_columns("codes", code_count, codes, code_count);
  add_columns("fake_genres", genre_count, fake_genres, genre_count);
  add_columns("fake_decades", decade_count, fake_decades, decade_count);
  for (const Pass pass : kPasses) {
    add_images("noise." + name_of(pass), noise[static_cast<std::size_t>(pass)]);
  }
  masks_.list(arrays);
  return arrays;
}

}  // namespace sleeve::net
