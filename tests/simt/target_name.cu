#include "tests/simt/target_name.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

std::string target_name() { return name_of_target<int>(); }

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
