// What plays the GPU's part where kernels run on the CPU. It is as unlike the memory of this
// process as it can be, so that what would go wrong on a GPU goes wrong here: new memory is NaN,
// uploads of a queue land as late as they may, and nothing read back is ready when first asked for.
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kernels/cuda/gpu_device.h"
#include "kernels/simt/grid.h"
#include "kernels/task_pool.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

// Few, so that loops over more elements than the grid has threads go round.
constexpr int kMultiprocessors = 4;

class LateReadback final : public Readback {
 public:
  LateReadback(const void* from, std::size_t bytes) : bytes_(bytes) {
    if (bytes != 0) std::memcpy(bytes_.data(), from, bytes);
  }
  bool ready() override { return std::exchange(asked_, true); }
  const void* wait() override {
    asked_ = true;
    return bytes_.data();
  }

 private:
  std::vector<std::byte> bytes_;
  bool asked_ = false;
};

class LateUploads final : public UploadQueue {
 public:
  ~LateUploads() override { land(); }
  void upload(void* to, const void* from, std::size_t bytes) override {
    uploads_.push_back({to, from, bytes});
  }
  void wait_for_launches() override {}  // they have run
  void hold_launches() override { land(); }
  void finish() override { land(); }

 private:
  struct Upload {
    void* to;
    const void* from;
    std::size_t bytes;
  };
  void land() {
    for (const Upload& one : uploads_) {
      if (one.bytes != 0) std::memcpy(one.to, one.from, one.bytes);
    }
    uploads_.clear();
  }
  std::vector<Upload> uploads_;
};

class DeviceOnHost final : public GpuDevice {
 public:
  explicit DeviceOnHost(std::size_t memory) : memory_(memory) {}

  Stream& stream() override { return stream_; }
  int multiprocessors() const override { return kMultiprocessors; }

  void* allocate(std::size_t bytes) override {
    if (bytes == 0) return nullptr;
    // Not rounded up, so that AddressSanitizer knows where it ends.
    void* memory = nullptr;
    if (bytes > free_memory() || posix_memalign(&memory, kAlignment, bytes) != 0) {
      throw OutOfMemory("out of device memory: " + std::to_string(bytes) +
                        " bytes were asked for, " + std::to_string(free_memory()) + " of " +
                        std::to_string(memory_) + " are free");
    }
    std::memset(memory, 0xFF, bytes);
    sizes_.emplace(memory, bytes);
    used_ += bytes;
    return memory;
  }
  void free(void* memory) noexcept override {
    if (const auto found = sizes_.find(memory); found != sizes_.end()) {
      used_ -= found->second;
      sizes_.erase(found);
    }
    std::free(memory);
  }
  void* allocate_host(std::size_t bytes) override {
    void* memory = bytes == 0 ? nullptr : std::malloc(bytes);
    if (memory == nullptr && bytes != 0) {
      throw OutOfMemory("out of memory: " + std::to_string(bytes) + " bytes were asked for");
    }
    return memory;
  }
  void free_host(void* memory) noexcept override { std::free(memory); }
  std::size_t free_memory() const override { return memory_ - used_; }

  void upload(void* to, const void* from_host, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(to, from_host, bytes);
  }
  void download(void* to_host, const void* from, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(to_host, from, bytes);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (bytes != 0) stream_.enqueue([=] { std::memcpy(to, from, bytes); });
  }
  void zero(void* to, std::size_t bytes) override {
    if (bytes != 0) stream_.enqueue([=] { std::memset(to, 0, bytes); });
  }
  void synchronize() override { stream_.synchronize(); }

  std::unique_ptr<Recording> record(const std::function<void()>& launches) override {
    return stream_.record(launches);
  }
  std::unique_ptr<Readback> read_back(const void* from, std::size_t bytes) override {
    return std::make_unique<LateReadback>(from, bytes);
  }
  std::unique_ptr<UploadQueue> make_upload_queue() override {
    return std::make_unique<LateUploads>();
  }
  DeviceInfo info() const override { return make_host_device()->info(); }

 private:
  Stream stream_;
  std::size_t memory_, used_ = 0;
  std::unordered_map<void*, std::size_t> sizes_;
};

/// SLEEVE_SIMT_MEMORY; else, all memory of this machine.
std::size_t memory_size() {
  if (const char* bytes = std::getenv("SLEEVE_SIMT_MEMORY")) {
    return std::strtoull(bytes, nullptr, 10);
  }
  return std::size_t(sysconf(_SC_PHYS_PAGES)) * std::size_t(sysconf(_SC_PAGE_SIZE));
}

}  // namespace

std::unique_ptr<GpuDevice> make_gpu_device(int threads) {
  simt::set_host_threads(threads > 0 ? threads : available_threads());
  return std::make_unique<DeviceOnHost>(memory_size());
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
