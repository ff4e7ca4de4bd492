#include <algorithm>
#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/ssim.h"
#include "kernels/cuda/ssim_gradient.cuh"
#include "kernels/cuda/ssim_score.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr SsimPatchLimits kScorePatch = {64, 64};
/// With the slopes, what a block of any GPU may have.
constexpr SsimPatchLimits kGradientPatch = {56, 64};
static_assert(kScorePatch.high * kScorePatch.wide * kSsimChannels <= kMostPatchElements);
static_assert(kScorePatch.wide * kSsimChannels <= kSsimThreads);

std::string name_of(const char* operation, const SsimPairs& pairs) {
  return std::string(operation) + " " + kernels::name_of(pairs.scales.convention) + " " +
         std::to_string(pairs.pair_count) + "x" + std::to_string(pairs.scales[0].height) + "x" +
         std::to_string(pairs.scales[0].width);
}

/// Calls run(first pair, number of pairs) for all pairs, `most` at a time.
template <typename Run>
void for_each_chunk(int pair_count, std::size_t most, const Run& run) {
  const int step = int(std::clamp<std::size_t>(most, 1, kTicketCount));
  for (int i = 0; i < pair_count; i += step) run(i, std::min(step, pair_count - i));
}

}  // namespace

void ms_ssim(Context& context, const SsimPairs& pairs, float* scores, float* means,
             std::size_t scratch_bytes) {
  SsimScoring p = {.tiling = ssim_tiling(pairs.scales, SsimTiles::kWindows, kScorePatch),
                   .first = pairs.first,
                   .second = pairs.second};
  const std::size_t shortfalls =
      std::size_t(p.tiling.blocks) * std::size_t(p.tiling.count) * kSsimChannels;
  for_each_chunk(
      pairs.pair_count, scratch_bytes / (shortfalls * sizeof(float)), [&](int begin, int count) {
        ScratchFrame frame(context.scratch);
        p.pairs = pairs.pairs + 2 * std::size_t(begin);
        p.shortfalls = frame.take<float>(std::size_t(count) * shortfalls);
        p.tickets = context.tickets;
        p.scores = scores + begin;
        p.means =
            means == nullptr ? nullptr : means + std::size_t(begin) * pairs.scales.mean_count();
        launch(context.stream, name_of("ms_ssim", pairs),
               {.grid = dim3(unsigned(count) * unsigned(p.tiling.blocks)),
                .block = dim3(kSsimThreads),
                .shared_bytes = p.tiling.patch_elements * sizeof(PairValue)},
               ms_ssim_kernel, p);
      });
}

void ms_ssim_backward(Context& context, const SsimPairs& pairs, const float* means,
                      const float* score_gradients, float* first_gradient, float* second_gradient,
                      std::size_t scratch_bytes) {
  SsimGradients p = {.tiling = ssim_tiling(pairs.scales, SsimTiles::kPixels, kGradientPatch),
                     .first = pairs.first,
                     .second = pairs.second};
  const std::string name = name_of("ms_ssim_backward", pairs);
  const auto add_up = [&](const PairValue* pyramids, int begin, int count, float* gradient,
                          int images, bool first, bool second) {
    const std::size_t blocks = (pairs.scales.image_size() + kBlockThreads - 1) / kBlockThreads;
    const SsimGradientSum sum = {.tiling = p.tiling,
                                 .pyramids = pyramids,
                                 .pairs = pairs.pairs + 2 * std::size_t(begin),
                                 .pair_count = count,
                                 .gradient = gradient,
                                 .first = first,
                                 .second = second,
                                 .accumulate = begin > 0};
    launch(context.stream, name + ", sums",
           {.grid = dim3(unsigned(blocks), unsigned(images)), .block = dim3(kBlockThreads)},
           ms_ssim_gradient_sum_kernel, sum);
  };
  const auto run = [&](int begin, int count) {
    ScratchFrame frame(context.scratch);
    p.pairs = pairs.pairs + 2 * std::size_t(begin);
    p.means = means + std::size_t(begin) * pairs.scales.mean_count();
    p.score_gradients = score_gradients + begin;
    p.pyramids = frame.take<PairValue>(std::size_t(count) * p.tiling.pyramid);
    launch(context.stream, name,
           {.grid = dim3(unsigned(count) * unsigned(p.tiling.blocks)),
            .block = dim3(kSsimThreads),
            .shared_bytes = kSlopeRows * kSlopeStride * sizeof(WindowSlopes) +
                            p.tiling.patch_elements * sizeof(PairValue)},
           ms_ssim_gradient_kernel, p);
    const bool one_array = first_gradient == second_gradient;
    add_up(p.pyramids, begin, count, first_gradient, pairs.first_count, true, one_array);
    if (one_array) return;
    add_up(p.pyramids, begin, count, second_gradient, pairs.second_count, false, true);
  };
  if (pairs.pair_count == 0) run(0, 0);  // gradients of 0
  for_each_chunk(pairs.pair_count, scratch_bytes / (p.tiling.pyramid * sizeof(PairValue)), run);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
