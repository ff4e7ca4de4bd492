#include "apps/draw/blend.h"

#include <strings.h>

#include <charconv>
#include <numeric>
#include <optional>
#include <sstream>

#include "apps/support/nearest.h"
#include "apps/support/program.h"

namespace sleeve::apps {
namespace {

std::optional<std::size_t> find(const std::string& name, const std::vector<std::string>& known) {
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (strcasecmp(known[i].c_str(), name.c_str()) == 0) return i;
  }
  return std::nullopt;
}

/// "0.7"; nothing unless it is a positive number.
std::optional<float> parse_weight(const std::string& text) {
  float weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !(weight > 0 && weight <= 1e6F)) return std::nullopt;
  return weight;
}

/// "rock:0.3" or "rock".
void add_part(const std::string& part, const std::string& where, const std::string& kind,
              const std::vector<std::string>& known, std::vector<float>& weights) {
  const std::size_t colon = part.rfind(':');
  const std::string name = part.substr(0, colon);
  const std::optional<std::size_t> index = find(name, known);
  if (!index) {
    throw InputError(where + "unknown " + kind + " '" + name + "'; this model knows " +
                     comma_separated(nearest_first(name, known)));
  }
  if (weights[*index] != 0) throw InputError(where + name + " is named twice");
  const std::string weight_text = colon == std::string::npos ? "1" : part.substr(colon + 1);
  const std::optional<float> weight = parse_weight(weight_text);
  if (!weight) {
    throw InputError(where + "'" + weight_text +
                     "' is no weight; expects a positive number, as in " + known.front() + ":0.7");
  }
  weights[*index] = *weight;
}

}  // namespace

Blend parse_blend(const std::string& text, const std::string& kind,
                  const std::vector<std::string>& known) {
  const std::string where = "--" + kind + " " + text + ": ";
  if (known.empty()) {
    throw InputError(where + "this model was trained without " + kind + "s; leave it out");
  }
  Blend blend{text, std::vector<float>(known.size(), 0.0F)};
  if (const std::optional<std::size_t> whole = find(text, known)) {
    blend.weights[*whole] = 1;
    return blend;
  }
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    add_part(part, where, kind, known, blend.weights);
  }
  const float sum = std::accumulate(blend.weights.begin(), blend.weights.end(), 0.0F);
  if (sum == 0) throw InputError(where + "names no " + kind);
  for (float& weight : blend.weights) weight /= sum;
  return blend;
}

Blend even_blend(const std::vector<std::string>& known) {
  const std::size_t count = known.size();
  return {"all", std::vector<float>(count, count == 0 ? 0.0F : 1.0F / static_cast<float>(count))};
}

}  // namespace sleeve::apps
