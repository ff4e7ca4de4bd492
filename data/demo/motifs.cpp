#include "data/demo/motifs.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace sleeve::data {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

/// The palette's two colours, in either order.
std::pair<Colour, Colour> two_colours(const Palette& palette, Draws& draws) {
  const bool swapped = draws.coin();
  return {palette.motif[swapped ? 1 : 0], palette.motif[swapped ? 0 : 1]};
}

bool in_box(const Point& p, const Point& corner, const Point& opposite) {
  return p.x >= corner.x && p.x < opposite.x && p.y >= corner.y && p.y < opposite.y;
}

bool in_disc(const Point& p, const Point& centre, float radius) {
  return std::hypot(p.x - centre.x, p.y - centre.y) < radius;
}

void draw_columns(const Palette& palette, Draws& draws, Canvas& canvas) {
  const auto [stone, gable] = two_colours(palette, draws);
  const int columns = draws.count(3, 5);
  const float half_width = draws.between(0.28F, 0.42F), middle = draws.between(0.45F, 0.55F);
  const float top = draws.between(0.3F, 0.42F), bottom = draws.between(0.8F, 0.95F);
  const float rise = draws.between(0.12F, 0.22F), fullness = draws.between(0.5F, 0.62F);
  const float left = middle - half_width, right = middle + half_width, beam = 0.07F;
  canvas.fill(
      [&](const Point& p) {
        const float height = (top - p.y) / rise;  // 0 at the gable's foot, 1 at its tip
        return height >= 0 && height < 1 && std::abs(p.x - middle) < half_width * (1 - height);
      },
      gable);
  canvas.fill(
      [&](const Point& p) {
        if (in_box(p, {left, top}, {right, top + beam})) return true;
        if (in_box(p, {left, bottom - beam}, {right, bottom})) return true;
        const float place = (p.x - left) / (right - left) * static_cast<float>(columns);
        const float across = place - std::floor(place) - 0.5F;  // from the column's middle
        return in_box(p, {left, top}, {right, bottom}) && std::abs(across) < fullness / 2;
      },
      stone);
}

void draw_board(const Palette& palette, Draws& draws, Canvas& canvas) {
  const auto [dark, light] = two_colours(palette, draws);
  const Point centre{draws.between(0.42F, 0.58F), draws.between(0.42F, 0.58F)};
  const int fields = draws.count(3, 4);
  const float half_side = draws.between(0.34F, 0.46F), angle = draws.between(-0.15F, 0.15F);
  const auto on_field = [&](const Point& p, int parity) {
    const Point q = turned(p - centre, angle);
    if (std::abs(q.x) >= half_side || std::abs(q.y) >= half_side) return false;
    const float scale = static_cast<float>(fields) / (2 * half_side);
    const int column = static_cast<int>((q.x + half_side) * scale);
    const int row = static_cast<int>((q.y + half_side) * scale);
    return (column + row) % 2 == parity;
  };
  canvas.fill([&](const Point& p) { return on_field(p, 0); }, dark);
  canvas.fill([&](const Point& p) { return on_field(p, 1); }, light);
}

void draw_discs(const Palette& palette, Draws& draws, Canvas& canvas) {
  const auto [first, second] = two_colours(palette, draws);
  const int discs = draws.count(3, 4);
  const float start = draws.between(0, 2 * kPi), spread = draws.between(0.17F, 0.24F);
  const Point middle{draws.between(0.42F, 0.58F), draws.between(0.42F, 0.58F)};
  for (int i = 0; i < discs; ++i) {
    const float angle = start + 2 * kPi * static_cast<float>(i) / static_cast<float>(discs) +
                        draws.between(-0.3F, 0.3F);
    const Point centre{middle.x + spread * std::cos(angle), middle.y + spread * std::sin(angle)};
    const float radius = draws.between(0.19F, 0.27F);
    canvas.fill([&](const Point& p) { return in_disc(p, centre, radius); },
                i % 2 == 0 ? first : second, 0.8F);
  }
}

void draw_spikes(const Palette& palette, Draws& draws, Canvas& canvas) {
  const auto [back, front] = two_colours(palette, draws);
  const auto row_of_spikes = [&](int spikes, float low, float high, const Colour& colour) {
    std::vector<Point> tips;
    const float width = 1.0F / static_cast<float>(spikes);
    for (int i = 0; i < spikes; ++i) {
      tips.push_back(
          {(static_cast<float>(i) + draws.between(0.3F, 0.7F)) * width, draws.between(low, high)});
    }
    canvas.fill(
        [&](const Point& p) {
          for (const Point& tip : tips) {
            const float depth = (p.y - tip.y) / (1 - tip.y);  // 0 at the tip, 1 at the lower edge
            if (depth > 0 && std::abs(p.x - tip.x) < 0.62F * width * depth) return true;
          }
          return false;
        },
        colour);
  };
  row_of_spikes(draws.count(4, 5), 0.12F, 0.35F, back);
  row_of_spikes(draws.count(3, 4), 0.4F, 0.6F, front);
}

void draw_sun(const Palette& palette, Draws& draws, Canvas& canvas) {
  const auto [ray, disc] = two_colours(palette, draws);
  const Point centre{draws.between(0.38F, 0.62F), draws.between(0.38F, 0.62F)};
  const int rays = draws.count(6, 7);
  const float start = draws.between(-0.2F, 0.2F), radius = draws.between(0.15F, 0.21F);
  canvas.fill(
      [&](const Point& p) {
        const float turns = (std::atan2(p.y - centre.y, p.x - centre.x) + start) / (2 * kPi);
        const float place = turns * static_cast<float>(rays);
        return place - std::floor(place) < 0.5F;
      },
      ray);
  canvas.fill([&](const Point& p) { return in_disc(p, centre, radius); }, disc);
}

/// Inside a closed outline, by the even-odd rule.
bool in_outline(const Point& p, const std::vector<Point>& outline) {
  bool inside = false;
  for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
    const Point &a = outline[i], &b = outline[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y)) {
      inside = !inside;
    }
  }
  return inside;
}

void draw_bolt(const Palette& palette, Draws& draws, Canvas& canvas) {
  const auto [halo, bolt] = two_colours(palette, draws);
  const std::vector<Point> outline = {{0.12F, -0.5F}, {-0.24F, 0.06F}, {-0.03F, 0.06F},
                                      {-0.14F, 0.5F}, {0.26F, -0.12F}, {0.04F, -0.12F},
                                      {0.22F, -0.5F}};
  const Point centre{draws.between(0.42F, 0.58F), draws.between(0.45F, 0.55F)};
  const float size = draws.between(0.8F, 1.0F), angle = draws.between(-0.3F, 0.3F);
  const float mirror = draws.coin() ? 1.0F : -1.0F;
  const auto in_bolt = [&](const Point& p, float scale) {
    const Point q = turned(p - centre, angle);
    return in_outline({mirror * q.x / scale, q.y / scale}, outline);
  };
  const Point shadow{0.05F * mirror, 0.04F};
  canvas.fill([&](const Point& p) { return in_bolt(p - shadow, size); }, halo);
  canvas.fill([&](const Point& p) { return in_bolt(p, size); }, bolt);
}

}  // namespace

void draw_motif(int genre, const Palette& palette, Draws& draws, Canvas& canvas) {
  constexpr std::array kMotifs = {draw_columns, draw_board, draw_discs,
                                  draw_spikes,  draw_sun,   draw_bolt};
  static_assert(kMotifs.size() == kDemoGenres.size());
  kMotifs[static_cast<std::size_t>(genre)](palette, draws, canvas);
}

}  // namespace sleeve::data
