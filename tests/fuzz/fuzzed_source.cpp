#include "tests/fuzz/fuzzed_source.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "data/sources/errors.h"
#include "tests/data/sources/album_rules.h"

namespace sleeve::tests {
namespace {

using data::http::Response;
using data::sources::Source;

void read(const Source& source, const std::string& cursor, const Response& response) {
  try {
    const std::string rule = broken_rule(source, source.read(cursor, response));
    if (rule.empty()) return;
    std::fprintf(stderr, "%s\n", rule.c_str());
    std::abort();
  } catch (const data::sources::BadAnswer&) {
  } catch (const data::sources::UnknownGenre&) {
  }
}

Response answered(const std::uint8_t* begin, const std::uint8_t* end) {
  Response response;
  response.status = 200;
  response.url = "http://api/";
  response.body.assign(begin, end);
  return response;
}

}  // namespace

void fuzz_source(const Source& source, const std::vector<std::string>& cursors,
                 const std::uint8_t* data, std::size_t size) {
  const std::uint8_t* end = data + size;
  const Response whole = answered(data, end);
  for (const std::string& cursor : cursors) {
    if (const auto request = source.request(cursor); request && request->busy) request->busy(whole);
    read(source, cursor, whole);
  }
  const std::uint8_t* line_end = std::find(data, end, '\n');
  const std::string line(data, line_end);
  try {
    source.request(line);
    read(source, line, answered(std::min(line_end + 1, end), end));
  } catch (const std::invalid_argument&) {
  }
}

}  // namespace sleeve::tests
