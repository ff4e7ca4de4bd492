// The files that generate writes.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "apps/draw/blend.h"
#include "apps/draw/options.h"
#include "engine/safetensors.h"

namespace sleeve::apps {

/// What will be written, known before anything is drawn.
class OutputFiles {
 public:
  OutputFiles(const DrawOptions& options, const std::vector<Blend>& genres, int count);

  /// OUT/GENRE_seedS_NNNN.png, or OUT/GENRE_LATENTS_NNNN.png after the file of latents.
  std::filesystem::path cover(std::size_t genre, int index) const;

  /// Throws InputError if one of the files exists.
  void check_free() const;

 private:
  std::filesystem::path out_, grid_, raw_;
  std::vector<std::string> prefixes_;  // of each genre's file names, no two the same
  int count_;
};

/// --raw: `images` F32 [N, 3, S, S] in [-1, 1], `latents` F32 [N, Z].
class RawFile {
 public:
  /// Throws engine::WriteError, as do the others.
  RawFile(const std::filesystem::path& path, std::int64_t n, int image_size, int latent_columns,
          const std::map<std::string, std::string>& metadata);
  /// image [size, size, 3]
  void add(std::span<const float> image);
  /// Once all N images are there: [N, Z].
  void finish(const std::vector<float>& latents);

 private:
  int image_size_;
  engine::SafetensorsWriter file_;
};

/// Rows of `latents` F32 [N, columns]. Throws engine::FileError unless the file has that, all
/// finite.
std::vector<float> read_latents(const std::filesystem::path& path, int columns);

}  // namespace sleeve::apps
