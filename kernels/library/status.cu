#include "kernels/device.h"
#include "kernels/library/status.h"

namespace sleeve::kernels::library {

void check(cudnnStatus_t status, const std::string& call) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  char details[1024] = {};
  cudnnGetLastErrorString(details, sizeof(details));
  throw LaunchError(call + ": " + cudnnGetErrorString(status) + "; cuDNN says: " + details);
}

void check(cublasStatus_t status, const std::string& call) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw LaunchError(call + ": " + cublasGetStatusString(status));
}

}  // namespace sleeve::kernels::library
