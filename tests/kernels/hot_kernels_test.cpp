// The hot kernels keep to registers, in every architecture of this build.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/kernels/compiler_report.h"

namespace sleeve::kernels {
namespace {

std::vector<KernelReport> read_reports(const std::string& folder) {
  std::vector<KernelReport> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".report") continue;
    std::ifstream file(entry.path());
    const std::vector<KernelReport> kernels = read_compiler_report(file);
    all.insert(all.end(), kernels.begin(), kernels.end());
  }
  return all;
}

TEST_CASE("hot kernels do not spill") {
  std::ifstream list(SLEEVE_HOT_KERNELS);
  const std::vector<std::string> patterns = read_patterns(list);
  REQUIRE_FALSE(patterns.empty());
  std::istringstream names(SLEEVE_ARCHITECTURES);
  std::vector<std::string> architectures;
  for (std::string name; std::getline(names, name, ',');) architectures.push_back("sm_" + name);
  for (const std::string& fault :
       faults_of_hot_kernels(read_reports(SLEEVE_COMPILER_REPORTS), patterns, architectures)) {
    FAIL_CHECK(fault);
  }
}

}  // namespace
}  // namespace sleeve::kernels
