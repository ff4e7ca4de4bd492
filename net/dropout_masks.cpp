#include "net/dropout_masks.h"

namespace sleeve::net {

KeepMasks DropoutMasks::take(const std::vector<Layer>& layers, bool up, const std::string& pass,
                             kernels::DropoutPass dropout_pass, engine::Arena& arena) {
  KeepMasks keep(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const FeatureMap& map = layers[i].output;
    if (map.dropout() == 0) continue;
    keep[i] = arena.take<std::uint8_t>(map.size());
    const kernels::ConvShape& shape = layers[i].shape;
    std::string name = "keep." + pass;
    name += layers[i].name.substr(layers[i].name.find('.'));  // ".up.0"
    const std::vector<std::int64_t> extents =
        up ? std::vector<std::int64_t>{shape.batch, shape.big_height, shape.big_width,
                                       shape.big_channels}
           : std::vector<std::int64_t>{shape.batch, shape.small_height, shape.small_width,
                                       shape.small_channels};
    masks_.push_back(
        {.array = {name, extents, keep[i], true, map.size() / std::size_t(shape.batch)},
         .stream = kernels::dropout_stream(dropout_pass, static_cast<std::uint32_t>(i)),
         .rate = map.dropout(),
         .size = map.size(),
         .keep = keep[i]});
  }
  return keep;
}

void DropoutMasks::draw(kernels::Backend& backend, const kernels::StepState* state) const {
  for (const Mask& mask : masks_) {
    backend.draw_keep_mask(state, mask.stream, mask.rate, mask.size, mask.keep);
  }
}

void DropoutMasks::list(std::vector<InputArray>& arrays) const {
  for (const Mask& mask : masks_) arrays.push_back(mask.array);
}

}  // namespace sleeve::net
