// What a genre's covers show. Each motif is coarse, so that a small network learns it in minutes,
// and varies in place, size, angle and number.
#pragma once

#include <array>

#include "data/demo/canvas.h"
#include "data/demo/draws.h"
#include "data/demo/palettes.h"

namespace sleeve::data {

constexpr std::array<const char*, 6> kDemoGenres = {"classical", "electronic", "jazz",
                                                    "metal",     "pop",        "rock"};

/// classical: columns under a gable; electronic: a chequered board; jazz: overlapping discs;
/// metal: spikes from below; pop: rays from a sun; rock: a lightning bolt.
void draw_motif(int genre, const Palette& palette, Draws& draws, Canvas& canvas);

}  // namespace sleeve::data
