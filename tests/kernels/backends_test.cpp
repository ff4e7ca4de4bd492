// Every case of every operation, on every backend.
#include "tests/kernels/backends.h"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <string>

#include "tests/kernels/case_subcases.h"

namespace sleeve::kernels {
namespace {

using cases::Case;

TEST_CASE("case names are unique") {
  std::set<std::string> names;
  for (const Case& one : cases::all_cases()) CHECK_MESSAGE(names.insert(one.name).second, one.name);
}

TEST_CASE("every backend agrees with the reference") {
  for (const TestedBackend& backend : tested_backends()) {
    const auto reference = make_backend("reference", 0, backend.precision);
    const auto tested = make_backend(backend.name, 2, backend.precision);
    CAPTURE(backend.name);
    CAPTURE(name_of(backend.precision));
    for_each_case("every backend agrees with the reference", [&](const Case& one) {
      if (backend.rounds_weight_gradients && one.name.starts_with("conv_weights/")) return;
      check_against_reference(one, *tested, *reference);
    });
  }
}

TEST_CASE("results depend neither on the run nor on the number of threads") {
  for (const TestedBackend& backend : tested_backends()) {
    if (!backend.repeats) continue;
    CAPTURE(backend.name);
    CAPTURE(name_of(backend.precision));
    for_each_case("results depend neither on the run nor on the number of threads",
                  [&](const Case& one) { check_same_bits(one, backend.name, backend.precision); });
  }
}

TEST_CASE("a backend that does not exist is named, with those that do") {
  std::string known;
  for (const std::string& name : backend_names()) known += (known.empty() ? "" : ", ") + name;
  CHECK(known.starts_with("reference, cpu"));
  CHECK_THROWS_WITH_AS(make_backend("gpu"),
                       ("unknown backend 'gpu'; this build has " + known).c_str(),
                       std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::kernels
