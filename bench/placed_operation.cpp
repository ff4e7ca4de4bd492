#include "bench/placed_operation.h"

#include <algorithm>
#include <cmath>

namespace sleeve::bench {
namespace {

constexpr double kMostSets = 64;  // of operations on a few kilobytes, which no cache can help

int sets_of(const Operation& operation, const kernels::Device& device) {
  const double to_fill = 2 * static_cast<double>(device.info().cache_bytes);
  if (operation.bytes == 0) return 1;
  return static_cast<int>(std::clamp(std::ceil(to_fill / operation.bytes), 1.0, kMostSets));
}

}  // namespace

PlacedOperation::PlacedOperation(const Operation& operation, kernels::Backend& backend)
    : device_(backend.device()), sets_(sets_of(operation, device_)) {
  for (int i = 0; i < sets_; ++i) {
    for (const kernels::cases::Case& part : operation.parts) {
      benches_.push_back(std::make_unique<kernels::cases::Workbench>(backend));
      part.launch(*benches_.back());
    }
  }
  device_.synchronize();
  recording_ = device_.record([&] {
    for (const auto& bench : benches_) bench->launch_again();
  });
}

Subject PlacedOperation::subject() {
  return {.device = &device_, .launch = [this] { recording_->replay(); }, .launches = sets_};
}

}  // namespace sleeve::bench
