// Keeps secret headers where they belong.
#pragma once

#include <string>
#include <vector>

#include "data/http/message.h"

namespace sleeve::data::http {

/// What may be told to the host of a redirect.
std::vector<Header> without_secrets(std::vector<Header> headers);

/// A text for logs, part of which a server may have chosen: one line without control characters,
/// with *** for every secret value.
std::string censored(std::string text, const std::vector<Header>& headers);

}  // namespace sleeve::data::http
