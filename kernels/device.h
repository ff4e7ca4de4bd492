// Where arrays live, and how bytes get there: the thin layer under every backend.
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>

namespace sleeve::kernels {

/// Thrown by Device::allocate; says how many bytes were asked for.
class OutOfMemory : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Device {
 public:
  virtual ~Device() = default;

  /// `bytes` of memory aligned to kAlignment, contents unspecified. Throws OutOfMemory.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void free(void* memory) noexcept = 0;

  virtual void upload(void* to, const void* from_host, std::size_t bytes) = 0;
  virtual void download(void* to_host, const void* from, std::size_t bytes) = 0;
  /// Between two arrays of this device.
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;
  virtual void zero(void* to, std::size_t bytes) = 0;
  /// Returns when everything launched so far has finished.
  virtual void synchronize() = 0;

  /// Whether kernels can read the memory of this process where it lies.
  virtual bool reads_host_memory() const { return false; }

  static constexpr std::size_t kAlignment = 256;
};

/// The memory of this process.
std::unique_ptr<Device> make_host_device();

}  // namespace sleeve::kernels
