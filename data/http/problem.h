// What went wrong with one transfer, in our terms.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "data/http/outcome.h"

namespace sleeve::data::http {

struct Problem {
  Failure failure;
  /// For people: what happened, and what can be done about it ("" if nothing can).
  std::string what, advice = {};
};

/// `detail` is libcurl's own account of it, `error_number` the system's (0: none).
Problem problem_of(CURLcode code, const std::string& detail, long error_number);

/// A server asks for a pause that nobody waits for.
Problem pause_too_long(std::chrono::nanoseconds asked, std::chrono::nanoseconds longest);

}  // namespace sleeve::data::http
