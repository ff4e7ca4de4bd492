// The device that is this process: aligned heap memory, copies by memcpy.
#include <cstdlib>
#include <cstring>
#include <string>

#include "kernels/device.h"

namespace sleeve::kernels {
namespace {

class HostDevice final : public Device {
 public:
  void* allocate(std::size_t bytes) override {
    const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    void* memory = rounded < bytes ? nullptr : std::aligned_alloc(kAlignment, rounded);
    if (memory == nullptr && bytes != 0) {
      throw OutOfMemory("out of memory: " + std::to_string(bytes) + " bytes were asked for");
    }
    return memory;
  }
  void free(void* memory) noexcept override { std::free(memory); }
  void upload(void* to, const void* from_host, std::size_t bytes) override {
    copy(to, from_host, bytes);
  }
  void download(void* to_host, const void* from, std::size_t bytes) override {
    copy(to_host, from, bytes);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(to, from, bytes);
  }
  void zero(void* to, std::size_t bytes) override {
    if (bytes != 0) std::memset(to, 0, bytes);
  }
  void synchronize() override {}
  bool reads_host_memory() const override { return true; }
};

}  // namespace

std::unique_ptr<Device> make_host_device() { return std::make_unique<HostDevice>(); }

}  // namespace sleeve::kernels
