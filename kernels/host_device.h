// The device that is this process: aligned heap memory, everything done on return.
#pragma once

#include "kernels/device.h"

namespace sleeve::kernels {

class HostDevice : public Device {
 public:
  void* allocate(std::size_t bytes) override;
  void free(void* memory) noexcept override;
  void* allocate_host(std::size_t bytes) override;
  void free_host(void* memory) noexcept override;
  void upload(void* to, const void* from_host, std::size_t bytes) override;
  void download(void* to_host, const void* from, std::size_t bytes) override;
  void copy(void* to, const void* from, std::size_t bytes) override;
  void zero(void* to, std::size_t bytes) override;
  void synchronize() override;
  std::unique_ptr<Recording> record(const std::function<void()>& launches) override;
  std::unique_ptr<Readback> read_back(const void* from, std::size_t bytes) override;
  std::unique_ptr<UploadQueue> make_upload_queue() override;
  DeviceInfo info() const override;
  bool reads_host_memory() const override { return true; }
};

}  // namespace sleeve::kernels
