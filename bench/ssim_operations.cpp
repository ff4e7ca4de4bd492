#include "bench/network_operations.h"
#include "tests/kernels/cases/ssim_case.h"

namespace sleeve::bench {
namespace {

using kernels::SsimConvention;
using kernels::cases::SsimCase;

/// Of two moments each of half sum and half difference, filtered along rows and along columns.
double filter_flops(const kernels::SsimScales& scales) {
  double flops = 0;
  for (int j = 0; j < scales.count; ++j) {
    const kernels::SsimScale& scale = scales[j];
    const double sums = double(scale.places_wide()) * (scale.height + scale.places_high());
    flops += 2 * 4 * scale.taps * sums * kernels::SsimScales::kChannels;
  }
  return flops;
}

}  // namespace

void add_ssim_operations(int batch, std::vector<Operation>& operations) {
  struct Shape {
    int side;
    SsimConvention convention;
  };
  for (const Shape& shape :
       {Shape{64, SsimConvention::kClamp}, Shape{176, SsimConvention::kChannel},
        Shape{256, SsimConvention::kChannel}}) {
    SsimCase one = {.height = shape.side,
                    .width = shape.side,
                    .convention = shape.convention,
                    .images = batch,
                    .pairs = {}};
    for (std::int32_t i = 0; i < batch; ++i) one.pairs.insert(one.pairs.end(), {i, i});
    const auto scales = kernels::ssim_scales(one.height, one.width, one.convention);
    const double flops = batch * filter_flops(scales);
    const double bytes = 2.0 * sizeof(float) * batch * double(scales.image_size());
    const std::string name =
        "ms_ssim/" + std::string(name_of(shape.convention)) + "." + std::to_string(shape.side);
    one.backward = false;
    add_operation(name + "/forward", one, flops, bytes, operations);
    one.backward = true;  // which filters the moments again, and their derivatives
    add_operation(name + "/forward_backward", one, 3 * flops, 2 * bytes, operations);
  }
}

}  // namespace sleeve::bench
