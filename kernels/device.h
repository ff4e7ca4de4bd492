// Where arrays live, and how bytes get there: the thin layer under every backend.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

namespace sleeve::kernels {

/// Thrown by Device::allocate; says how many bytes were asked for.
class OutOfMemory : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// No driver, no device, or one that these kernels were not built for; says what to do.
class DeviceUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A kernel could not be launched, or failed; names it.
class LaunchError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a device is, for reports.
struct DeviceInfo {
  std::string name = {};                  // "NVIDIA H200"; of this process's memory, the processor
  std::string driver = {}, toolkit = {};  // of a GPU: the CUDA they are for, "13.0"; else empty
  std::size_t cache_bytes = 0;            // of its last cache; 0: unknown
};

/// Launches that can be repeated (Device::record).
class Recording {
 public:
  virtual ~Recording() = default;
  virtual void replay() = 0;
};

/// Bytes on their way to this process (Device::read_back).
class Readback {
 public:
  virtual ~Readback() = default;
  virtual bool ready() = 0;
  /// Waits for the bytes; valid as long as this object.
  virtual const void* wait() = 0;
};

/// Uploads beside the launches of a device, in their own order.
class UploadQueue {
 public:
  virtual ~UploadQueue() = default;
  /// `from` is memory of Device::allocate_host and must stay as it is until finish() returns.
  virtual void upload(void* to, const void* from, std::size_t bytes) = 0;
  /// Uploads from here on start when everything launched on the device so far has finished.
  virtual void wait_for_launches() = 0;
  /// Launches from here on start when the uploads so far have finished.
  virtual void hold_launches() = 0;
  /// Returns when the uploads so far have finished.
  virtual void finish() = 0;
};

class Device {
 public:
  virtual ~Device() = default;

  /// `bytes` of memory aligned to kAlignment, contents unspecified. Throws OutOfMemory.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void free(void* memory) noexcept = 0;
  /// Memory of this process that uploads can overlap with launches from. Throws OutOfMemory.
  virtual void* allocate_host(std::size_t bytes) = 0;
  virtual void free_host(void* memory) noexcept = 0;
  /// Bytes that could be allocated now; the largest number where nobody knows.
  virtual std::size_t free_memory() const { return std::numeric_limits<std::size_t>::max(); }

  // Ordered with the launches; the host may reuse `from_host` and read `to_host` on return.
  virtual void upload(void* to, const void* from_host, std::size_t bytes) = 0;
  virtual void download(void* to_host, const void* from, std::size_t bytes) = 0;
  /// Between two arrays of this device.
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;
  virtual void zero(void* to, std::size_t bytes) = 0;
  /// Returns when everything launched so far has finished. Throws LaunchError.
  virtual void synchronize() = 0;

  /// The launches, copies and zeroings that `launches` makes, as one that can be replayed;
  /// recording runs none of them. They must have run before, so that their scratch memory is there,
  /// and their arguments must stay valid. `launches` must not upload, download or synchronize.
  virtual std::unique_ptr<Recording> record(const std::function<void()>& launches) = 0;
  /// Starts a download of what has been launched so far without waiting for it.
  virtual std::unique_ptr<Readback> read_back(const void* from, std::size_t bytes) = 0;
  virtual std::unique_ptr<UploadQueue> make_upload_queue() = 0;

  virtual DeviceInfo info() const = 0;
  /// Seconds from the first to the last of what `launches` launches, by the device's own clock
  /// where it has one, and everything launched before it left out. Waits for them.
  virtual double seconds_of(const std::function<void()>& launches);

  /// Whether kernels can read the memory of this process where it lies.
  virtual bool reads_host_memory() const { return false; }

  static constexpr std::size_t kAlignment = 256;
};

/// The memory of this process.
std::unique_ptr<Device> make_host_device();

}  // namespace sleeve::kernels
