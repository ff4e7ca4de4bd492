// "Did you mean ...?"
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve::apps {

/// Insertions, deletions and substitutions that turn one word into the other (Levenshtein 1966).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// `known`, nearest to `word` first; letter case does not count, equals keep their order.
std::vector<std::string> nearest_first(const std::string& word, std::vector<std::string> known);

/// "a, b, c"
std::string comma_separated(const std::vector<std::string>& words);

}  // namespace sleeve::apps
