// What a model's conditions are called.
#pragma once

#include <string>
#include <vector>

namespace sleeve::net {

struct Labels {
  std::vector<std::string> genres;
  std::vector<std::string> decades;  // empty: the model is not conditioned on decades
  friend bool operator==(const Labels&, const Labels&) = default;
};

}  // namespace sleeve::net
