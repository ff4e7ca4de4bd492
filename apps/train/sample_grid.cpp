#include "apps/train/sample_grid.h"

#include <algorithm>
#include <cmath>

#include "apps/support/cover_files.h"

namespace sleeve::apps {
namespace {

constexpr int kColumns = 8;

/// images [rows, columns, pixels]
double spread_within_rows(const std::vector<float>& images, std::size_t rows, std::size_t columns) {
  const std::size_t pixels = images.size() / (rows * columns);
  double sum = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
      const auto value = [&](std::size_t column) {
        return double(images[(row * columns + column) * pixels + pixel]);
      };
      double mean = 0;
      double variance = 0;
      for (std::size_t c = 0; c < columns; ++c) mean += value(c) / double(columns);
      for (std::size_t c = 0; c < columns; ++c) {
        variance += (value(c) - mean) * (value(c) - mean) / double(columns);
      }
      sum += std::sqrt(variance);
    }
  }
  return sum / double(rows * pixels);
}

}  // namespace

SampleGrid::SampleGrid(const net::Training& training, net::Drawing& drawing)
    : rows_(training.labels().genres.size() > 1 ? int(training.labels().genres.size()) : kColumns),
      columns_(std::max(kColumns, int(training.labels().decades.size()))),
      image_size_(training.config().model.image_size),
      drawing_(drawing) {
  const std::size_t genres = training.labels().genres.size();
  const std::size_t decades = training.labels().decades.size();
  const auto rows = std::size_t(rows_);
  const auto columns = std::size_t(columns_);
  const std::uint64_t seed = training.config().train.seed;
  if (genres > 1) {
    const std::vector<float> row = drawing_.random_latents(columns_, seed);
    for (std::size_t r = 0; r < rows; ++r) latents_.insert(latents_.end(), row.begin(), row.end());
  } else {
    latents_ = drawing_.random_latents(rows_ * columns_, seed);
  }
  genre_weights_.assign(rows * columns * genres, 0);
  decade_weights_.assign(rows * columns * decades, 0);
  for (std::size_t i = 0; i < rows * columns; ++i) {
    if (genres > 0) genre_weights_[i * genres + i / columns % genres] = 1;
    if (decades > 0) decade_weights_[i * decades + i % columns % decades] = 1;
  }
}

double SampleGrid::draw(const std::filesystem::path& png) {
  const std::vector<float> images =
      drawing_.draw(rows_ * columns_, latents_, genre_weights_, decade_weights_);
  write_grid(png, images, image_size_, columns_);
  return spread_within_rows(images, std::size_t(rows_), std::size_t(columns_));
}

}  // namespace sleeve::apps
