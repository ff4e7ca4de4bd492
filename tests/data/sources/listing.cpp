#include "tests/data/sources/listing.h"

#include <doctest/doctest.h>

#include <deque>
#include <nlohmann/json.hpp>

#include "data/sources/errors.h"
#include "tests/data/sources/album_rules.h"

namespace sleeve::tests {

using data::http::Response;
using data::sources::BadAnswer;
using data::sources::Page;
using data::sources::Source;
using nlohmann::json;

Listing walk(const Source& source, const std::string& genre, const Answer& answer,
             std::size_t most_requests) {
  Listing listing;
  std::deque<std::string> cursors{source.start(genre)};
  while (!cursors.empty()) {
    const std::string cursor = cursors.front();
    cursors.pop_front();
    Response response;
    if (const auto request = source.request(cursor)) {
      if (listing.addresses.size() == most_requests) throw std::runtime_error("it does not end");
      listing.addresses.push_back(request->url);
      response = answer(*request);
      response.url = request->url;
    }
    const Page page = source.read(cursor, response);
    CHECK(broken_rule(source, page) == "");
    CHECK(page.albums.size() <= source.most_albums(cursor));
    listing.albums.insert(listing.albums.end(), page.albums.begin(), page.albums.end());
    listing.passed_over += page.passed_over;
    cursors.insert(cursors.end(), page.next.begin(), page.next.end());
  }
  return listing;
}

Response answered(const std::string& body, int status) {
  Response response;
  response.status = status;
  response.url = "https://api.example.org/answer?secret=1";
  response.body.assign(body.begin(), body.end());
  return response;
}

Response answered_json(const json& body) { return answered(body.dump()); }

namespace {

const std::vector<json>& strangers() {
  static const std::vector<json> values{nullptr,
                                        true,
                                        0,
                                        -1,
                                        18446744073709551615U,
                                        1e300,
                                        "",
                                        "x",
                                        "../../a",
                                        "\n\x1b[2J",
                                        std::string(5000, 'x'),
                                        json::array(),
                                        json::object(),
                                        {{"data", 3}},
                                        json::array({nullptr, 3, "x", {{"id", json::array()}}})};
  return values;
}

/// Every place in a document: "/albums/0/id".
std::vector<json::json_pointer> places_in(const json& document) {
  std::vector<json::json_pointer> places;
  const json leaves = document.flatten();
  for (const auto& [place, value] : leaves.items()) {
    for (json::json_pointer at(place); !at.empty(); at = at.parent_pointer()) places.push_back(at);
  }
  return places;
}

}  // namespace

void check_fields_of_all_types(const Source& source, const std::string& cursor, const json& good) {
  REQUIRE(broken_rule(source, source.read(cursor, answered_json(good))) == "");
  for (const json::json_pointer& place : places_in(good)) {
    for (const json& stranger : strangers()) {
      json changed = good;
      changed[place] = stranger;
      CAPTURE(changed.dump());
      try {
        const Page page = source.read(cursor, answered_json(changed));
        CHECK(broken_rule(source, page) == "");
      } catch (const BadAnswer&) {
      } catch (const data::sources::UnknownGenre&) {
      }
    }
  }
}

void check_answers_that_are_none(const Source& source, const std::string& cursor) {
  const std::string deep(100'000, '['), name = source.info().name + ": ";
  const auto error = [&](const Response& response) {
    const std::string text = error_of<BadAnswer>([&] { source.read(cursor, response); });
    CHECK(text.find("secret") == std::string::npos);
    REQUIRE(text.substr(0, name.size()) == name);
    return text.substr(text.find(": ", name.size()) + 2);
  };
  CHECK(error(answered("")) == "not JSON, from character 1 on");
  CHECK(error(answered("{\"data\": [")).find("not JSON") == 0);
  CHECK(error(answered("<!DOCTYPE html><title>Welcome</title>")) == "a web page instead of JSON");
  CHECK(error(answered(deep)) == "JSON nested deeper than 32 levels");
  CHECK(error(answered("{\"a\": \"\xff\xfe\"}")).find("not JSON") == 0);
  CHECK(error(answered("{\"count\": 1e999}")) == "JSON with a number too large to be one");
  CHECK(error(answered("[]")) == "JSON, but not an object");
  CHECK(error(answered("{}")).find("no list '") == 0);
  CHECK(error(answered("{}", 500)) == "answered with status 500");
  CHECK(error(answered("{}", 304)) == "answered with status 304");
}

}  // namespace sleeve::tests
