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

std::string prefix_of(const TestedBackend& backend) {
  return backend.name + "/" + name_of(backend.precision) + "/";
}

TEST_CASE("every backend agrees with the reference") {
  for (const TestedBackend& backend : tested_backends()) {
    const auto check = [&](const Case& one) {
      if (backend.rounds_weight_gradients && one.name.starts_with("conv_weights/")) return;
      check_against_reference(one, shared_backend(backend.name, backend.precision),
                              shared_backend("reference", backend.precision));
    };
    for_each_case("every backend agrees with the reference", prefix_of(backend), check);
  }
}

TEST_CASE("results depend neither on the run nor on the number of threads") {
  for (const TestedBackend& backend : tested_backends()) {
    if (!backend.repeats) continue;
    for_each_case("results depend neither on the run nor on the number of threads",
                  prefix_of(backend),
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

TEST_CASE("a precision that a backend does not offer is refused") {
  CHECK_THROWS_WITH_AS(make_backend("cpu", 1, Precision::kBf16),
                       "the cpu backend computes in f32 only, not in bf16", std::invalid_argument);
}

TEST_CASE("the cuda backend says what to do where no GPU can be used") {
  try {
    make_backend("cuda");
  } catch (const DeviceUnavailable& error) {
    const std::string message = error.what();
    CHECK_MESSAGE(message.find("--device cpu") != std::string::npos, message);
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    CHECK_MESSAGE(message.starts_with("unknown backend 'cuda'"), message);
  }
}

}  // namespace
}  // namespace sleeve::kernels
