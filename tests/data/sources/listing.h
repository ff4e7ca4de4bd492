// Walks a listing as data/fetching would, with somebody playing the server.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/sources/source.h"

namespace sleeve::tests {

using Answer = std::function<data::http::Response(const data::http::Request&)>;

struct Listing {
  std::vector<data::sources::Album> albums;
  std::vector<std::string> addresses;  // asked, in order
  std::size_t passed_over = 0;
};

/// To its end, first cursors first. Throws std::runtime_error behind `most_requests`.
Listing walk(const data::sources::Source& source, const std::string& genre, const Answer& answer,
             std::size_t most_requests = 1000);

data::http::Response answered(const std::string& body, int status = 200);
data::http::Response answered_json(const nlohmann::json& body);

/// What `function` throws, which must be an Error; "no error" if it does not throw.
template <typename Error, typename Function>
std::string error_of(const Function& function) {
  try {
    function();
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

/// Puts every value that has no business there in the place of every value of `good`, and expects
/// either BadAnswer or albums that keep the rules.
void check_fields_of_all_types(const data::sources::Source& source, const std::string& cursor,
                               const nlohmann::json& good);

/// Whole answers that are none: each must be BadAnswer, with the source's name.
void check_answers_that_are_none(const data::sources::Source& source, const std::string& cursor);

}  // namespace sleeve::tests
