// Every case of every operation, on every backend.
#include "tests/kernels/backends.h"

#include <doctest/doctest.h>

#include <cstring>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/kernels/case_subcases.h"

namespace sleeve::kernels {
namespace {

using cases::Case;
using cases::Outputs;

bool same_bits(const Outputs& a, const Outputs& b) {
  for (std::size_t i = 0; i < a.arrays.size(); ++i) {
    const std::vector<double>&x = a.arrays[i].values, &y = b.arrays[i].values;
    if (!x.empty() && std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) != 0) return false;
  }
  return true;
}

TEST_CASE("case names are unique") {
  std::set<std::string> names;
  for (const Case& one : cases::all_cases()) CHECK_MESSAGE(names.insert(one.name).second, one.name);
}

TEST_CASE("every backend agrees with the reference") {
  const auto reference = make_backend("reference");
  for (const std::string name : kTestedBackends) {
    const auto tested = make_backend(name, 2);
    CAPTURE(name);
    for_each_case("every backend agrees with the reference",
                  [&](const Case& one) { check_against_reference(one, *tested, *reference); });
  }
}

TEST_CASE("results depend neither on the run nor on the number of threads") {
  for (const std::string name : kTestedBackends) {
    const auto one_thread = make_backend(name, 1);
    CAPTURE(name);
    for_each_case("results depend neither on the run nor on the number of threads",
                  [&](const Case& one) {
                    const Outputs expected = one.compute(*one_thread);
                    CHECK(same_bits(one.compute(*one_thread), expected));
                    for (const int threads : {2, 3}) {
                      CAPTURE(threads);
                      CHECK(same_bits(one.compute(*make_backend(name, threads)), expected));
                    }
                  });
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
