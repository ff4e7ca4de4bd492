#include "tests/kernels/compiler_report.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <istream>
#include <memory>
#include <regex>

namespace sleeve::kernels {
namespace {

/// "void sleeve::kernels::cuda::on_device::f<...>(...)" as "f<...>(...)".
std::string short_name(const std::string& mangled) {
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, nullptr), std::free);
  const std::string name = demangled ? demangled.get() : mangled;
  return std::regex_replace(name, std::regex("^void |sleeve::kernels::(cuda::on_device::)?"), "");
}

}  // namespace

bool KernelReport::stays_in_registers() const {
  return memory == "0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads";
}

std::vector<KernelReport> read_compiler_report(std::istream& report) {
  static const std::regex entry("Compiling entry function '([^']*)' for '([^']*)'");
  static const std::regex memory("^ *([0-9]+ bytes stack frame.*)$");
  std::vector<KernelReport> kernels;
  std::smatch match;
  for (std::string line; std::getline(report, line);) {
    if (std::regex_search(line, match, entry)) {
      kernels.push_back({short_name(match[1]), match[2], ""});
    } else if (std::regex_search(line, match, memory) && !kernels.empty() &&
               kernels.back().memory.empty()) {
      kernels.back().memory = match[1];
    }
  }
  return kernels;
}

std::vector<std::string> read_patterns(std::istream& list) {
  std::vector<std::string> patterns;
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line[0] != '#') patterns.push_back(line);
  }
  return patterns;
}

std::vector<std::string> faults_of_hot_kernels(const std::vector<KernelReport>& reports,
                                               const std::vector<std::string>& patterns,
                                               const std::vector<std::string>& architectures) {
  std::vector<std::string> faults;
  for (const std::string& architecture : architectures) {
    for (const std::string& pattern : patterns) {
      bool found = false;
      for (const KernelReport& kernel : reports) {
        if (kernel.architecture != architecture || !kernel.name.starts_with(pattern)) continue;
        found = true;
        if (!kernel.stays_in_registers()) {
          faults.push_back(architecture + ": " + kernel.name + ": " + kernel.memory);
        }
      }
      if (!found) faults.push_back(architecture + ": no kernel is called " + pattern);
    }
  }
  return faults;
}

}  // namespace sleeve::kernels
