#include "apps/draw/output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "apps/support/file_names.h"
#include "apps/support/program.h"

namespace sleeve::apps {

OutputFiles::OutputFiles(const DrawOptions& options, const std::vector<Blend>& genres, int count)
    : out_(options.out), grid_(options.grid), raw_(options.raw), count_(count) {
  const std::string source = options.latents.empty() ? "seed" + std::to_string(options.seed)
                                                     : options.latents.stem().string();
  std::vector<std::string> names;
  for (const Blend& genre : genres) names.push_back(genre.name);
  for (const std::string& name : distinct_file_names(names))
    prefixes_.push_back(name + "_" + source);
}

std::filesystem::path OutputFiles::cover(std::size_t genre, int index) const {
  char number[32];
  std::snprintf(number, sizeof(number), "_%04d.png", index);
  return out_ / (prefixes_[genre] + number);
}

void OutputFiles::check_free() const {
  const auto check = [](const std::filesystem::path& path) {
    if (!path.empty() && std::filesystem::exists(path)) {
      throw InputError(path.string() + ": exists; name another place, or overwrite with --force");
    }
  };
  check(grid_);
  check(raw_);
  for (std::size_t genre = 0; genre < prefixes_.size(); ++genre) {
    for (int i = 0; i < count_; ++i) check(cover(genre, i));
  }
}

RawFile::RawFile(const std::filesystem::path& path, std::int64_t n, int image_size,
                 int latent_columns, const std::map<std::string, std::string>& metadata)
    : image_size_(image_size),
      file_(path,
            {{"images", {engine::DType::kF32, {n, 3, image_size, image_size}}},
             {"latents", {engine::DType::kF32, {n, latent_columns}}}},
            metadata) {}

void RawFile::add(std::span<const float> image) {
  const std::size_t pixels = std::size_t(image_size_) * std::size_t(image_size_);
  std::vector<float> planes(3 * pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) planes[c * pixels + i] = image[3 * i + c];
  }
  file_.write(std::as_bytes(std::span(planes)));
}

void RawFile::finish(const std::vector<float>& latents) {
  file_.write(std::as_bytes(std::span(latents)));
  file_.finish();
}

std::vector<float> read_latents(const std::filesystem::path& path, int columns) {
  const engine::SafetensorsReader file(path);
  const std::span<const float> rows = file.tensor<float>("latents", {-1, columns});
  if (rows.empty()) throw engine::FileError(path.string() + ": tensor 'latents' has no rows");
  if (!std::all_of(rows.begin(), rows.end(), [](float value) { return std::isfinite(value); })) {
    throw engine::FileError(path.string() + ": tensor 'latents' holds values that are not finite");
  }
  return {rows.begin(), rows.end()};
}

}  // namespace sleeve::apps
