#include "apps/draw/draw_covers.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/draw/blend.h"
#include "apps/draw/output.h"
#include "apps/support/config_file.h"
#include "apps/support/cover_files.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "net/checkpoint.h"
#include "net/drawing.h"

namespace sleeve::apps {
namespace {

constexpr int kBatch = 64;
constexpr int kDefaultCount = 16;

std::filesystem::path checkpoint_file(const std::filesystem::path& named) {
  if (!std::filesystem::is_directory(named)) return named;
  return named / "checkpoints" / "latest.safetensors";
}

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

}  // namespace

int draw_covers(const DrawOptions& options) {
  const std::filesystem::path path = checkpoint_file(options.checkpoint);
  const engine::SafetensorsReader checkpoint(path);
  const net::CheckpointInfo info = net::checkpoint_info(checkpoint);
  const net::ModelConfig model = parse_config(info.config, path.string() + " (config)").model;
  const std::vector<Blend> genres = parse_genres(options, info.labels.genres);
  const std::vector<std::vector<float>> decades = decades_in_turn(options, info.labels.decades);
  const std::unique_ptr<kernels::Backend> backend = make_backend(options.compute);
  net::Drawing drawing(model, info.labels, *backend, checkpoint, options.weights, kBatch);

  const int columns = model.latent + model.codes;
  std::vector<float> latents;
  if (!options.latents.empty()) latents = read_latents(options.latents, columns);
  const int count = count_of(options, static_cast<int>(latents.size()) / columns);
  if (options.latents.empty()) latents = drawing.random_latents(count, options.seed);
  latents.resize(std::size_t(count) * std::size_t(columns));

  const OutputFiles files(options, genres, count);
  if (!options.force) files.check_free();
  std::filesystem::create_directories(options.out);
  std::optional<RawFile> raw;
  if (!options.raw.empty()) {
    raw.emplace(options.raw, std::int64_t(genres.size()) * count, model.image_size, columns,
                raw_metadata(options, path, info));
  }

  const std::size_t image_elements = std::size_t(model.image_size) * model.image_size * 3;
  std::vector<float> all;  // for the grid
  for (std::size_t genre = 0; genre < genres.size(); ++genre) {
    for (int first = 0; first < count; first += kBatch) {
      const int n = std::min(kBatch, count - first);
      const auto begin = latents.begin() + std::ptrdiff_t(first) * columns;
      const std::vector<float> images =
          drawing.draw(n, {begin, begin + std::ptrdiff_t(n) * columns},
                       in_turn({genres[genre].weights}, 0, n), in_turn(decades, first, n));
      for (int i = 0; i < n; ++i) {
        const float* const image = images.data() + std::size_t(i) * image_elements;
        write_cover(files.cover(genre, first + i), image, model.image_size);
        if (raw) raw->add(image);
      }
      if (!options.grid.empty()) all.insert(all.end(), images.begin(), images.end());
    }
    std::cout << "drew " << count << " of " << genres[genre].name << ": "
              << files.cover(genre, 0).string() << (count > 1 ? " ..." : "") << "\n";
  }
  if (raw) {
    raw->finish(in_turn({latents}, 0, static_cast<int>(genres.size())));
    std::cout << "before rounding: " << options.raw.string() << "\n";
  }
  if (!options.grid.empty()) {
    const int square = static_cast<int>(std::ceil(std::sqrt(count)));
    write_grid(options.grid, all, model.image_size, genres.size() > 1 ? count : square);
    std::cout << "grid: " << options.grid.string() << "\n";
  }
  return kDone;
}

}  // namespace sleeve::apps
