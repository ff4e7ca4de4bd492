// The cases as subcases of a test.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/kernels/cases/case.h"

namespace sleeve::kernels {

/// Runs `check` on each case as a subcase of that name, which `-sc=` picks out again.
template <typename Check>
void for_each_case(const std::string& test, Check check) {
  for (const cases::Case& one : cases::all_cases()) {
    SUBCASE(one.name.c_str()) {
      INFO("to repeat: tests_kernels '-tc=", test, "' '-sc=", one.name, "'");
      check(one);
    }
  }
}

inline void check_against_reference(const cases::Case& one, Backend& tested, Backend& reference) {
  for (const cases::Comparison& comparison : one.run(tested, reference)) {
    CHECK_MESSAGE(comparison.passed(), comparison.output, ": error ", comparison.error,
                  ", tolerance ", comparison.tolerance);
  }
}

inline bool same_bits(const cases::Outputs& a, const cases::Outputs& b) {
  for (std::size_t i = 0; i < a.arrays.size(); ++i) {
    const std::vector<double>&x = a.arrays[i].values, &y = b.arrays[i].values;
    if (!x.empty() && std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) != 0) return false;
  }
  return true;
}

/// Checks that a second run, and any number of threads, give the same bits.
inline void check_same_bits(const cases::Case& one, const std::string& backend,
                            Precision precision) {
  const auto one_thread = make_backend(backend, 1, precision);
  const cases::Outputs expected = one.compute(*one_thread);
  CHECK(same_bits(one.compute(*one_thread), expected));
  for (const int threads : {2, 3}) {
    CAPTURE(threads);
    CHECK(same_bits(one.compute(*make_backend(backend, threads, precision)), expected));
  }
}

}  // namespace sleeve::kernels
