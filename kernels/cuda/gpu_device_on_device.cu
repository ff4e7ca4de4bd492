// The first GPU: memory from CUDA's stream-ordered pool, copies in the stream of the launches.
#include <cuda_runtime.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kernels/cuda/gpu_device.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr const char* kUseCpu = ", or compute on the CPU (--device cpu)";

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

/// The CUDA that the driver knows; 0 if there is none.
int driver_version() {
  int version = 0;
  cudaDriverGetVersion(&version);
  return version;
}

/// Throws DeviceUnavailable unless there is a device that these kernels run on.
void require_device() {
  int count = 0;
  const cudaError_t result = cudaGetDeviceCount(&count);
  if (result == cudaErrorInsufficientDriver && driver_version() == 0) {
    throw DeviceUnavailable(std::string("no NVIDIA driver was found; install one") + kUseCpu);
  }
  if (result == cudaErrorInsufficientDriver) {
    throw DeviceUnavailable("the NVIDIA driver is too old: it knows CUDA " +
                            version_text(driver_version()) + ", this program needs " +
                            version_text(CUDART_VERSION) + "; install a newer one" + kUseCpu);
  }
  if (result == cudaErrorNoDevice || (result == cudaSuccess && count == 0)) {
    throw DeviceUnavailable(
        std::string("no NVIDIA GPU was found (CUDA_VISIBLE_DEVICES may hide one); add one") +
        kUseCpu);
  }
  if (result != cudaSuccess) {
    throw DeviceUnavailable(std::string("no NVIDIA GPU can be used: ") +
                            cudaGetErrorString(result) + "; see what nvidia-smi says" + kUseCpu);
  }
}

/// Is there if any kernel is.
__global__ void probe_kernel() {}

void require_capability(const cudaDeviceProp& properties) {
  const std::string found = std::string(properties.name) + " (compute capability " +
                            std::to_string(properties.major) + "." +
                            std::to_string(properties.minor) + ")";
  if (properties.major < 8) {
    throw DeviceUnavailable(found + " is too old: Sleeve's kernels need compute capability 8.0, " +
                            "that is Ampere or later; use another GPU" + kUseCpu);
  }
  cudaFuncAttributes attributes;
  if (cudaFuncGetAttributes(&attributes, probe_kernel) != cudaSuccess) {
    cudaGetLastError();
    throw DeviceUnavailable(
        "this program was built without code for " + found +
        ": configure it with -DSLEEVE_CUDA_ARCHITECTURES=" + std::to_string(properties.major) +
        std::to_string(properties.minor) + kUseCpu);
  }
  if (properties.memoryPoolsSupported == 0) {
    throw DeviceUnavailable(found + " offers no memory pools (a virtual GPU may not): use another" +
                            kUseCpu);
  }
}

class Event {
 public:
  explicit Event(unsigned flags) {
    check(cudaEventCreateWithFlags(&handle_, flags), "cannot make a CUDA event");
  }
  ~Event() { cudaEventDestroy(handle_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  cudaEvent_t handle() const { return handle_; }

 private:
  cudaEvent_t handle_ = nullptr;
};

void* allocate_pinned(std::size_t bytes) {
  void* memory = nullptr;
  if (bytes != 0 && cudaMallocHost(&memory, bytes) != cudaSuccess) {
    cudaGetLastError();
    throw OutOfMemory("out of page-locked memory of this machine: " + std::to_string(bytes) +
                      " bytes were asked for");
  }
  return memory;
}

/// Page-locked memory that a download goes to, and the event that says it has arrived.
class Landing {
 public:
  explicit Landing(std::size_t bytes) : size(bytes), memory(allocate_pinned(bytes)) {}
  ~Landing() { cudaFreeHost(memory); }
  Landing(const Landing&) = delete;
  Landing& operator=(const Landing&) = delete;

  const std::size_t size;
  void* const memory;
  Event landed{cudaEventDisableTiming | cudaEventBlockingSync};
};

/// Landings that no download uses: pages are not locked anew for each.
using Landings = std::vector<std::unique_ptr<Landing>>;

class PinnedReadback final : public Readback {
 public:
  PinnedReadback(std::unique_ptr<Landing> landing, std::shared_ptr<Landings> unused)
      : landing_(std::move(landing)), unused_(std::move(unused)) {}
  ~PinnedReadback() override {
    cudaEventSynchronize(landing_->landed.handle());  // before anything else lands there
    unused_->push_back(std::move(landing_));
  }
  bool ready() override {
    const cudaError_t result = cudaEventQuery(landing_->landed.handle());
    if (result == cudaErrorNotReady) {
      cudaGetLastError();  // it is none
      return false;
    }
    check(result, kFailedBefore);
    return true;
  }
  const void* wait() override {
    check(cudaEventSynchronize(landing_->landed.handle()), kFailedBefore);
    return landing_->memory;
  }

 private:
  static constexpr const char* kFailedBefore =
      "a kernel failed (SLEEVE_SYNC_LAUNCHES=1 in the environment names it)";
  std::unique_ptr<Landing> landing_;
  std::shared_ptr<Landings> unused_;
};

/// In a stream of its own.
class StreamUploads final : public UploadQueue {
 public:
  explicit StreamUploads(Stream& launches) : launches_(launches) {}
  ~StreamUploads() override { cudaStreamSynchronize(uploads_.handle()); }
  StreamUploads(const StreamUploads&) = delete;
  StreamUploads& operator=(const StreamUploads&) = delete;

  void upload(void* to, const void* from, std::size_t bytes) override {
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, uploads_.handle()),
          "cannot upload " + std::to_string(bytes) + " bytes");
  }
  void wait_for_launches() override { order(launches_, uploads_); }
  void hold_launches() override { order(uploads_, launches_); }
  void finish() override { uploads_.synchronize(); }

 private:
  /// What `second` does from here on starts after what `first` has been given so far.
  void order(Stream& first, Stream& second) {
    check(cudaEventRecord(event_.handle(), first.handle()), "cannot order uploads and launches");
    check(cudaStreamWaitEvent(second.handle(), event_.handle()),
          "cannot order uploads and launches");
  }

  Stream& launches_;
  Stream uploads_;
  Event event_{cudaEventDisableTiming};
};

class DeviceOnGpu final : public GpuDevice {
 public:
  DeviceOnGpu() {
    require_device();
    if (const cudaError_t result = cudaSetDevice(0); result != cudaSuccess) {
      throw DeviceUnavailable("the GPU cannot be used: " + std::string(cudaGetErrorString(result)) +
                              "; nvidia-smi says who uses it" + kUseCpu);
    }
    check(cudaGetDeviceProperties(&properties_, 0), "cannot ask the GPU what it is");
    require_capability(properties_);
    check(cudaDeviceGetDefaultMemPool(&pool_, 0), "cannot find the GPU's memory pool");
    // What was freed stays in the pool: nothing goes back to the driver between steps.
    std::uint64_t everything = UINT64_MAX;
    check(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrReleaseThreshold, &everything),
          "cannot set up the GPU's memory pool");
    stream_ = std::make_unique<Stream>();
  }
  ~DeviceOnGpu() override { cudaStreamSynchronize(stream_->handle()); }

  Stream& stream() override { return *stream_; }
  int multiprocessors() const override { return properties_.multiProcessorCount; }

  void* allocate(std::size_t bytes) override {
    if (bytes == 0) return nullptr;
    if (stream_->recording()) throw std::logic_error("recorded launches must not allocate");
    void* memory = nullptr;
    const cudaError_t result = cudaMallocAsync(&memory, bytes, stream_->handle());
    if (result == cudaErrorMemoryAllocation) {
      cudaGetLastError();
      throw OutOfMemory("out of GPU memory: " + std::to_string(bytes) + " bytes were asked for, " +
                        std::to_string(free_memory()) + " of " +
                        std::to_string(properties_.totalGlobalMem) + " are free");
    }
    check(result, "cannot allocate " + std::to_string(bytes) + " bytes");
    stream_->synchronize();  // so that other streams may use it, too
    return memory;
  }
  void free(void* memory) noexcept override {
    if (memory != nullptr) cudaFreeAsync(memory, stream_->handle());
  }
  void* allocate_host(std::size_t bytes) override { return allocate_pinned(bytes); }
  void free_host(void* memory) noexcept override { cudaFreeHost(memory); }
  std::size_t free_memory() const override {
    std::size_t free = 0, total = 0;
    std::uint64_t reserved = 0, used = 0;
    check(cudaMemGetInfo(&free, &total), "cannot ask how much GPU memory is free");
    check(cudaMemPoolGetAttribute(pool_, cudaMemPoolAttrReservedMemCurrent, &reserved),
          "cannot ask how much GPU memory is free");
    check(cudaMemPoolGetAttribute(pool_, cudaMemPoolAttrUsedMemCurrent, &used),
          "cannot ask how much GPU memory is free");
    return free + (reserved - used);
  }

  void upload(void* to, const void* from_host, std::size_t bytes) override {
    copy_async(to, from_host, bytes, cudaMemcpyHostToDevice);
    stream_->synchronize();
  }
  void download(void* to_host, const void* from, std::size_t bytes) override {
    copy_async(to_host, from, bytes, cudaMemcpyDeviceToHost);
    stream_->synchronize();
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    copy_async(to, from, bytes, cudaMemcpyDeviceToDevice);
  }
  void zero(void* to, std::size_t bytes) override {
    if (bytes == 0) return;
    check(cudaMemsetAsync(to, 0, bytes, stream_->handle()),
          "cannot zero " + std::to_string(bytes) + " bytes");
  }
  void synchronize() override { stream_->synchronize(); }

  std::unique_ptr<Recording> record(const std::function<void()>& launches) override {
    return stream_->record(launches);
  }
  std::unique_ptr<Readback> read_back(const void* from, std::size_t bytes) override {
    std::unique_ptr<Landing> landing = take_landing(bytes);
    copy_async(landing->memory, from, bytes, cudaMemcpyDeviceToHost);
    check(cudaEventRecord(landing->landed.handle(), stream_->handle()), "cannot read back");
    return std::make_unique<PinnedReadback>(std::move(landing), unused_landings_);
  }
  std::unique_ptr<UploadQueue> make_upload_queue() override {
    return std::make_unique<StreamUploads>(*stream_);
  }

  DeviceInfo info() const override {
    return {.name = properties_.name,
            .driver = version_text(driver_version()),
            .toolkit = version_text(CUDART_VERSION),
            .cache_bytes = std::size_t(properties_.l2CacheSize)};
  }
  double seconds_of(const std::function<void()>& launches) override {
    const Event begin(cudaEventDefault), end(cudaEventDefault);
    check(cudaEventRecord(begin.handle(), stream_->handle()), "cannot time launches");
    launches();
    check(cudaEventRecord(end.handle(), stream_->handle()), "cannot time launches");
    stream_->synchronize();
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, begin.handle(), end.handle()),
          "cannot time launches");
    return double(milliseconds) / 1000;
  }

 private:
  void copy_async(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
    if (bytes == 0) return;
    check(cudaMemcpyAsync(to, from, bytes, kind, stream_->handle()),
          "cannot copy " + std::to_string(bytes) + " bytes");
  }
  std::unique_ptr<Landing> take_landing(std::size_t bytes) {
    for (auto one = unused_landings_->begin(); one != unused_landings_->end(); ++one) {
      if ((*one)->size != bytes) continue;
      std::unique_ptr<Landing> landing = std::move(*one);
      unused_landings_->erase(one);
      return landing;
    }
    return std::make_unique<Landing>(bytes);
  }

  cudaDeviceProp properties_ = {};
  cudaMemPool_t pool_ = nullptr;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<Landings> unused_landings_ = std::make_shared<Landings>();
};

}  // namespace

std::unique_ptr<GpuDevice> make_gpu_device(int) { return std::make_unique<DeviceOnGpu>(); }

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
