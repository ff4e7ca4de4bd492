#include "tests/kernels/compiler_report.h"

#include <cxxabi.h>

#include <cstdlib>
#include <istream>
#include <memory>

namespace sleeve::kernels {
namespace {

/// `text` without any `part`.
std::string without(std::string text, const std::string& part) {
  for (std::size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
  return text;
}

/// "void sleeve::kernels::cuda::on_device::f<...>(...)" as "f<...>(...)".
std::string short_name(const std::string& mangled) {
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, nullptr), std::free);
  std::string name = demangled ? demangled.get() : mangled;
  if (name.starts_with("void ")) name.erase(0, 5);
  return without(without(name, "sleeve::kernels::cuda::on_device::"), "sleeve::kernels::");
}

/// The texts between single quotes.
std::vector<std::string> quoted(const std::string& line) {
  std::vector<std::string> texts;
  for (std::size_t begin = line.find('\''); begin != std::string::npos;) {
    const std::size_t end = line.find('\'', begin + 1);
    if (end == std::string::npos) break;
    texts.push_back(line.substr(begin + 1, end - begin - 1));
    begin = line.find('\'', end + 1);
  }
  return texts;
}

}  // namespace

bool KernelReport::stays_in_registers() const {
  return memory == "0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads";
}

std::vector<KernelReport> read_compiler_report(std::istream& report) {
  std::vector<KernelReport> kernels;
  for (std::string line; std::getline(report, line);) {
    if (line.find("Compiling entry function '") != std::string::npos) {
      const std::vector<std::string> texts = quoted(line);  // of the kernel and the architecture
      if (texts.size() == 2) kernels.push_back({short_name(texts[0]), texts[1], ""});
    } else if (line.find("bytes stack frame") != std::string::npos && !kernels.empty() &&
               kernels.back().memory.empty()) {
      kernels.back().memory = line.substr(line.find_first_not_of(' '));
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
