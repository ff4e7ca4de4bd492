// Launches in order: at once, or, while they are recorded, as often as the recording is replayed.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/device.h"

namespace sleeve::simt {

/// For one host thread at a time.
class Stream {
 public:
  /// work() runs now; or, inside record(), whenever the recording is replayed.
  void enqueue(std::function<void()> work) {
    if (recording_ != nullptr) {
      recording_->push_back(std::move(work));
    } else {
      work();
    }
  }

  /// Returns when all work so far has finished, which here it has.
  void synchronize() {}

  /// What launches() enqueues, none of which runs now.
  std::unique_ptr<kernels::Recording> record(const std::function<void()>& launches) {
    auto recording = std::make_unique<Works>();
    recording_ = &recording->works;
    try {
      launches();
    } catch (...) {
      recording_ = nullptr;
      throw;
    }
    recording_ = nullptr;
    return recording;
  }

 private:
  struct Works final : kernels::Recording {
    void replay() override {
      for (const std::function<void()>& work : works) work();
    }
    std::vector<std::function<void()>> works;
  };

  std::vector<std::function<void()>>* recording_ = nullptr;
};

}  // namespace sleeve::simt
