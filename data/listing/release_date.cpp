#include "data/listing/release_date.h"

#include <charconv>
#include <chrono>

namespace sleeve::data {
namespace {

/// A number of exactly so many digits at the front of `text`, which loses it; -1 if there is none.
int take_digits(std::string_view& text, std::size_t digits) {
  int value = -1;
  const std::string_view number = text.substr(0, digits);
  const char* end = number.data() + number.size();
  if (number.size() < digits || number.starts_with('-') ||
      std::from_chars(number.data(), end, value).ptr != end) {
    return -1;
  }
  text.remove_prefix(digits);
  return value;
}

/// "-NN" at the front of `text`; 1 if the text has ended.
int take_part(std::string_view& text) {
  if (text.empty()) return 1;
  if (!text.starts_with('-')) return -1;
  text.remove_prefix(1);
  return take_digits(text, 2);
}

}  // namespace

std::optional<int> year_of_date(std::string_view date) {
  const int year = take_digits(date, 4);
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  const int month = take_part(date), day = take_part(date);
  if (month < 0 || day < 0 || !date.empty()) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year{year},
                                             std::chrono::month{static_cast<unsigned>(month)},
                                             std::chrono::day{static_cast<unsigned>(day)}};
  return calendar.ok() ? std::optional(year) : std::nullopt;
}

std::string decade_of_year(int year) { return std::to_string(year / 10 * 10) + "s"; }

}  // namespace sleeve::data
