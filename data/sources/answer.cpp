#include "data/sources/answer.h"

#include <limits>

#include "data/http/url.h"
#include "data/sources/errors.h"

namespace sleeve::data::sources {
namespace {

using nlohmann::json;

struct NestedTooDeep {};

/// Throws NestedTooDeep and json::exception.
json parse_body(const http::Response& response) {
  const auto refuse_depth = [](int depth, json::parse_event_t event, const json&) {
    const bool begins =
        event == json::parse_event_t::array_start || event == json::parse_event_t::object_start;
    if (begins && depth >= kDeepestJson) throw NestedTooDeep();
    return true;
  };
  return json::parse(response.body.begin(), response.body.end(), refuse_depth);
}

bool looks_like_a_page(const http::Response& response) {
  for (const std::uint8_t byte : response.body) {
    if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') return byte == '<';
  }
  return false;
}

std::string printable_address(const http::Response& response) {
  const auto url = http::parse_url(response.url);
  return url ? http::printable(*url) : "an answer";
}

}  // namespace

void refuse_answer(const SourceInfo& source, const http::Response& response,
                   const std::string& what) {
  throw BadAnswer(source.name + ": " + printable_address(response) + ": " + what);
}

void check_status(const SourceInfo& source, const http::Response& response) {
  const int status = response.status;
  if (status >= 200 && status <= 299) return;
  if ((status == 401 || status == 403) && !source.key_variable.empty()) {
    throw RefusedKey(source.name + " refuses the key (status " + std::to_string(status) +
                     "); check the one in " + source.key_variable + " or in the key file");
  }
  refuse_answer(source, response, "answered with status " + std::to_string(status));
}

json parse_object(const SourceInfo& source, const http::Response& response) {
  json answer;
  try {
    answer = parse_body(response);
  } catch (const NestedTooDeep&) {
    refuse_answer(source, response,
                  "JSON nested deeper than " + std::to_string(kDeepestJson) + " levels");
  } catch (const json::parse_error& error) {
    refuse_answer(source, response,
                  looks_like_a_page(response)
                      ? "a web page instead of JSON"
                      : "not JSON, from character " + std::to_string(error.byte) + " on");
  } catch (const json::out_of_range&) {
    refuse_answer(source, response, "JSON with a number too large to be one");
  }
  if (!answer.is_object()) refuse_answer(source, response, "JSON, but not an object");
  return answer;
}

std::optional<json> try_to_parse_object(const http::Response& response) {
  try {
    json answer = parse_body(response);
    if (answer.is_object()) return answer;
  } catch (const NestedTooDeep&) {
  } catch (const json::exception&) {
  }
  return std::nullopt;
}

const json& field(const json& object, std::string_view name) {
  static const json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

const json& list_field(const json& object, std::string_view name, const SourceInfo& source,
                       const http::Response& response) {
  const json& list = field(object, name);
  if (!list.is_array()) refuse_answer(source, response, "no list '" + std::string(name) + "'");
  return list;
}

std::string_view text_field(const json& object, std::string_view name) {
  const json& value = field(object, name);
  if (!value.is_string()) return {};
  return value.get_ref<const std::string&>();
}

std::optional<std::uint64_t> number_field(const json& object, std::string_view name) {
  const json& value = field(object, name);
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<std::uint64_t>();  // of what is negative, beyond the largest
  if (number > std::uint64_t(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return number;
}

}  // namespace sleeve::data::sources
