#include "kernels/cpu/elementwise.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/elementwise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/cpu/epilogue-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {

// Elements are cut into blocks of whole vectors, so that every element is computed by the same
// instructions whatever the number of threads.
constexpr std::size_t kBlock = 16384;

template <typename Function>
void for_each_vector(std::size_t n, TaskPool& pool, const Function& function) {
  pool.run_blocks(n, kBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; i += kLanes) function(i, end - i);
  });
}

void BatchNormBackward(const BatchNorm& norm, std::size_t count, const float* y,
                       const float* sum_dz, const float* sum_dz_normalized, float* dz,
                       TaskPool& pool) {
  const std::size_t channels = std::size_t(norm.channels);
  const Floats share = hn::Set(Lanes(), 1.0F / static_cast<float>(count));
  const auto finish_pixel = [&](std::size_t pixel) {
    for (std::size_t c = 0; c < channels; c += kLanes) {
      const std::size_t n = channels - c;
      const std::size_t at = pixel * channels + c;
      const Floats normalized =
          hn::Mul(hn::Sub(load_first(y + at, n), load_first(norm.mean + c, n)),
                  load_first(norm.inverse_deviation + c, n));
      const Floats mean_dz = hn::Mul(load_first(sum_dz + c, n), share);
      const Floats mean_product = hn::Mul(load_first(sum_dz_normalized + c, n), share);
      const Floats centred = hn::Sub(load_first(dz + at, n), mean_dz);
      store_first(
          hn::Mul(load_first(norm.scale + c, n), hn::NegMulAdd(normalized, mean_product, centred)),
          n, dz + at);
    }
  };
  pool.run_blocks(count, std::max(kBlock / channels, std::size_t{1}),
                  [&](std::size_t begin, std::size_t end) {
                    for (std::size_t pixel = begin; pixel < end; ++pixel) finish_pixel(pixel);
                  });
}

Floats activate(Activation activation, Floats slope, Floats z) {
  switch (activation) {
    case Activation::kNone:
      return z;
    case Activation::kRelu:
    case Activation::kLeakyRelu:
      return leaky(z, slope);
    case Activation::kTanh:
      return hn::Tanh(Lanes(), z);
  }
  return z;
}

void Materialize(const PendingMap& pending, std::size_t pixels, int channel_count, float* out,
                 Workspace& workspace) {
  const PendingMap map = with_scale_and_shift(pending, channel_count, workspace.identity[0]);
  const std::size_t channels = std::size_t(channel_count);
  const Floats slope = hn::Set(Lanes(), map.activation == Activation::kRelu ? 0.0F : map.slope);
  const Floats keep_scale = hn::Set(Lanes(), map.keep_scale);
  const auto activate_run = [&](std::size_t at, std::size_t n, const float* scale,
                                const float* shift) {
    const Floats z =
        hn::MulAdd(load_first(scale, n), load_first(map.data.full() + at, n), load_first(shift, n));
    Floats value = activate(map.activation, slope, z);
    if (map.keep != nullptr) {
      std::uint8_t keep[kLanes] = {};
      std::copy_n(map.keep + at, std::min(n, kLanes), keep);
      value = hn::Mul(value, load_keep(keep, keep_scale));
    }
    store_first(value, n, out + at);
  };
  if (pending.scale == nullptr && pending.shift == nullptr) {
    // Channels need not be told apart: vectors may cross pixels.
    HWY_ALIGN float ones[kLanes], zeros[kLanes];
    std::fill_n(ones, kLanes, 1.0F);
    std::fill_n(zeros, kLanes, 0.0F);
    for_each_vector(pixels * channels, workspace.pool,
                    [&](std::size_t i, std::size_t n) { activate_run(i, n, ones, zeros); });
    return;
  }
  workspace.pool.run_blocks(
      pixels, std::max(kBlock / channels, std::size_t{1}), [&](std::size_t begin, std::size_t end) {
        for (std::size_t pixel = begin; pixel < end; ++pixel) {
          for (std::size_t c = 0; c < channels; c += kLanes) {
            activate_run(pixel * channels + c, channels - c, map.scale + c, map.shift + c);
          }
        }
      });
}

void Adam(const StepState& state, double rate, float* parameters, const float* gradients,
          float* exp_avg, float* exp_avg_sq, std::size_t n, TaskPool& pool) {
  const Schedule& schedule = state.schedule;
  const auto set = [](double value) { return hn::Set(Lanes(), static_cast<float>(value)); };
  const Floats beta1 = set(schedule.beta1), other1 = set(1 - schedule.beta1);
  const Floats beta2 = set(schedule.beta2), other2 = set(1 - schedule.beta2);
  const Floats step_size = set(-rate / state.correction1);
  const Floats root_correction = set(std::sqrt(state.correction2));
  const Floats epsilon = set(schedule.epsilon);
  for_each_vector(n, pool, [&](std::size_t i, std::size_t count) {
    const Floats gradient = load_first(gradients + i, count);
    const Floats first =
        hn::MulAdd(beta1, load_first(exp_avg + i, count), hn::Mul(other1, gradient));
    const Floats second = hn::MulAdd(beta2, load_first(exp_avg_sq + i, count),
                                     hn::Mul(other2, hn::Mul(gradient, gradient)));
    const Floats denominator = hn::Add(hn::Div(hn::Sqrt(second), root_correction), epsilon);
    store_first(first, count, exp_avg + i);
    store_first(second, count, exp_avg_sq + i);
    store_first(
        hn::MulAdd(step_size, hn::Div(first, denominator), load_first(parameters + i, count)),
        count, parameters + i);
  });
}

void MovingAverage(float decay, float* average, const float* parameters, std::size_t n,
                   TaskPool& pool) {
  const Floats keep = hn::Set(Lanes(), decay), other = hn::Set(Lanes(), 1 - decay);
  for_each_vector(n, pool, [&](std::size_t i, std::size_t count) {
    store_first(hn::MulAdd(keep, load_first(average + i, count),
                           hn::Mul(other, load_first(parameters + i, count))),
                count, average + i);
  });
}

void Add(const float* a, const float* b, std::size_t n, float* out, TaskPool& pool) {
  for_each_vector(n, pool, [&](std::size_t i, std::size_t count) {
    store_first(hn::Add(load_first(a + i, count), load_first(b + i, count)), count, out + i);
  });
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve::kernels::cpu {
HWY_EXPORT(BatchNormBackward);
HWY_EXPORT(Materialize);
HWY_EXPORT(Adam);
HWY_EXPORT(MovingAverage);
HWY_EXPORT(Add);

void batch_norm_backward(const BatchNorm& norm, std::size_t count, const float* y,
                         const float* sum_dz, const float* sum_dz_normalized, float* dz,
                         TaskPool& pool) {
  HWY_DYNAMIC_DISPATCH(BatchNormBackward)(norm, count, y, sum_dz, sum_dz_normalized, dz, pool);
}

void materialize(const PendingMap& map, std::size_t pixels, int channels, float* out,
                 Workspace& workspace) {
  HWY_DYNAMIC_DISPATCH(Materialize)(map, pixels, channels, out, workspace);
}

void adam(const StepState& state, double rate, float* parameters, const float* gradients,
          float* exp_avg, float* exp_avg_sq, std::size_t n, TaskPool& pool) {
  HWY_DYNAMIC_DISPATCH(Adam)
  (state, rate, parameters, gradients, exp_avg, exp_avg_sq, n, pool);
}

void moving_average(float decay, float* average, const float* parameters, std::size_t n,
                    TaskPool& pool) {
  HWY_DYNAMIC_DISPATCH(MovingAverage)(decay, average, parameters, n, pool);
}

void add(const float* a, const float* b, std::size_t n, float* out, TaskPool& pool) {
  HWY_DYNAMIC_DISPATCH(Add)(a, b, n, out, pool);
}

}  // namespace sleeve::kernels::cpu
#endif
