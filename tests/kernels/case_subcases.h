// The cases as subcases of a test.
#pragma once

#include <doctest/doctest.h>

#include <string>

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

}  // namespace sleeve::kernels
