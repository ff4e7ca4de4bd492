// The reading of reports, on one made by hand: the real ones need nvcc (hot_kernels_test.cpp).
#include "tests/kernels/compiler_report.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

namespace sleeve::kernels {
namespace {

using Lines = std::vector<std::string>;

const char* const kReport = R"(ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function '_ZN6sleeve7kernels4cuda9on_device4calmILi1EEEvi' for 'sm_80'
ptxas info    : Function properties for _ZN6sleeve7kernels4cuda9on_device4calmILi1EEEvi
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 64 registers, used 1 barriers
ptxas info    : Compiling entry function '_ZN6sleeve7kernels4cuda9on_device6spillsILi1EEEvi' for 'sm_80'
ptxas info    : Function properties for _ZN6sleeve7kernels4cuda9on_device6spillsILi1EEEvi
    8 bytes stack frame, 4 bytes spill stores, 8 bytes spill loads
ptxas info    : Used 255 registers, used 1 barriers
ptxas info    : Compiling entry function '_ZN6sleeve7kernels4cuda9on_device4calmILi1EEEvi' for 'sm_90'
ptxas info    : Function properties for _ZN6sleeve7kernels4cuda9on_device4calmILi1EEEvi
    16 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
)";

std::vector<KernelReport> made_up() {
  std::istringstream report(kReport);
  return read_compiler_report(report);
}

TEST_CASE("compiler reports: names and memory of every kernel") {
  const std::vector<KernelReport> kernels = made_up();
  REQUIRE(kernels.size() == 3);
  CHECK(kernels[0].name == "calm<1>(int)");
  CHECK(kernels[0].architecture == "sm_80");
  CHECK(kernels[0].stays_in_registers());
  CHECK_FALSE(kernels[1].stays_in_registers());
  CHECK_FALSE(kernels[2].stays_in_registers());
}

TEST_CASE("compiler reports: spills, arrays in memory and missing kernels are faults") {
  std::istringstream list("# hot\n\ncalm<1>\nspills<1>\n");
  const Lines patterns = read_patterns(list);
  CHECK(patterns == Lines{"calm<1>", "spills<1>"});
  CHECK(faults_of_hot_kernels(made_up(), {"calm<1>"}, {"sm_80"}).empty());
  CHECK(faults_of_hot_kernels(made_up(), patterns, {"sm_80", "sm_90"}) ==
        Lines{"sm_80: spills<1>(int): 8 bytes stack frame, 4 bytes spill stores, 8 bytes spill "
              "loads",
              "sm_90: calm<1>(int): 16 bytes stack frame, 0 bytes spill stores, 0 bytes spill "
              "loads",
              "sm_90: no kernel is called spills<1>"});
  CHECK(faults_of_hot_kernels({}, {"calm<1>"}, {"sm_80"}).size() == 1);
}

}  // namespace
}  // namespace sleeve::kernels
