// The colours of a decade.
#pragma once

#include <array>

#include "data/demo/canvas.h"
#include "data/demo/draws.h"

namespace sleeve::data {

struct Palette {
  Colour ground, ground_below;  // the background runs from one to the other
  std::array<Colour, 2> motif;
  Colour title;
};

constexpr std::array<const char*, 6> kDemoDecades = {"1960s", "1970s", "1980s",
                                                     "1990s", "2000s", "2010s"};

/// Of a decade in that order; a little different each time. Grounds are far enough apart for their
/// mean colour to tell the decade.
Palette palette_of(int decade, Draws& draws);

}  // namespace sleeve::data
