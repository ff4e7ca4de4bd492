#include "tests/kernels/backends.h"

namespace sleeve::kernels {

// simt has a test of its own (simt_test.cpp), with more than one way to run a kernel.
const std::vector<TestedBackend>& tested_backends() {
  static const std::vector<TestedBackend> backends = {{"cpu", Precision::kF32}};
  return backends;
}

const std::vector<std::string>& all_backends() {
  static const std::vector<std::string> names = {"reference", "cpu", "simt"};
  return names;
}

}  // namespace sleeve::kernels
