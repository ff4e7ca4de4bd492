// What covers are asked for: "jazz", or a blend such as "jazz:0.7,rock:0.3".
#pragma once

#include <string>
#include <vector>

namespace sleeve::apps {

struct Blend {
  std::string name;            // as it was asked for
  std::vector<float> weights;  // over all known names; their sum is 1
};

/// `kind` ("genre") is for error texts. Names go without regard to letter case; a name without a
/// weight has 1; the weights are divided by their sum. A text that is a known name as a whole is
/// that name, commas and all. Throws InputError: an unknown name (with the known ones, nearest
/// first), a weight that is no positive number, a name given twice.
Blend parse_blend(const std::string& text, const std::string& kind,
                  const std::vector<std::string>& known);

/// All known names alike.
Blend even_blend(const std::vector<std::string>& known);

}  // namespace sleeve::apps
