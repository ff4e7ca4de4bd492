// Both compilations of the CUDA source live in one program, each with its own bodies.
#include <doctest/doctest.h>

#include <string>

namespace sleeve::kernels::cuda {

namespace on_device {
std::string target_name();
}
namespace on_host {
std::string target_name();
}

namespace {

TEST_CASE("each compilation calls its own functions") {
  CHECK(on_device::target_name() == "device");
  CHECK(on_host::target_name() == "host");
}

}  // namespace
}  // namespace sleeve::kernels::cuda
