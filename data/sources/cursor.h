// The texts that stand for where a listing is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve::data::sources {

/// "albums/g.299/week/200": parts, each percent-encoded, joined by '/'.
std::string join_cursor(const std::vector<std::string>& parts);

/// The parts again. Throws std::invalid_argument: no cursor.
std::vector<std::string> split_cursor(const std::string& cursor);

/// Throws std::invalid_argument, quoting it.
[[noreturn]] void refuse_cursor(const std::string& cursor);

/// A part that is a number. Throws std::invalid_argument.
std::size_t cursor_number(const std::string& part);

/// The same for albums of a listing on the web: below a million. Throws std::invalid_argument.
std::size_t cursor_count(const std::string& part);

/// Everything but letters, digits, '-', '.', '_' and '~' as %XX (RFC 3986, unreserved characters).
std::string percent_encoded(std::string_view text);

/// Where the page after this one begins, of a list that says how long it is (`total`) or does not:
/// then it goes on until a page is empty. Nothing: it has ended, or is longer than `most`, which
/// ends lists that repeat themselves for ever.
std::optional<std::size_t> next_offset(std::size_t offset, std::size_t returned,
                                       std::optional<std::size_t> total, std::size_t most);

}  // namespace sleeve::data::sources
