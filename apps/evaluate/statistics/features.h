// Points in the space in which sets of covers are compared.
#pragma once

#include <cstddef>

namespace sleeve::apps {

/// values [count, dimensions], a row for each cover. A view: whoever made them keeps them.
struct Features {
  const float* values = nullptr;
  std::size_t count = 0, dimensions = 0;

  const float* row(std::size_t i) const { return values + i * dimensions; }
};

}  // namespace sleeve::apps
