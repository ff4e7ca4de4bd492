#include "kernels/cuda/backends.h"
#include "kernels/cuda/gpu_backend.h"

namespace sleeve::kernels {

std::unique_ptr<Backend> make_simt_backend(int threads, Precision precision) {
  return std::make_unique<cuda::GpuBackend>("simt", cuda::make_gpu_device(threads), precision);
}

}  // namespace sleeve::kernels
