#include <string>

#include "backends.h"

namespace sleeve::net {
namespace {

// A step on fibers would take minutes under ThreadSanitizer, which gets each kernel by itself
// (tests/kernels).
#ifdef __SANITIZE_THREAD__
constexpr bool kWithSimt = false;
#else
constexpr bool kWithSimt = true;
#endif

}  // namespace

Backends backends() {
  Backends all;
  for (const char* name : {"reference", "cpu"}) all.push_back(kernels::make_backend(name));
  return all;
}

Backends all_backends() {
  Backends all = backends();
  if (kWithSimt) all.push_back(kernels::make_backend("simt"));
  return all;
}

Backends backends_of_every_precision() {
  using kernels::Precision;
  Backends all;
  for (const std::string name : {"reference", "simt"}) {
    if (name == "simt" && !kWithSimt) continue;
    for (const Precision one : {Precision::kF32, Precision::kTf32, Precision::kBf16}) {
      all.push_back(kernels::make_backend(name, 0, one));
    }
  }
  return all;
}

}  // namespace sleeve::net
