#include "backends.h"

namespace sleeve::net {

Backends backends() {
  Backends all;
  for (const char* name : {"reference", "cpu"}) all.push_back(kernels::make_backend(name));
  return all;
}

Backends all_backends() {
  Backends all = backends();
  all.push_back(kernels::make_backend("simt"));
  return all;
}

Backends backends_of_every_precision() {
  using kernels::Precision;
  Backends all;
  for (const char* name : {"reference", "simt"}) {
    for (const Precision one : {Precision::kF32, Precision::kTf32, Precision::kBf16}) {
      all.push_back(kernels::make_backend(name, 0, one));
    }
  }
  return all;
}

}  // namespace sleeve::net
