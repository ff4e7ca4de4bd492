#include "bench/placed_operation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#ifdef SLEEVE_WITH_LIBRARY
#include "kernels/library/library.h"
#endif

namespace sleeve::bench {
namespace {

constexpr double kMostSets = 64;  // of operations on a few kilobytes, which no cache can help

int sets_of(const Operation& operation, const kernels::Device& device) {
  const double to_fill = 2 * static_cast<double>(device.info().cache_bytes);
  if (operation.bytes == 0) return 1;
  return static_cast<int>(std::clamp(std::ceil(to_fill / operation.bytes), 1.0, kMostSets));
}

/// What one set launches, in order, after it has run once.
std::vector<std::function<void()>> place(const Operation& operation, kernels::Backend& backend) {
#ifdef SLEEVE_WITH_LIBRARY
  if (operation.layer && backend.name() == "library") {
    const LayerForm& form = *operation.layer;
    const std::shared_ptr layer = kernels::make_library_layer(
        backend,
        {.shape = form.shape, .up = form.up, .activation = form.activation, .slope = form.slope});
    layer->forward();
    if (!form.backward) return {[layer] { layer->forward(); }};
    layer->backward();
    return {[layer] { layer->backward(); }};
  }
#endif
  std::vector<std::function<void()>> launches;
  for (const kernels::cases::Case& part : operation.parts) {
    const auto bench = std::make_shared<kernels::cases::Workbench>(backend);
    part.launch(*bench);
    launches.push_back([bench] { bench->launch_again(); });
  }
  return launches;
}

}  // namespace

PlacedOperation::PlacedOperation(const Operation& operation, kernels::Backend& backend)
    : device_(backend.device()), sets_(sets_of(operation, device_)) {
  for (int i = 0; i < sets_; ++i) {
    for (auto& launch : place(operation, backend)) launches_.push_back(std::move(launch));
  }
  device_.synchronize();
  recording_ = device_.record([&] {
    for (const auto& launch : launches_) launch();
  });
}

Subject PlacedOperation::subject() {
  return {.device = &device_, .launch = [this] { recording_->replay(); }, .launches = sets_};
}

}  // namespace sleeve::bench
