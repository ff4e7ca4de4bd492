// The cases as subcases of a test.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/kernels/cases/case.h"

namespace sleeve::kernels {

/// Runs `check` on each case as a subcase of that name, which `-sc=` picks out again. Where a test
/// goes over the cases more than once, `prefix` tells the subcases apart: doctest enters each name
/// once.
template <typename Check>
void for_each_case(const std::string& test, const std::string& prefix, Check check) {
  for (const cases::Case& one : cases::all_cases()) {
    const std::string name = prefix + one.name;
    SUBCASE(name.c_str()) {
      INFO("to repeat: '-tc=", test, "' '-sc=", name, "'");
      check(one);
    }
  }
}

template <typename Check>
void for_each_case(const std::string& test, Check check) {
  for_each_case(test, "", check);
}

/// A backend that lives as long as the program: doctest begins a test anew for each of its
/// subcases, and a GPU's libraries take their time to start.
inline Backend& shared_backend(const std::string& name, Precision precision) {
  static auto& backends =
      *new std::map<std::pair<std::string, Precision>, std::unique_ptr<Backend>>;
  std::unique_ptr<Backend>& backend = backends[{name, precision}];
  if (backend == nullptr) backend = make_backend(name, 2, precision);
  return *backend;
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
