// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sleeve::apps {

/// 0.8471 -> "84.7%"
std::string percent(double share);

/// With `digits` behind the point: (0.1, 3) -> "0.100"
std::string fixed(double value, int digits);

/// Four significant digits: 1234.56 -> "1235", 0.00123456 -> "0.001235"
std::string four_digits(double value);

/// 12345 -> "12,345"
std::string grouped(std::uint64_t count);

/// (2, "cover") -> "2 covers"
std::string counted(std::uint64_t count, const std::string& thing);

/// "jazz", "jazz and rock", "jazz, rock and pop"
std::string enumerated(const std::vector<std::string>& names);

}  // namespace sleeve::apps
