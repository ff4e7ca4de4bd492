#include "apps/draw/output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "apps/support/program.h"

namespace sleeve::apps {

OutputFiles::OutputFiles(const DrawOptions& options, const std::vector<Blend>& genres, int count)
    : out_(options.out), grid_(options.grid), raw_(options.raw), count_(count) {
  const std::string source = options.latents.empty() ? "seed" + std::to_string(options.seed)
                                                     : options.latents.stem().string();
  for (const Blend& genre : genres) add_prefix(file_name_of(genre), "_" + source);
}

void OutputFiles::add_prefix(const std::string& genre, const std::string& source) {
  const auto is_taken = [&](const std::string& prefix) {
    return std::find(prefixes_.begin(), prefixes_.end(), prefix) != prefixes_.end();
  };
  const auto numbered = [&](int i) { return genre + "-" + std::to_string(i) + source; };
  std::string prefix = genre + source;
  for (int i = 2; is_taken(prefix); ++i) prefix = numbered(i);  // "R&B" and "R-B" are one file name
  prefixes_.push_back(prefix);
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
