// What every figure of a report means, in plain words. docs/evaluate.md has the formulas.
#pragma once

#include <span>
#include <string_view>

namespace sleeve::apps {

struct Definition {
  std::string_view key;  // of the figure in report.json
  std::string_view name, text;
};

/// In the order in which the page lists them.
std::span<const Definition> definitions();

/// Throws std::out_of_range for a key that there is not.
const Definition& definition_of(std::string_view key);

}  // namespace sleeve::apps
