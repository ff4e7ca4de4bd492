#include "apps/evaluate/report/format.h"

#include <cstddef>
#include <cstdio>

namespace sleeve::apps {
namespace {

std::string printed(const char* format, int digits, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, digits, value);
  return text;
}

}  // namespace

std::string percent(double share) { return fixed(100 * share, 1) + "%"; }

std::string fixed(double value, int digits) { return printed("%.*f", digits, value); }

std::string four_digits(double value) { return printed("%.*g", 4, value); }

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t count, const std::string& thing) {
  return grouped(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string enumerated(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace sleeve::apps
