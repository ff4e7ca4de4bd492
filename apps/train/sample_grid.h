// The grid of samples that shows, from step to step, what a generator has learned.
#pragma once

#include <filesystem>
#include <vector>

#include "net/drawing.h"

namespace sleeve::apps {

/// A row per genre, of its moving average. A column has the same latent in every row and at every
/// step; with decades, columns go through them in turn. Without genres to tell apart there are as
/// many rows as columns, each cover with a latent of its own.
class SampleGrid {
 public:
  /// `drawing` must stay.
  SampleGrid(const net::Training& training, net::Drawing& drawing);

  /// Throws engine::WriteError. Returns the spread within a row: the standard deviation of a pixel
  /// over the row's covers, averaged over pixels and rows, on the scale of [-1, 1].
  double draw(const std::filesystem::path& png);

 private:
  int rows_, columns_, image_size_;
  net::Drawing& drawing_;
  std::vector<float> latents_, genre_weights_, decade_weights_;
};

}  // namespace sleeve::apps
