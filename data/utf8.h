#pragma once

#include <string>

namespace sleeve::data {

/// Whether a text can go into JSON.
bool is_utf8(const std::string& text);

}  // namespace sleeve::data
