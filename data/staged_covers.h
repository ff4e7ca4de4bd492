// Covers on their way to a device that does not hold them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/arena.h"
#include "kernels/backend.h"

namespace sleeve::data {

/// An array of a table with the rows of one batch on the host and of two on a device.
template <typename T>
class StagedArray {
 public:
  /// Throws kernels::OutOfMemory.
  StagedArray(engine::Arena& arena, int batch, std::size_t columns)
      : device_(arena.device()),
        columns_(columns),
        count_(std::size_t(batch) * columns),
        staged_(arena.take<T>(2 * count_)),
        host_(static_cast<T*>(device_.allocate_host(count_ * sizeof(T)))) {}
  ~StagedArray() { device_.free_host(host_); }
  StagedArray(const StagedArray&) = delete;
  StagedArray& operator=(const StagedArray&) = delete;

  const T* staged() const { return staged_; }
  T* host_row(int i) { return host_ + std::size_t(i) * columns_; }
  void upload(kernels::UploadQueue& queue, std::uint64_t step) {
    queue.upload(staged_ + (step & 1) * count_, host_, count_ * sizeof(T));
  }

 private:
  kernels::Device& device_;
  std::size_t columns_, count_;
  T* staged_;
  T* host_;
};

/// Room on a device for the batches of two steps: while the device is at work on one, the covers of
/// the next are drawn, copied together on the host and uploaded.
///
/// For step t: prepare(t), the launches that read table(), stage(t + 1). What the host does for
/// step t + 1 falls into the time of step t; the upload waits for step t - 1 alone, the last to
/// read that place.
class StagedCovers {
 public:
  /// `all`: every cover, in the memory of this process. Throws kernels::OutOfMemory.
  StagedCovers(const kernels::CoverTable& all, kernels::Device& device, int batch);
  ~StagedCovers();
  StagedCovers(const StagedCovers&) = delete;
  StagedCovers& operator=(const StagedCovers&) = delete;

  /// A staged table (kernels/backend.h).
  const kernels::CoverTable& table() const { return table_; }
  std::size_t bytes() const { return arena_.bytes(); }

  /// Launches from here on find the covers of this step. Throws kernels::LaunchError.
  void prepare(const kernels::StepState& step);
  /// Starts the upload of the covers of a step. Throws kernels::LaunchError.
  void stage(const kernels::StepState& step);

 private:
  void copy_rows(const kernels::StepState& step);

  const kernels::CoverTable all_;
  const int batch_;
  engine::Arena arena_;
  StagedArray<std::uint8_t> images_, genres_;
  StagedArray<std::int16_t> decades_;
  StagedArray<std::int32_t> rows_;
  kernels::CoverTable table_;
  std::unique_ptr<kernels::UploadQueue> queue_;
  std::optional<std::uint64_t> staged_step_;  // the last
};

}  // namespace sleeve::data
