#pragma once

#include <chrono>
#include <string>

namespace sleeve::data::fetching {

/// "2026-01-31T23:59:59Z" (RFC 3339)
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace sleeve::data::fetching
