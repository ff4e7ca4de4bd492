// Reading JSON that somebody else wrote: whatever type a field has, it is looked at without a
// surprise.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "data/http/message.h"
#include "data/sources/source_info.h"

namespace sleeve::data::sources {

/// "musicbrainz: http://... " and what is wrong with it. Throws BadAnswer.
[[noreturn]] void refuse_answer(const SourceInfo& source, const http::Response& response,
                                const std::string& what);

/// Throws RefusedKey: 401 and 403 of a source with a key; else BadAnswer unless the status is 2xx.
void check_status(const SourceInfo& source, const http::Response& response);

/// Objects and lists may be nested this deep.
constexpr int kDeepestJson = 32;

/// The body as a JSON object. Throws BadAnswer: not JSON, not UTF-8, nested too deep, a number out
/// of all range, no object.
nlohmann::json parse_object(const SourceInfo& source, const http::Response& response);

/// The same without an error: nothing.
std::optional<nlohmann::json> try_to_parse_object(const http::Response& response);

/// A field of what may be an object, or null.
const nlohmann::json& field(const nlohmann::json& object, std::string_view name);

/// The list under a name. Throws BadAnswer unless there is one.
const nlohmann::json& list_field(const nlohmann::json& object, std::string_view name,
                                 const SourceInfo& source, const http::Response& response);

/// "" unless it is a string.
std::string_view text_field(const nlohmann::json& object, std::string_view name);

/// Nothing unless it is a whole number from 0 to 2^63 - 1.
std::optional<std::uint64_t> number_field(const nlohmann::json& object, std::string_view name);

}  // namespace sleeve::data::sources
