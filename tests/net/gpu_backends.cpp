#include "backends.h"

namespace sleeve::net {
namespace {

Backends in(const std::vector<kernels::Precision>& precisions) {
  Backends all;
  for (const std::string& name : kernels::backend_names()) {
    if (name != "cuda" && name != "library") continue;
    for (const kernels::Precision one : precisions) {
      all.push_back(kernels::make_backend(name, 0, one));
    }
  }
  return all;
}

}  // namespace

Backends backends() { return in({kernels::Precision::kF32}); }
Backends all_backends() { return backends(); }
Backends backends_of_every_precision() {
  using kernels::Precision;
  return in({Precision::kF32, Precision::kTf32, Precision::kBf16});
}

}  // namespace sleeve::net
