// A device far from this process's memory that does things in any order that its contract
// (kernels/device.h) allows.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "kernels/host_device.h"
#include "kernels/reference/reference_backend.h"

namespace sleeve::tests {

/// As soon as what it has to wait for has run, or when somebody waits for it.
enum class When { kEarly, kLate };

class FarDevice final : public kernels::HostDevice {
 public:
  explicit FarDevice(std::size_t free_bytes, When launches = When::kEarly,
                     When uploads = When::kEarly)
      : free_bytes_(free_bytes), when_launches_(launches), when_uploads_(uploads) {}

  bool reads_host_memory() const override { return false; }
  std::size_t free_memory() const override { return free_bytes_; }

  void launch(std::function<void()> launch) {
    launches_.push_back({held_, std::move(launch)});
    if (when_launches_ == When::kEarly) run_launches(launched_ + launches_.size());
  }
  /// How many uploads of a queue have run.
  std::size_t uploaded() const { return uploaded_; }
  void synchronize() override {
    run_launches(launched_ + launches_.size());
    run_uploads(uploaded_ + pending_.size());
  }
  std::unique_ptr<kernels::UploadQueue> make_upload_queue() override {
    return std::make_unique<Queue>(*this);
  }

 private:
  struct Task {
    std::size_t after = 0;  // how many of the other kind come before it
    std::function<void()> run;
  };
  class Queue final : public kernels::UploadQueue {
   public:
    explicit Queue(FarDevice& device) : device_(device) {}
    void upload(void* to, const void* from, std::size_t bytes) override {
      device_.pending_.push_back(
          {waited_for_, [this, to, from, bytes] { device_.HostDevice::upload(to, from, bytes); }});
      if (device_.when_uploads_ == When::kEarly) finish();
    }
    void wait_for_launches() override {
      waited_for_ = device_.launched_ + device_.launches_.size();
    }
    void hold_launches() override { device_.held_ = device_.uploaded_ + device_.pending_.size(); }
    void finish() override { device_.run_uploads(device_.uploaded_ + device_.pending_.size()); }

   private:
    FarDevice& device_;
    std::size_t waited_for_ = 0;
  };

  void run_launches(std::size_t count) {
    while (launched_ < count) {
      const Task task = std::move(launches_.front());
      launches_.pop_front();
      run_uploads(task.after);
      ++launched_;
      task.run();
    }
  }
  void run_uploads(std::size_t count) {
    while (uploaded_ < count) {
      const Task task = std::move(pending_.front());
      pending_.pop_front();
      ++uploaded_;
      run_launches(task.after);
      task.run();
    }
  }

  const std::size_t free_bytes_;
  const When when_launches_, when_uploads_;
  std::deque<Task> launches_, pending_;      // not yet run
  std::size_t launched_ = 0, uploaded_ = 0;  // run
  std::size_t held_ = 0;                     // uploads that launches from now on wait for
};

/// The reference, but for its gathering on a FarDevice.
class FarBackend final : public kernels::ReferenceBackend {
 public:
  explicit FarBackend(FarDevice& device) : device_(device) {}
  kernels::Device& device() override { return device_; }
  void gather(const kernels::StepState* state, const kernels::CoverTable& table, bool flip,
              const kernels::CoverBatch& batch) override {
    device_.launch([this, now = *state, table, flip, batch] {
      ReferenceBackend::gather(&now, table, flip, batch);
    });
  }

 private:
  FarDevice& device_;
};

}  // namespace sleeve::tests
