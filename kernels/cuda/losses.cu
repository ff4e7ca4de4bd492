#include <string>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/losses.cuh"
#include "kernels/cuda/losses.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void acgan_loss(Context& context, const AcganLoss& loss, const float* logits, float* logit_gradient,
                LossReport* report) {
  int column = 0;
  const auto head = [&](int columns, const float* targets, float weight) {
    const LossHead next = {.logits = logits + column,
                           .gradient = logit_gradient + column,
                           .targets = targets,
                           .classes = columns,
                           .stride = loss.heads.columns(),
                           .weight = double(weight)};
    column += columns;
    return next;
  };
  const LossHead source = head(loss.heads.sources, nullptr, 1);
  const LossHead genres = head(loss.heads.genres, loss.genres, loss.genre_weight);
  const LossHead decades = head(loss.heads.decades, loss.decades, loss.decade_weight);
  const LossHead codes = head(loss.heads.codes, loss.codes, loss.code_weight);
  launch(context.stream,
         "acgan_loss " + std::to_string(loss.batch) + "x" + std::to_string(loss.heads.columns()),
         {.grid = dim3(1), .block = dim3(kLossThreads)}, acgan_loss_kernel, loss.batch,
         loss.source_target, source, genres, decades, codes, report);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
