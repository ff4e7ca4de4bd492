#include "kernels/cpu/ssim.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/ssim.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/cpu/ssim-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {

using ChannelValues = std::array<double, kSsimChannels>;

/// p and q of one row.
void halve_pair(const float* x, const float* y, std::size_t columns, float* p, float* q) {
  const Floats half = set(0.5F);
  for (std::size_t i = 0; i < columns; i += kLanes) {
    const Floats a = load_first(x + i, columns - i), b = load_first(y + i, columns - i);
    hn::Store(hn::Mul(half, hn::Add(a, b)), Lanes(), p + i);
    hn::Store(hn::Mul(half, hn::Sub(a, b)), Lanes(), q + i);
  }
}

/// The means of 2x2 pixels of two rows.
void halve_rows(const float* upper, const float* lower, std::size_t columns, float* out) {
  for (std::size_t x = 0; x < columns; x += kSsimChannels) {
    for (std::size_t c = 0; c < kSsimChannels; ++c) {
      const std::size_t left = 2 * x + c, right = left + kSsimChannels;
      out[x + c] = 0.25F * ((upper[left] + upper[right]) + (lower[left] + lower[right]));
    }
  }
}

void clear_padding(const Rows& rows, std::size_t columns) {
  for (std::size_t r = 0; r < rows.depth; ++r) {
    std::fill(rows.row(r) + columns, rows.row(r) + rows.stride, 0.0F);
  }
}

/// p and q at every scale.
void make_images(const SsimScales& scales, const float* x, const float* y,
                 const SsimMemory& memory) {
  for (int j = 0; j < scales.count; ++j) {
    const SsimBand band(scales[j]);
    const PairRows& images = memory.images[std::size_t(j)];
    for (std::size_t r = 0; r < band.height; ++r) {
      if (j == 0) {
        halve_pair(x + r * band.columns, y + r * band.columns, band.columns, images.p.row(r),
                   images.q.row(r));
        continue;
      }
      const PairRows& large = memory.images[std::size_t(j - 1)];
      halve_rows(large.p.row(2 * r), large.p.row(2 * r + 1), band.columns, images.p.row(r));
      halve_rows(large.q.row(2 * r), large.q.row(2 * r + 1), band.columns, images.q.row(r));
    }
    clear_padding(images.p, band.columns);
    clear_padding(images.q, band.columns);
  }
}

/// The mean of contrast, or luminance times contrast, over the windows of each channel.
ChannelValues channel_means(const SsimBand& band, const PairRows& images, bool last,
                            const SsimMemory& memory) {
  HWY_ALIGN float row_sums[kPeriod] = {};  // of a few rows
  ChannelValues sums = {};
  const auto add_up = [&](std::size_t, std::size_t i, const Moments& p, const Moments& q) {
    const Shortfall shortfall(p, q);
    const Floats found = last ? shortfall.both() : shortfall.contrast;
    float* const sum = row_sums + i % kPeriod;
    const Floats kept = hn::IfThenElseZero(hn::FirstN(Lanes(), band.places - i), found);
    hn::Store(hn::Add(hn::Load(Lanes(), sum), kept), Lanes(), sum);
  };
  const auto finish_rows = [&](std::size_t, std::size_t) {
    for (std::size_t i = 0; i < kPeriod; ++i) sums[i % kSsimChannels] += double(row_sums[i]);
    std::fill_n(row_sums, kPeriod, 0.0F);
  };
  visit_windows(band, images, memory, add_up, finish_rows);
  const double count = double(band.places_high) * double(band.places / kSsimChannels);
  for (double& sum : sums) sum = 1 - sum / count;
  return sums;
}

/// The means of one pair, [count, products()].
std::vector<double> pair_means(const SsimScales& scales, const SsimMemory& memory) {
  std::vector<double> means;
  for (int j = 0; j < scales.count; ++j) {
    const ChannelValues found = channel_means(SsimBand(scales[j]), memory.images[std::size_t(j)],
                                              j + 1 == scales.count, memory);
    if (scales.convention == SsimConvention::kChannel) {
      means.insert(means.end(), found.begin(), found.end());
    } else {
      means.push_back((found[0] + found[1] + found[2]) / 3);
    }
  }
  return means;
}

/// Values of each channel, in turn, as vectors meet them.
struct Periodic {
  template <typename ValueOf>
  explicit Periodic(const ValueOf& value_of) {
    for (std::size_t i = 0; i < kPeriod; ++i) values[i] = value_of(i % kSsimChannels);
  }
  Floats at(std::size_t i) const { return hn::Load(Lanes(), values + i % kPeriod); }
  HWY_ALIGN float values[kPeriod];
};

/// A pixel in the middle of an image.
Periodic centre_of(const SsimBand& band, const Rows& image) {
  const std::size_t middle = band.columns / kSsimChannels / 2 * kSsimChannels;
  return Periodic([&](std::size_t c) { return image.row(band.height / 2)[middle + c]; });
}

/// Fills gradients, by the images of a scale, of factors[channel] times the sum of contrast, or of
/// luminance times contrast; not yet those that come from the next scale.
void differentiate_scale(const SsimBand& band, const PairRows& images, bool last,
                         const ChannelValues& factors, const SsimMemory& memory,
                         const PairRows& gradients) {
  const Periodic factor_of([&](std::size_t c) { return float(factors[c]); });
  const Periodic p_centre = centre_of(band, images.p), q_centre = centre_of(band, images.q);
  const Floats one = set(1), two = set(2);
  const auto differentiate = [&](std::size_t top, std::size_t i, const Moments& p,
                                 const Moments& q) {
    const Shortfall shortfall(p, q);
    const auto real = hn::FirstN(Lanes(), band.places - i);
    const Floats factor = hn::IfThenElseZero(real, factor_of.at(i));
    const Floats luminance = last ? hn::Sub(one, shortfall.luminance) : one;
    const Floats slope = hn::Div(hn::Mul(factor, luminance), shortfall.contrast_bottom);
    const Floats p_scale = hn::Mul(slope, shortfall.contrast);
    const Floats q_scale = hn::NegMulAdd(two, slope, p_scale);
    Floats p_shift = hn::Mul(p_scale, hn::Sub(p_centre.at(i), p.mean));
    Floats q_shift = hn::Mul(q_scale, hn::Sub(q_centre.at(i), q.mean));
    if (last) {
      const Floats steep =
          hn::Div(hn::Mul(factor, hn::Sub(one, shortfall.contrast)), shortfall.luminance_bottom);
      p_shift = hn::MulAdd(steep, hn::Mul(shortfall.luminance, shortfall.brightness), p_shift);
      q_shift = hn::MulAdd(hn::Mul(steep, q.mean), hn::Sub(shortfall.luminance, two), q_shift);
    }
    hn::Store(p_scale, Lanes(), memory.scale.p.row(top) + i);
    hn::Store(q_scale, Lanes(), memory.scale.q.row(top) + i);
    hn::Store(p_shift, Lanes(), memory.shift.p.row(top) + i);
    hn::Store(q_shift, Lanes(), memory.shift.q.row(top) + i);
  };
  std::size_t next = 0;  // row without gradients
  const auto write_rows = [&](std::size_t end) {
    for (; next < end; next = std::min(next + SsimMemory::kBlock, end)) {
      const std::size_t until = std::min(next + SsimMemory::kBlock, end);
      row_gradients(band, next, until, images.p, p_centre.values, memory.scale.p, memory.shift.p,
                    memory, gradients.p);
      row_gradients(band, next, until, images.q, q_centre.values, memory.scale.q, memory.shift.q,
                    memory, gradients.q);
    }
  };
  visit_windows(band, images, memory, differentiate,
                [&](std::size_t, std::size_t end) { write_rows(end); });
  write_rows(band.height);
}

/// Adds to a row of gradients that by the row of the next scale it was halved into.
void add_halved(const float* small, std::size_t small_columns, float* gradient) {
  for (std::size_t x = 0; x < small_columns; x += kSsimChannels) {
    for (std::size_t c = 0; c < kSsimChannels; ++c) {
      const float share = 0.25F * small[x + c];
      gradient[2 * x + c] += share;
      gradient[2 * x + kSsimChannels + c] += share;
    }
  }
}

/// The gradients of a pair's score, times score_gradient, by x and by y, [height, width, 3].
void pair_gradients(const SsimScales& scales, std::span<const double> means, double score_gradient,
                    const SsimMemory& memory, float* by_x, float* by_y) {
  for (const Rows& padded : {memory.padded_scale, memory.padded_shift}) {
    std::fill_n(padded.data, padded.depth * padded.stride, 0.0F);
  }
  for (int j = scales.count - 1; j >= 0; --j) {
    const SsimBand band(scales[j]);
    const PairRows& gradients = memory.gradients[std::size_t(j)];
    const bool last = j + 1 == scales.count;
    ChannelValues factors;
    for (std::size_t c = 0; c < kSsimChannels; ++c) {
      factors[c] = score_gradient * ssim_slope(scales, means, j, int(c) % scales.products()) /
                   scales.terms(j);
    }
    differentiate_scale(band, memory.images[std::size_t(j)], last, factors, memory, gradients);
    for (int r = 0; !last && r < 2 * scales[j + 1].height; ++r) {
      const PairRows& small = memory.gradients[std::size_t(j + 1)];
      const std::size_t small_columns = std::size_t(scales[j + 1].width) * kSsimChannels;
      const std::size_t row = std::size_t(r);
      add_halved(small.p.row(row / 2), small_columns, gradients.p.row(row));
      add_halved(small.q.row(row / 2), small_columns, gradients.q.row(row));
    }
  }
  const SsimBand top(scales[0]);
  for (std::size_t r = 0; r < top.height; ++r) {
    const float* const p = memory.gradients[0].p.row(r);
    const float* const q = memory.gradients[0].q.row(r);
    for (std::size_t i = 0; i < top.columns; ++i) {
      by_x[r * top.columns + i] = 0.5F * (p[i] + q[i]);
      by_y[r * top.columns + i] = 0.5F * (p[i] - q[i]);
    }
  }
}

/// Calls task(pair, memory) for pairs [begin, end), the images of each in its memory.
template <typename Task>
void for_each_pair(const SsimPairs& pairs, bool backward, int begin, int end, Workspace& workspace,
                   const Task& task) {
  const SsimScales& scales = pairs.scales;
  const std::size_t floats = SsimMemory(scales, backward, kLanes, nullptr).size();
  workspace.pool.run(std::size_t(end - begin), [&](std::size_t i, std::size_t thread) {
    const std::size_t n = std::size_t(begin) + i;
    const SsimMemory memory(scales, backward, kLanes, workspace.tile[thread].at_least(floats));
    const auto image = [&](const float* array, std::size_t which) {
      return array + std::size_t(pairs.pairs[2 * n + which]) * scales.image_size();
    };
    make_images(scales, image(pairs.first, 0), image(pairs.second, 1), memory);
    task(n, memory);
  });
}

void MsSsim(const SsimPairs& pairs, float* scores, float* means, Workspace& workspace) {
  const SsimScales& scales = pairs.scales;
  for_each_pair(pairs, false, 0, pairs.pair_count, workspace,
                [&](std::size_t n, const SsimMemory& memory) {
                  const std::vector<double> found = pair_means(scales, memory);
                  scores[n] = static_cast<float>(ssim_score(scales, found));
                  if (means == nullptr) return;
                  std::transform(found.begin(), found.end(), means + n * found.size(),
                                 [](double mean) { return static_cast<float>(mean); });
                });
}

void MsSsimBackward(const SsimPairs& pairs, const float* means, const float* score_gradients,
                    float* first_gradient, float* second_gradient, Workspace& workspace) {
  constexpr std::size_t kBlock = 4096;
  const SsimScales& scales = pairs.scales;
  const std::size_t size = scales.image_size(), count = scales.mean_count();
  std::fill_n(first_gradient, std::size_t(pairs.first_count) * size, 0.0F);
  std::fill_n(second_gradient, std::size_t(pairs.second_count) * size, 0.0F);
  // Pairs share images: each chunk of pairs leaves its gradients apart, then they are added.
  const int chunk = 2 * workspace.pool.threads();
  float* const apart = workspace.packed.at_least(2 * std::size_t(chunk) * size);
  for (int begin = 0; begin < pairs.pair_count; begin += chunk) {
    const int end = std::min(begin + chunk, pairs.pair_count);
    const auto by_first = [&](std::size_t n) {
      return apart + 2 * (n - std::size_t(begin)) * size;
    };
    for_each_pair(pairs, true, begin, end, workspace, [&](std::size_t n, const SsimMemory& memory) {
      const std::vector<double> own(means + n * count, means + (n + 1) * count);
      pair_gradients(scales, own, double(score_gradients[n]), memory, by_first(n),
                     by_first(n) + size);
    });
    const auto add = [](const float* from, float* to, std::size_t i, std::size_t last) {
      for (; i < last; ++i) to[i] += from[i];
    };
    workspace.pool.run_blocks(size, kBlock, [&](std::size_t i, std::size_t last) {
      for (std::size_t n = std::size_t(begin); n < std::size_t(end); ++n) {
        add(by_first(n), first_gradient + std::size_t(pairs.pairs[2 * n]) * size, i, last);
        add(by_first(n) + size, second_gradient + std::size_t(pairs.pairs[2 * n + 1]) * size, i,
            last);
      }
    });
  }
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve::kernels::cpu {
HWY_EXPORT(MsSsim);
HWY_EXPORT(MsSsimBackward);

void ms_ssim(const SsimPairs& pairs, float* scores, float* means, Workspace& workspace) {
  HWY_DYNAMIC_DISPATCH(MsSsim)(pairs, scores, means, workspace);
}

void ms_ssim_backward(const SsimPairs& pairs, const float* means, const float* score_gradients,
                      float* first_gradient, float* second_gradient, Workspace& workspace) {
  HWY_DYNAMIC_DISPATCH(MsSsimBackward)
  (pairs, means, score_gradients, first_gradient, second_gradient, workspace);
}

}  // namespace sleeve::kernels::cpu
#endif
