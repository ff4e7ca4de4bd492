#include "apps/draw/blend.h"

#include <doctest/doctest.h>

#include "apps/support/program.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::apps {
namespace {

const std::vector<std::string> kGenres = {"Folk, World", "jazz", "rap:trap", "rock"};

std::string error_of(const std::string& text, const std::vector<std::string>& known = kGenres) {
  try {
    parse_blend(text, "genre", known);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("weights are divided by their sum") {
  CHECK(parse_blend("jazz", "genre", kGenres).weights == std::vector<float>{0, 1, 0, 0});
  CHECK(parse_blend("jazz:3,rock", "genre", kGenres).weights ==
        std::vector<float>{0, 0.75F, 0, 0.25F});
  CHECK(parse_blend("ROCK:5", "genre", kGenres).weights == std::vector<float>{0, 0, 0, 1});
  CHECK(even_blend({"a", "b"}).weights == std::vector<float>{0.5F, 0.5F});
  CHECK(even_blend({}).weights.empty());
}

TEST_CASE("a known name may hold what separates names") {
  CHECK(parse_blend("Folk, World", "genre", kGenres).weights == std::vector<float>{1, 0, 0, 0});
  CHECK(parse_blend("rap:trap", "genre", kGenres).weights == std::vector<float>{0, 0, 1, 0});
  CHECK(parse_blend("rap:trap:1,rock:1", "genre", kGenres).weights ==
        std::vector<float>{0, 0, 0.5F, 0.5F});
}

TEST_CASE("wrong blends say what is wrong") {
  CHECK(error_of("roc") ==
        "--genre roc: unknown genre 'roc'; this model knows rock, jazz, rap:trap, Folk, World");
  CHECK_CONTAINS(error_of("jazz,polka"), "unknown genre 'polka'");
  CHECK_CONTAINS(error_of("jazz,jazz"), "jazz is named twice");
  for (const char* weight : {"0", "-1", "nan", "inf", "x", "", "1e9"}) {
    CHECK_CONTAINS(error_of(std::string("jazz:") + weight), "is no weight");
  }
  CHECK_CONTAINS(error_of(""), "names no genre");
  CHECK_CONTAINS(error_of("jazz", {}), "trained without genres");
}

}  // namespace
}  // namespace sleeve::apps
