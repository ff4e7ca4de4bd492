// What nvcc reported about the registers of kernels (kernels/cuda/keep_report), and whether it is
// what the hot ones (kernels/cuda/hot_kernels.txt) need.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace sleeve::kernels {

struct KernelReport {
  std::string name;          // as a pattern names it: without namespaces of Sleeve
  std::string architecture;  // "sm_90"
  std::string memory;        // "0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"

  /// Whether every value it works on is in a register.
  bool stays_in_registers() const;
};

std::vector<KernelReport> read_compiler_report(std::istream& report);

/// Lines of a list, without empty ones and those that begin with #.
std::vector<std::string> read_patterns(std::istream& list);

/// One line for each hot kernel that leaves its registers, and for each pattern that no kernel's
/// name begins with in one of the architectures.
std::vector<std::string> faults_of_hot_kernels(const std::vector<KernelReport>& reports,
                                               const std::vector<std::string>& patterns,
                                               const std::vector<std::string>& architectures);

}  // namespace sleeve::kernels
