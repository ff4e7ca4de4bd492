#include "kernels/backend.h"

#include <stdexcept>

#include "kernels/cpu/cpu_backend.h"
#include "kernels/cuda/backends.h"
#include "kernels/library/library.h"
#include "kernels/reference/reference_backend.h"

namespace sleeve::kernels {

std::vector<std::string> backend_names() {
  std::vector<std::string> names = {"reference", "cpu", "simt"};
#ifdef SLEEVE_WITH_CUDA
  names.emplace_back("cuda");
#endif
#ifdef SLEEVE_WITH_LIBRARY
  names.emplace_back("library");
#endif
  return names;
}

std::unique_ptr<Backend> make_backend(const std::string& name, int threads, Precision precision) {
  if (name == "reference") return make_reference_backend(precision);
  if (name == "cpu") {
    if (precision != Precision::kF32) {
      throw std::invalid_argument("the cpu backend computes in f32 only, not in " +
                                  name_of(precision));
    }
    return make_cpu_backend(threads);
  }
  if (name == "simt") return make_simt_backend(threads, precision);
#ifdef SLEEVE_WITH_CUDA
  if (name == "cuda") return make_cuda_backend(precision);
#endif
#ifdef SLEEVE_WITH_LIBRARY
  if (name == "library") return make_library_backend(precision);
#endif
  std::string known;
  for (const std::string& one : backend_names()) known += (known.empty() ? "" : ", ") + one;
  throw std::invalid_argument("unknown backend '" + name + "'; this build has " + known);
}

}  // namespace sleeve::kernels
