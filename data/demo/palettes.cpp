#include "data/demo/palettes.h"

#include <cstdint>
#include <utility>

namespace sleeve::data {
namespace {

constexpr Colour rgb(std::uint32_t code) {
  return {static_cast<float>(code >> 16) / 255, static_cast<float>(code >> 8 & 0xFF) / 255,
          static_cast<float>(code & 0xFF) / 255};
}

constexpr std::array<Palette, kDemoDecades.size()> kPalettes = {{
    // 1960s: printed paper and two bold inks
    {rgb(0xF7EBC8), rgb(0xEFD9A0), {rgb(0xD7301F), rgb(0x1F6F8B)}, rgb(0x2B2118)},
    // 1970s: brown, orange and ochre
    {rgb(0x6B3A1B), rgb(0x8A4B1E), {rgb(0xF28C28), rgb(0xF4C95D)}, rgb(0xFBE8C6)},
    // 1980s: neon at night
    {rgb(0x160B3A), rgb(0x3A0D5E), {rgb(0xFF2FA0), rgb(0x19E3E3)}, rgb(0xF7F052)},
    // 1990s: moss and rust
    {rgb(0x5F7A5C), rgb(0x43604A), {rgb(0x22301F), rgb(0xC9B458)}, rgb(0xE9E6D2)},
    // 2000s: chrome and ice
    {rgb(0xBFE0F5), rgb(0x8FBDE3), {rgb(0x1E4FA3), rgb(0xFFFFFF)}, rgb(0x14233F)},
    // 2010s: pastel pink
    {rgb(0xF9B9C3), rgb(0xF58FA8), {rgb(0x6C3FA0), rgb(0xFFF3E4)}, rgb(0x3B1E54)},
}};

/// A little lighter or darker, warmer or colder.
Colour varied(const Colour& colour, Draws& draws) {
  const float light = draws.between(-0.05F, 0.05F);
  const auto part = [&](float level) { return level + light + draws.between(-0.03F, 0.03F); };
  return {part(colour.red), part(colour.green), part(colour.blue)};
}

}  // namespace

Palette palette_of(int decade, Draws& draws) {
  Palette palette = kPalettes[static_cast<std::size_t>(decade)];
  for (Colour* colour : {&palette.ground, &palette.ground_below, &palette.motif[0],
                         &palette.motif[1], &palette.title}) {
    *colour = varied(*colour, draws);
  }
  return palette;
}

}  // namespace sleeve::data
