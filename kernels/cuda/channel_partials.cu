#include "kernels/cuda/channel_partials.cuh"
#include "kernels/cuda/launch.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

bool wants_statistics(const ConvEpilogue& epilogue) { return epilogue.statistics.mean != nullptr; }

bool wants_sums(const ConvEpilogue& epilogue) {
  return epilogue.gradient.of.data && epilogue.gradient.mean != nullptr;
}

}  // namespace

bool wants_channel_sums(const ConvEpilogue& epilogue) {
  return wants_statistics(epilogue) || wants_sums(epilogue);
}

ChannelPartials take_partials(ScratchFrame& frame, int tiles, int columns, int channels,
                              const ConvEpilogue& epilogue) {
  const std::size_t size = std::size_t(tiles) * std::size_t(columns);
  ChannelPartials partials{.tiles = tiles, .columns = columns, .channels = channels};
  if (wants_statistics(epilogue)) {
    partials.mean = frame.take<float>(size);
    partials.m2 = frame.take<float>(size);
  }
  if (wants_sums(epilogue)) {
    partials.sum_dz = frame.take<float>(size);
    partials.sum_dz_normalized = frame.take<float>(size);
  }
  if (partials.mean != nullptr || partials.sum_dz != nullptr) {
    partials.counts = frame.take<int>(std::size_t(tiles));
  }
  return partials;
}

void combine_partials(Context& context, const std::string& name, const ChannelPartials& partials,
                      const ConvEpilogue& epilogue) {
  if (!wants_channel_sums(epilogue)) return;
  const unsigned blocks = unsigned((partials.channels + kCombinedChannels - 1) / kCombinedChannels);
  launch(context.stream, name + ", channel sums",
         {.grid = dim3(blocks), .block = dim3(kCombinedChannels, kCombineLanes)},
         combine_channel_partials, partials, epilogue.statistics, epilogue.gradient.sum_dz,
         epilogue.gradient.sum_dz_normalized);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
