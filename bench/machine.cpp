#include "bench/machine.h"

#include <array>
#include <ctime>
#include <fstream>
#include <string>

#include "bench/commit.h"

namespace sleeve::bench {
namespace {

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

/// The driver's own version, "580.159.03"; `otherwise` where the kernel does not say.
std::string driver_version(const std::string& otherwise) {
  std::ifstream file("/proc/driver/nvidia/version");
  for (std::string word; file >> word;) {
    if (word.find_first_not_of("0123456789.") == std::string::npos) return word;
  }
  return otherwise;
}

}  // namespace

Machine machine_of(const kernels::Device& device) {
  Machine machine{.processor = kernels::make_host_device()->info().name, .date = now()};
  const kernels::DeviceInfo info = device.info();
  if (!info.driver.empty()) {
    machine.gpu = info.name;
    machine.driver = driver_version("for CUDA " + info.driver);
    machine.toolkit = info.toolkit;
  }
  return machine;
}

std::string commit() { return SLEEVE_COMMIT; }

}  // namespace sleeve::bench
