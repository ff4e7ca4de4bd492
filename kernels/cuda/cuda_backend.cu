#include "kernels/cuda/backends.h"
#include "kernels/cuda/gpu_backend.h"

namespace sleeve::kernels {

std::unique_ptr<Backend> make_cuda_backend(Precision precision) {
  return std::make_unique<cuda::GpuBackend>("cuda", cuda::make_gpu_device(0), precision);
}

}  // namespace sleeve::kernels
