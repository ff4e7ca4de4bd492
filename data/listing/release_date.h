// When an album came out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sleeve::data {

/// Years that a record can have come out in: sound has been recorded since 1860.
constexpr int kFirstYear = 1860, kLastYear = 2100;

/// The year of a date YYYY, YYYY-MM or YYYY-MM-DD; nothing unless it is one, in that range.
std::optional<int> year_of_date(std::string_view date);

/// "1970s"
std::string decade_of_year(int year);

}  // namespace sleeve::data
