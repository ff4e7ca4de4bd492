#include <algorithm>

#include "kernels/backend.h"
#include "tests/kernels/backends.h"

namespace sleeve::kernels {

const std::vector<TestedBackend>& tested_backends() {
  static const std::vector<TestedBackend> backends = [] {
    std::vector<TestedBackend> all;
    for (const std::string& name : all_backends()) {
      for (const Precision one : {Precision::kF32, Precision::kTf32, Precision::kBf16}) {
        // It picks algorithms by the clock, and they write the type that they read.
        const bool library = name == "library";
        all.push_back({name, one, !library, library && one == Precision::kBf16});
      }
    }
    return all;
  }();
  return backends;
}

const std::vector<std::string>& all_backends() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> on_gpu;
    for (const std::string& name : backend_names()) {
      if (name == "cuda" || name == "library") on_gpu.push_back(name);
    }
    return on_gpu;
  }();
  return names;
}

}  // namespace sleeve::kernels
