#include "bench/roofline.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "bench/multiply_adds.h"
#include "bench/stopwatch.h"
#include "engine/arena.h"
#include "kernels/task_pool.h"

namespace sleeve::bench {
namespace {

/// Random bits that are ordinary numbers: on zeros a GPU draws less power and clocks higher.
template <typename T>
std::vector<T> random_values(std::size_t n, float largest) {
  std::vector<T> values(n);
  std::uint32_t state = 1;
  for (T& value : values) {
    state = state * 1664525U + 1013904223U;
    const float x = largest * (static_cast<float>(state >> 8) * 0x1p-23F - 1);
    if constexpr (std::is_same_v<T, float>) {
      value = x;
    } else {
      value = kernels::to_bfloat16(x);
    }
  }
  return values;
}

template <typename T>
T* upload_random(engine::Arena& arena, std::size_t n) {
  T* const array = arena.take<T>(n);
  arena.device().upload(array, random_values<T>(n, 1).data(), n * sizeof(T));
  return array;
}

/// The better of the device's copy and of the backend's sum of two arrays: on the CPU the first has
/// one thread, the second all.
double bytes_per_second(kernels::Backend& backend, int repetitions) {
  constexpr std::size_t kLeast = std::size_t{1} << 26;
  kernels::Device& device = backend.device();
  const std::size_t bytes = std::max(kLeast, 2 * device.info().cache_bytes);
  const std::size_t n = bytes / sizeof(float);
  engine::Arena arena(device);
  float* const from = upload_random<float>(arena, n);
  float* const to = upload_random<float>(arena, n);
  const auto rate = [&](std::size_t moved, const std::function<void()>& launch) {
    const Subject subject{.device = &device, .launch = launch};
    return static_cast<double>(moved) / measure(subject, nullptr, repetitions).seconds.median;
  };
  return std::max(rate(2 * bytes, [&] { device.copy(to, from, bytes); }),
                  rate(3 * bytes, [&] { backend.add(from, to, n, to); }));
}

double processor_flops_per_second(kernels::Device& device, int threads, int repetitions) {
  constexpr std::uint64_t kRounds = 1 << 18;
  kernels::TaskPool pool(threads == 0 ? kernels::available_threads() : threads);
  std::vector<double> operations(std::size_t(pool.threads()));
  const Subject subject{.device = &device, .launch = [&] {
                          pool.run(operations.size(), [&](std::size_t task, std::size_t) {
                            operations[task] = multiply_add(kRounds);
                          });
                        }};
  const double seconds = measure(subject, nullptr, repetitions).seconds.median;
  return operations.front() * static_cast<double>(operations.size()) / seconds;
}

/// A convolution with a kernel of one pixel is a product of matrices.
double library_flops_per_second(kernels::Backend& library, int repetitions) {
  constexpr int kSide = 8192, kRoot = 64;
  const kernels::ConvShape shape{.batch = kSide / kRoot / kRoot,
                                 .big_height = kRoot,
                                 .big_width = kRoot,
                                 .big_channels = kSide,
                                 .small_height = kRoot,
                                 .small_width = kRoot,
                                 .small_channels = kSide,
                                 .kernel = 1};
  kernels::check(shape);
  engine::Arena arena(library.device());
  kernels::PendingMap big;
  kernels::Elements small;
  const kernels::Bfloat16* rounded = nullptr;
  if (library.precision() == kernels::Precision::kBf16) {
    big.data = upload_random<kernels::Bfloat16>(arena, shape.big_size());
    small = arena.take<kernels::Bfloat16>(shape.small_size());
    rounded = upload_random<kernels::Bfloat16>(arena, shape.weight_size());
  } else {
    big.data = upload_random<float>(arena, shape.big_size());
    small = arena.take<float>(shape.small_size());
  }
  const kernels::ConvWeight weight(upload_random<float>(arena, shape.weight_size()), rounded);
  const Subject subject{.device = &library.device(),
                        .launch = [&] { library.conv_down(shape, big, weight, small, {}); }};
  return 2 * shape.multiplications() / measure(subject, nullptr, repetitions).seconds.median;
}

}  // namespace

Roofline measure_roofline(kernels::Backend& backend, kernels::Backend* library, int threads,
                          int repetitions) {
  Roofline roofline;
  if (backend.name() == "cpu") {
    roofline.flops_per_second = processor_flops_per_second(backend.device(), threads, repetitions);
  } else if (backend.device().info().driver.empty()) {
    return roofline;
  } else if (library != nullptr) {
    roofline.flops_per_second = library_flops_per_second(*library, repetitions);
  }
  roofline.bytes_per_second = bytes_per_second(backend, repetitions);
  return roofline;
}

}  // namespace sleeve::bench
