#include "apps/support/file_names.h"

#include <doctest/doctest.h>

namespace sleeve::apps {
namespace {

TEST_CASE("file names keep to letters, digits and dots, and lead nowhere else") {
  CHECK(file_name_of("jazz:0.7,rock") == "jazz-0.7-rock");
  CHECK(file_name_of("a/b c") == "a-b-c");
  CHECK(file_name_of("джаз") == "джаз");
  CHECK(file_name_of("..") == "-.");
}

TEST_CASE("no two names become one") {
  CHECK(distinct_file_names({"R&B", "R-B", "R B", "jazz"}) ==
        std::vector<std::string>{"R-B", "R-B-2", "R-B-3", "jazz"});
  CHECK(distinct_file_names({"a", "a-2", "a"}) == std::vector<std::string>{"a", "a-2", "a-3"});
}

}  // namespace
}  // namespace sleeve::apps
