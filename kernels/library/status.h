// What NVIDIA's libraries return, as exceptions.
#pragma once

#include <cublas_v2.h>
#include <cudnn.h>

#include <string>

namespace sleeve::kernels::library {

/// Throw LaunchError, "CALL: the library's reason", if `status` is an error.
void check(cudnnStatus_t status, const std::string& call);
void check(cublasStatus_t status, const std::string& call);

}  // namespace sleeve::kernels::library
