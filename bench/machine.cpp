#include "bench/machine.h"

#include <array>
#include <ctime>

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

}  // namespace

Machine machine_of(const kernels::Device& device) {
  Machine machine{.processor = kernels::make_host_device()->info().name, .date = now()};
  const kernels::DeviceInfo info = device.info();
  if (!info.driver.empty()) {
    machine.gpu = info.name;
    machine.driver = info.driver;
    machine.toolkit = info.toolkit;
  }
  return machine;
}

std::string commit() { return SLEEVE_COMMIT; }

}  // namespace sleeve::bench
