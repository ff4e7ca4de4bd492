// Per-channel sums of a map that many blocks write: each leaves those of its tile, and one launch
// combines them in a fixed order.
#pragma once

#include <string>

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// The map is [pixels][columns]; a tile has some of its pixels. Column i is of channel i %
/// channels.
struct ChannelPartials {
  int tiles = 0, columns = 0, channels = 0;
  int* counts = nullptr;  // [tiles]: pixels; null: nothing is wanted
  // [tiles][columns] each; null: not wanted.
  float* mean = nullptr;  // of the stored values
  float* m2 = nullptr;
  float* sum_dz = nullptr;  // of PendingGradient
  float* sum_dz_normalized = nullptr;
};

bool wants_channel_sums(const ConvEpilogue& epilogue);

/// Room for what the epilogue wants.
ChannelPartials take_partials(ScratchFrame& frame, int tiles, int columns, int channels,
                              const ConvEpilogue& epilogue);

/// Sets what the epilogue wants of the map; `name` as for launch(). Launches nothing if that is
/// nothing.
void combine_partials(Context& context, const std::string& name, const ChannelPartials& partials,
                      const ConvEpilogue& epilogue);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
