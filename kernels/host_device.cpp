#include "kernels/host_device.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace sleeve::kernels {
namespace {

class CalledAgain final : public Recording {
 public:
  explicit CalledAgain(std::function<void()> launches) : launches_(std::move(launches)) {}
  void replay() override { launches_(); }

 private:
  std::function<void()> launches_;
};

class CopiedBytes final : public Readback {
 public:
  CopiedBytes(const void* from, std::size_t bytes)
      : bytes_(static_cast<const std::byte*>(from), static_cast<const std::byte*>(from) + bytes) {}
  bool ready() override { return true; }
  const void* wait() override { return bytes_.data(); }

 private:
  std::vector<std::byte> bytes_;
};

/// Everything has finished by the time it returns.
class ImmediateUploads final : public UploadQueue {
 public:
  void upload(void* to, const void* from, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(to, from, bytes);
  }
  void wait_for_launches() override {}
  void hold_launches() override {}
  void finish() override {}
};

/// As Linux names it; "unknown processor" where it does not.
std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

}  // namespace

double Device::seconds_of(const std::function<void()>& launches) {
  using Clock = std::chrono::steady_clock;
  synchronize();
  const Clock::time_point begin = Clock::now();
  launches();
  synchronize();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void* HostDevice::allocate(std::size_t bytes) {
  const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  void* memory = rounded < bytes ? nullptr : std::aligned_alloc(kAlignment, rounded);
  if (memory == nullptr && bytes != 0) {
    throw OutOfMemory("out of memory: " + std::to_string(bytes) + " bytes were asked for");
  }
  return memory;
}
void HostDevice::free(void* memory) noexcept { std::free(memory); }
void* HostDevice::allocate_host(std::size_t bytes) { return allocate(bytes); }
void HostDevice::free_host(void* memory) noexcept { free(memory); }
void HostDevice::upload(void* to, const void* from_host, std::size_t bytes) {
  copy(to, from_host, bytes);
}
void HostDevice::download(void* to_host, const void* from, std::size_t bytes) {
  copy(to_host, from, bytes);
}
void HostDevice::copy(void* to, const void* from, std::size_t bytes) {
  if (bytes != 0) std::memcpy(to, from, bytes);
}
void HostDevice::zero(void* to, std::size_t bytes) {
  if (bytes != 0) std::memset(to, 0, bytes);
}
void HostDevice::synchronize() {}
std::unique_ptr<Recording> HostDevice::record(const std::function<void()>& launches) {
  return std::make_unique<CalledAgain>(launches);
}
std::unique_ptr<Readback> HostDevice::read_back(const void* from, std::size_t bytes) {
  return std::make_unique<CopiedBytes>(from, bytes);
}
std::unique_ptr<UploadQueue> HostDevice::make_upload_queue() {
  return std::make_unique<ImmediateUploads>();
}
DeviceInfo HostDevice::info() const {
  const long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  return {.name = processor_name(), .cache_bytes = static_cast<std::size_t>(std::max(cache, 0L))};
}

std::unique_ptr<Device> make_host_device() { return std::make_unique<HostDevice>(); }

}  // namespace sleeve::kernels
