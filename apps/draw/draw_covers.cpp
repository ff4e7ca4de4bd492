#include "apps/draw/draw_covers.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "apps/draw/blend.h"
#include "apps/draw/output.h"
#include "apps/support/checkpoint.h"
#include "apps/support/cover_files.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "net/drawing.h"

namespace sleeve::apps {
namespace {

constexpr int kBatch = 64;
constexpr int kDefaultCount = 16;

std::vector<Blend> parse_genres(const DrawOptions& options, const std::vector<std::string>& known) {
  std::vector<Blend> genres;
  for (const std::string& text : options.genres) {
    genres.push_back(parse_blend(text, "genre", known));
  }
  if (!genres.empty()) return genres;
  if (known.size() > 1) {
    throw InputError("--genre is required; this model knows " + comma_separated(known));
  }
  return {even_blend(known)};
}

/// The decade weights that covers take in turn: the one that was asked for, or every known one
/// alone. (Their mean is nothing that the generator saw in training.)
std::vector<std::vector<float>> decades_in_turn(const DrawOptions& options,
                                                const std::vector<std::string>& known) {
  if (!options.decade.empty()) return {parse_blend(options.decade, "decade", known).weights};
  std::vector<std::vector<float>> decades;
  for (std::size_t i = 0; i < known.size(); ++i) {
    decades.emplace_back(known.size(), 0.0F);
    decades.back()[i] = 1;
  }
  return decades;
}

/// Rows for covers first ... first + n - 1, one behind the other; row i is rows[i % size].
std::vector<float> in_turn(const std::vector<std::vector<float>>& rows, int first, int n) {
  std::vector<float> taken;
  for (int i = first; i < first + n && !rows.empty(); ++i) {
    const std::vector<float>& row = rows[std::size_t(i) % rows.size()];
    taken.insert(taken.end(), row.begin(), row.end());
  }
  return taken;
}

/// How many covers of each genre. Throws InputError if there are fewer latents.
int count_of(const DrawOptions& options, int latent_rows) {
  if (options.latents.empty()) return options.count.value_or(kDefaultCount);
  const int count = options.count.value_or(latent_rows);
  if (count > latent_rows) {
    throw InputError("--count " + std::to_string(count) + ": " + options.latents.string() +
                     " has latents for " + std::to_string(latent_rows));
  }
  return count;
}

std::map<std::string, std::string> raw_metadata(const DrawOptions& options,
                                                const std::filesystem::path& checkpoint,
                                                const net::CheckpointInfo& info) {
  return {{"checkpoint", checkpoint.string()},
          {"step", std::to_string(info.step)},
          {"weights", options.weights == net::Weights::kAverage ? "ema" : "raw"},
          {"genres", nlohmann::json(options.genres).dump()},
          {"decade", options.decade},
          {options.latents.empty() ? "seed" : "latents",
           options.latents.empty() ? std::to_string(options.seed) : options.latents.string()},
          {"program", "generate " + program_version()}};
}

/// What to draw: `count` covers of each genre.
struct Plan {
  std::vector<Blend> genres;
  std::vector<std::vector<float>> decades;  // that covers take in turn
  std::vector<float> latents;               // [count, columns], the same for each genre
  int count = 0;
  int columns = 0;
};

Plan make_plan(const DrawOptions& options, const net::ModelConfig& model, const net::Labels& labels,
               const net::Drawing& drawing) {
  Plan plan{.genres = parse_genres(options, labels.genres),
            .decades = decades_in_turn(options, labels.decades),
            .latents = {},
            .count = 0,
            .columns = model.latent + model.codes};
  if (!options.latents.empty()) plan.latents = read_latents(options.latents, plan.columns);
  plan.count = count_of(options, static_cast<int>(plan.latents.size()) / plan.columns);
  if (options.latents.empty()) plan.latents = drawing.random_latents(plan.count, options.seed);
  plan.latents.resize(std::size_t(plan.count) * std::size_t(plan.columns));
  return plan;
}

/// Draws all covers of one genre; `take` gets each, [size, size, 3], with its index.
void draw_genre(net::Drawing& drawing, const Plan& plan, const Blend& genre,
                const std::function<void(int index, std::span<const float> image)>& take) {
  for (int first = 0; first < plan.count; first += kBatch) {
    const int n = std::min(kBatch, plan.count - first);
    const auto begin = plan.latents.begin() + std::ptrdiff_t(first) * plan.columns;
    const std::vector<float> images =
        drawing.draw(n, {begin, begin + std::ptrdiff_t(n) * plan.columns},
                     in_turn({genre.weights}, 0, n), in_turn(plan.decades, first, n));
    const std::size_t elements = images.size() / std::size_t(n);
    for (int i = 0; i < n; ++i) {
      take(first + i, std::span(images).subspan(std::size_t(i) * elements, elements));
    }
  }
}

}  // namespace

int draw_covers(const DrawOptions& options) {
  const Checkpoint checkpoint = open_checkpoint(options.checkpoint);
  const net::CheckpointInfo& info = checkpoint.info;
  const net::ModelConfig& model = checkpoint.config.model;
  // In f32 whatever it was trained in: every device draws the same covers but for roundings.
  const Computer computer = choose_computer(options.compute, kernels::Precision::kF32);
  net::Drawing drawing(model, info.labels, *computer.backend, checkpoint.file, options.weights,
                       kBatch);
  const Plan plan = make_plan(options, model, info.labels, drawing);
  const std::vector<Blend>& genres = plan.genres;

  const OutputFiles files(options, genres, plan.count);
  if (!options.force) files.check_free();
  std::cout << computer.description << "\n";
  std::filesystem::create_directories(options.out);
  std::optional<RawFile> raw;
  if (!options.raw.empty()) {
    raw.emplace(options.raw, std::int64_t(genres.size()) * plan.count, model.image_size,
                plan.columns, raw_metadata(options, checkpoint.path, info));
  }
  std::vector<float> grid;  // all covers, if there is to be one
  for (std::size_t genre = 0; genre < genres.size(); ++genre) {
    draw_genre(drawing, plan, genres[genre], [&](int index, std::span<const float> image) {
      write_cover(files.cover(genre, index), image, model.image_size);
      if (raw) raw->add(image);
      if (!options.grid.empty()) grid.insert(grid.end(), image.begin(), image.end());
    });
    std::cout << "drew " << plan.count << " of " << genres[genre].name << ": "
              << files.cover(genre, 0).string() << (plan.count > 1 ? " ..." : "") << "\n";
  }
  if (raw) {
    raw->finish(in_turn({plan.latents}, 0, static_cast<int>(genres.size())));
    std::cout << "before rounding: " << options.raw.string() << "\n";
  }
  if (!options.grid.empty()) {
    const int square = static_cast<int>(std::ceil(std::sqrt(plan.count)));
    write_grid(options.grid, grid, model.image_size, genres.size() > 1 ? plan.count : square);
    std::cout << "grid: " << options.grid.string() << "\n";
  }
  return kDone;
}

}  // namespace sleeve::apps
