// What all sources share: cursors, fields of JSON, texts and dates.
#include <doctest/doctest.h>

#include <stdexcept>

#include "data/sources/answer.h"
#include "data/sources/cursor.h"
#include "data/sources/errors.h"
#include "data/sources/record.h"
#include "tests/data/sources/listing.h"

namespace sleeve::tests {
namespace {

using namespace data::sources;
using nlohmann::json;
using Parts = std::vector<std::string>;

TEST_CASE("a cursor gives its parts back, whatever they are") {
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
  const Parts parts{"albums", all_bytes, "", "a/b%2F", "7"};
  CHECK(split_cursor(join_cursor(parts)) == parts);
  CHECK(join_cursor({"albums", "hip hop", "100"}) == "albums/hip%20hop/100");
  for (const char* broken : {"a/%", "a/%4", "a/%zz", "a/%-1", "%"}) {
    CAPTURE(broken);
    CHECK_THROWS_AS(split_cursor(broken), std::invalid_argument);
  }
  CHECK(cursor_count("0") == 0);
  CHECK(cursor_count("999999") == 999999);
  CHECK(cursor_number("1000000") == 1000000);
  CHECK_THROWS_AS(cursor_count("1000000"), std::invalid_argument);
  for (const char* broken : {"", "-1", "1x", " 1", "99999999999999999999999"}) {
    CAPTURE(broken);
    CHECK_THROWS_AS(cursor_number(broken), std::invalid_argument);
    CHECK_THROWS_AS(cursor_count(broken), std::invalid_argument);
  }
}

TEST_CASE("a list goes on to its end, known or not, and never for ever") {
  CHECK(next_offset(0, 100, 250, 1000) == 100);
  CHECK(next_offset(200, 50, 250, 1000) == std::nullopt);
  CHECK(next_offset(200, 60, 250, 1000) == std::nullopt);
  CHECK(next_offset(0, 30, 250, 1000) == 30);  // fewer than asked for is not the end
  CHECK(next_offset(100, 0, 250, 1000) == std::nullopt);
  CHECK(next_offset(0, 1, std::nullopt, 1000) == 1);
  CHECK(next_offset(100, 0, std::nullopt, 1000) == std::nullopt);
  CHECK(next_offset(900, 99, std::nullopt, 1000) == 999);
  CHECK(next_offset(900, 100, std::nullopt, 1000) == std::nullopt);
}

TEST_CASE("a field is what it should be, or nothing") {
  const json object{{"text", "a"}, {"null", nullptr}, {"minus", -1},  {"large", 1ULL << 63},
                    {"zero", 0},   {"half", 0.5},     {"true", true}, {"list", {1}}};
  CHECK(text_field(object, "text") == "a");
  for (const char* name : {"null", "minus", "list", "absent"})
    CHECK(text_field(object, name) == "");
  CHECK(text_field(json(3), "text") == "");
  CHECK(number_field(object, "zero") == 0);
  CHECK(number_field(json{{"n", (1ULL << 63) - 1}}, "n") == (1ULL << 63) - 1);
  for (const char* name : {"minus", "large", "half", "true", "text", "null", "absent"}) {
    CAPTURE(name);
    CHECK(number_field(object, name) == std::nullopt);
  }
}

TEST_CASE("JSON may be nested as deep as answers are, and no deeper") {
  const SourceInfo& source = source_called("deezer");
  const auto nested = [&](int levels) {
    const auto lists = static_cast<std::size_t>(levels - 1);
    return answered("{\"a\":" + std::string(lists, '[') + std::string(lists, ']') + "}");
  };
  CHECK_NOTHROW(parse_object(source, nested(kDeepestJson)));
  CHECK_THROWS_AS(parse_object(source, nested(kDeepestJson + 1)), BadAnswer);
  CHECK(!try_to_parse_object(nested(100'000)));
  CHECK(!try_to_parse_object(answered("{\"a\": 1e999}")));
}

TEST_CASE("texts are made fit for one line of a terminal") {
  CHECK(clean_text("  Blue\tHour\n") == "Blue Hour");
  CHECK(clean_text("\x1b[2Jx\x7f") == "[2Jx");
  CHECK(clean_text("a\xC2\x9B"
                   "31m\xC2\xA0") == "a  31m\xC2\xA0");
  CHECK(clean_text("Bj\xC3\xB6rk \xE6\x97\xA5") == "Bj\xC3\xB6rk \xE6\x97\xA5");
  const std::string long_text(kLongestText - 1, 'x');
  CHECK(clean_text(long_text + "\xC3\xB6") == long_text);  // no half characters
  CHECK(clean_text(long_text + "y") == long_text + "y");
  CHECK(clean_text(long_text + "yz") == long_text + "y");
}

TEST_CASE("dates keep the precision they have") {
  CHECK(known_date("1961") == "1961");
  CHECK(known_date("1961-03") == "1961-03");
  CHECK(known_date("1961-03-01") == "1961-03-01");
  CHECK(known_date("2009-05-04T07:00:00.000Z") == "2009-05-04");
  CHECK(known_date(" 2009-05-04 07:00:00") == "2009-05-04");
  CHECK(known_date("1961-00-00") == "1961");
  CHECK(known_date("1961-03-00") == "1961-03");
  CHECK(known_date("1961-00") == "1961");
  for (const char* none :
       {"", "0000-00-00", "0001-01-01T00:00:00Z", "9999-12-31", "1961-13-01", "1961-02-30", "61",
        "unknown", "-00", "1961-", "19610301", "1961-00-15", "99999999999999999999"}) {
    CAPTURE(none);
    CHECK(known_date(none) == "");
  }
}

TEST_CASE("one genre in three spellings, and two genres") {
  CHECK(folded("Rap/Hip-Hop") == folded("rap hip hop"));
  CHECK(folded("R&B") == "rb");
  CHECK(folded("Chanson fran\xC3\xA7"
               "aise") != folded("chanson franaise"));
  CHECK(folded("...") == "");
}

TEST_CASE("an address moves to a mirror with its path and query") {
  CHECK(moved_to("https://cdn.example.org:8443/a/b.jpg?x=1", "http://127.0.0.1:80/m") ==
        "http://127.0.0.1:80/m/a/b.jpg?x=1");
  CHECK(moved_to("https://cdn.example.org", "http://mirror") == "http://mirror");
  CHECK(moved_to("https://cdn.example.org?x", "http://mirror") == "http://mirror?x");
}

}  // namespace
}  // namespace sleeve::tests
