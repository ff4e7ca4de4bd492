// Everything that enters one training step, in device memory: gathered and drawn from the seed, or
// written there by whoever replays a step.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/arena.h"
#include "engine/batch_source.h"
#include "kernels/streams.h"
#include "net/config.h"
#include "net/dropout_masks.h"
#include "net/feature_map.h"
#include "net/labels.h"

namespace sleeve::net {

class Discriminator;
class Generator;

/// The three passes of the discriminator in one step.
enum class Pass : std::uint8_t { kReal, kFake, kGenerator };
inline constexpr std::array<Pass, 3> kPasses{Pass::kReal, Pass::kFake, Pass::kGenerator};
std::string name_of(Pass pass);  // "real", "fake", "generator"

struct StepInputs {
  /// Takes the memory. The batch of covers has room for `source_decades`, also if the networks do
  /// not use them.
  StepInputs(const Config& config, const Labels& labels, int source_decades,
             const Generator& generator, const Discriminator& discriminator, engine::Arena& arena);

  /// Launches the filling of all arrays for state->step.
  void draw(kernels::Backend& backend, const kernels::StepState* state,
            engine::BatchSource& source) const;
  /// Those that the recipe has of: images, genres, decades (of the covers), latents, codes,
  /// fake_genres, fake_decades, noise.PASS, keep.generator.up.N, keep.PASS.down.N.
  std::vector<InputArray> arrays() const;

  kernels::CoverBatch real;
  int image_size, latent_count, code_count, genre_count, decade_count;
  kernels::Distribution latent_distribution;
  /// The generator's input [batch, generator_columns]: latents, then codes in its first columns.
  float* generator_input;
  int generator_columns;
  float* codes;         // [batch, codes]: the same codes as the loss reads them
  float* fake_genres;   // [batch, genres]
  float* fake_decades;  // [batch, decades]
  /// Instance noise [batch, size, size, 3] by pass; null if the recipe has none.
  std::array<float*, 3> noise{};

  /// Dropout masks by layer (null: no dropout), of the generator and of each discriminator pass.
  KeepMasks generator_keep;
  std::array<KeepMasks, 3> discriminator_keep;

 private:
  DropoutMasks masks_;  // all of them
};

}  // namespace sleeve::net
