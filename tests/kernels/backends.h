// Which backends the tests run on.
#pragma once

namespace sleeve::kernels {

/// Held against the reference, case by case.
inline constexpr const char* kTestedBackends[] = {"cpu"};

/// Held against what can be told without a computer.
inline constexpr const char* kAllBackends[] = {"reference", "cpu"};

}  // namespace sleeve::kernels
