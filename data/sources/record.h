// What sources say of an album, made into what an Album may hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sleeve::data::sources {

constexpr std::size_t kLongestText = 300;  // bytes

/// A title or name on one line: control characters become spaces, spaces around it go, and what is
/// longer than kLongestText is cut between two characters. `text` is UTF-8.
std::string clean_text(std::string_view text);

/// The date in a text such as "2009-05-04T07:00:00.000Z", as precise as it is known: parts that are
/// 00 go, and the time of day. Empty unless it is one that data/listing/release_date.h takes.
std::string known_date(std::string_view text);

bool is_digits(std::string_view text);

/// ASCII letters in lower case.
std::string in_lower_case(std::string_view text);

/// What two spellings of a genre have in common: letters in lower case, digits, and bytes beyond
/// ASCII. "Rap/Hip-Hop", "rap-hip-hop" and "rap hip hop" are one.
std::string folded(std::string_view genre);

/// The address with the scheme, host and port of `base`, and `base`'s path before its own.
/// `address` is absolute.
std::string moved_to(std::string_view address, std::string_view base);

}  // namespace sleeve::data::sources
