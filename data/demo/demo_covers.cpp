#include "data/demo/demo_covers.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <vector>

#include "data/content_hash.h"
#include "data/data_set.h"
#include "data/demo/motifs.h"
#include "data/errors.h"
#include "data/preparing/in_order.h"

namespace sleeve::data {
namespace {

constexpr int kGenres = static_cast<int>(kDemoGenres.size());
constexpr int kDecades = static_cast<int>(kDemoDecades.size());

int genre_of(std::size_t cover) { return static_cast<int>(cover % kGenres); }
int decade_of(std::size_t cover) { return static_cast<int>(cover / kGenres % kDecades); }

void draw_ground(const Palette& palette, Draws& draws, Canvas& canvas) {
  const float angle = draws.between(-std::numbers::pi_v<float> / 4, std::numbers::pi_v<float> / 4);
  canvas.paint([&](const Point& p) {
    const float down = turned({p.x - 0.5F, p.y - 0.5F}, angle).y + 0.5F;
    return mix(palette.ground, palette.ground_below, std::clamp(down, 0.0F, 1.0F));
  });
}

/// A line of words, as far as they can be read at this size, near the upper or the lower edge.
void draw_title(const Palette& palette, Draws& draws, Canvas& canvas) {
  const float height = draws.between(0.05F, 0.08F);
  const float top = draws.coin() ? draws.between(0.04F, 0.08F) : draws.between(0.86F, 0.9F);
  const float end = draws.between(0.6F, 0.95F);
  for (float left = draws.between(0.05F, 0.1F); left < end;) {
    const float right = std::min(left + draws.between(0.12F, 0.3F), 0.95F);
    canvas.fill(
        [&](const Point& p) {
          return p.x >= left && p.x < right && p.y >= top && p.y < top + height;
        },
        palette.title);
    left = right + 0.05F;
  }
}

CoverLabels labels_of(const std::vector<Image>& covers, double held_out) {
  CoverLabels labels;
  labels.genre_names.assign(kDemoGenres.begin(), kDemoGenres.end());
  labels.decade_names.assign(kDemoDecades.begin(), kDemoDecades.end());
  for (std::size_t i = 0; i < covers.size(); ++i) {
    for (int genre = 0; genre < kGenres; ++genre) {
      labels.genres.push_back(genre == genre_of(i) ? 1 : 0);
    }
    labels.decades.push_back(static_cast<std::int16_t>(decade_of(i)));
    labels.splits.push_back(is_held_out(content_hash(covers[i].pixels), held_out) ? kHeldOut
                                                                                  : kTrain);
  }
  return labels;
}

std::map<std::string, std::string> notes_of(const DemoOptions& demo,
                                            const PrepareOptions& options) {
  const nlohmann::ordered_json origins = {
      {{"source", "drawn by code"}, {"licence", "free of any"}, {"covers", demo.count}}};
  const nlohmann::ordered_json prepared = {{"program", options.program},
                                           {"size", options.size},
                                           {"seed", demo.seed},
                                           {"held_out", options.held_out},
                                           {"split", "XXH3-128 of the pixels / 2^128 < held_out"}};
  return {{"origins", origins.dump()}, {"prepared", prepared.dump()}};
}

}  // namespace

Image draw_demo_cover(int genre, int decade, std::uint64_t seed, std::uint64_t cover, int size) {
  Draws draws(seed, cover);
  Canvas canvas(size);
  const Palette palette = palette_of(decade, draws);
  draw_ground(palette, draws, canvas);
  draw_motif(genre, palette, draws, canvas);
  draw_title(palette, draws, canvas);
  return canvas.reduced();
}

PrepareReport prepare_demo_covers(const DemoOptions& demo, const PrepareOptions& options,
                                  const std::filesystem::path& out) {
  check_options(options);
  if (demo.count < 1) throw InputError("--count must be at least 1");
  std::vector<Image> covers;
  const auto draw = [&](std::size_t i) {
    return draw_demo_cover(genre_of(i), decade_of(i), demo.seed, i, options.size);
  };
  const auto collect = [&](std::size_t, Image& cover) { covers.push_back(std::move(cover)); };
  in_order(static_cast<std::size_t>(demo.count), options, draw, collect);
  const CoverLabels labels = labels_of(covers, options.held_out);
  write_data_set(out, options.size, labels, notes_of(demo, options),
                 [&](std::size_t row) { return std::span(covers[row].pixels); });
  PrepareReport report;
  count_covers(labels, report);
  return report;
}

}  // namespace sleeve::data
