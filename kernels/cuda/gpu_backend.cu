#include <utility>

#include "kernels/cuda/batches.h"
#include "kernels/cuda/convolution.h"
#include "kernels/cuda/diversity.h"
#include "kernels/cuda/gpu_backend.h"
#include "kernels/cuda/layers.h"
#include "kernels/cuda/losses.h"
#include "kernels/cuda/materialize.h"
#include "kernels/cuda/normalization.h"
#include "kernels/cuda/optimizer.h"
#include "kernels/cuda/random.h"
#include "kernels/cuda/ssim.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
GpuBackend::GpuBackend(std::string name, std::unique_ptr<GpuDevice> device, Precision precision)
    : name_(std::move(name)),
      device_(std::move(device)),
      scratch_(*device_),
      context_{.stream = device_->stream(),
               .scratch = scratch_,
               .precision = precision,
               .multiprocessors = device_->multiprocessors()} {
  const std::size_t bytes = kTicketCount * sizeof(unsigned);
  context_.tickets = static_cast<unsigned*>(device_->allocate(bytes));
  device_->zero(context_.tickets, bytes);
}

GpuBackend::~GpuBackend() { device_->free(context_.tickets); }

void GpuBackend::conv_down(const ConvShape& shape, const PendingMap& big, const ConvWeight& weight,
                           Elements small, const ConvEpilogue& epilogue) {
  cuda::conv_down(context_, shape, big, weight, small, epilogue);
}

void GpuBackend::conv_up(const ConvShape& shape, const PendingMap& small, const ConvWeight& weight,
                         Elements big, const ConvEpilogue& epilogue) {
  cuda::conv_up(context_, shape, small, weight, big, epilogue);
}

void GpuBackend::conv_weights(const ConvShape& shape, const PendingMap& big,
                              const PendingMap& small, float* weight_gradient, bool accumulate) {
  cuda::conv_weights(context_, shape, big, small, weight_gradient, accumulate);
}

void GpuBackend::round_weights(const float* values, std::size_t n, Bfloat16* rounded) {
  cuda::round_weights(context_, values, n, rounded);
}

void GpuBackend::batch_norm_training(const BatchNorm& norm, const ChannelStatistics& statistics,
                                     std::size_t count) {
  cuda::batch_norm_training(context_, norm, statistics, count);
}

void GpuBackend::batch_norm_evaluation(const BatchNorm& norm) {
  cuda::batch_norm_evaluation(context_, norm);
}

void GpuBackend::batch_norm_backward(const BatchNorm& norm, std::size_t count, ConstElements y,
                                     const float* sum_dz, const float* sum_dz_normalized,
                                     Elements dz, float* weight_gradient, float* bias_gradient,
                                     bool accumulate) {
  cuda::batch_norm_backward(context_, norm, count, y, sum_dz, sum_dz_normalized, dz,
                            weight_gradient, bias_gradient, accumulate);
}

void GpuBackend::materialize(const PendingMap& map, std::size_t pixels, int channels, float* out) {
  cuda::materialize(context_, map, pixels, channels, out);
}

void GpuBackend::embed(const float* weights, int batch, int classes, const float* table,
                       int columns, float* out, int out_stride) {
  cuda::embed(context_, weights, batch, classes, table, columns, out, out_stride);
}

void GpuBackend::embed_backward(const float* weights, int batch, int classes,
                                const float* out_gradient, int out_stride, int columns,
                                float* table_gradient) {
  cuda::embed_backward(context_, weights, batch, classes, out_gradient, out_stride, columns,
                       table_gradient);
}

void GpuBackend::column_sums(const float* matrix, int rows, int columns, float* sums,
                             bool accumulate) {
  cuda::column_sums(context_, matrix, rows, columns, sums, accumulate);
}

void GpuBackend::acgan_loss(const AcganLoss& loss, const float* logits, float* logit_gradient,
                            LossReport* report) {
  cuda::acgan_loss(context_, loss, logits, logit_gradient, report);
}

void GpuBackend::advance(StepState* state) { cuda::advance(context_, state); }

void GpuBackend::adam(const StepState* state, Network network, float* parameters,
                      const float* gradients, float* exp_avg, float* exp_avg_sq, std::size_t n) {
  cuda::adam(context_, state, network, parameters, gradients, exp_avg, exp_avg_sq, n);
}

void GpuBackend::moving_average(const StepState* state, float* average, const float* parameters,
                                std::size_t n) {
  cuda::moving_average(context_, state, average, parameters, n);
}

void GpuBackend::draw(const StepState* state, std::uint32_t stream, Distribution distribution,
                      int rows, int columns, float* out, int out_stride) {
  cuda::draw(context_, state, stream, distribution, rows, columns, out, out_stride);
}

void GpuBackend::draw_one_hot(const StepState* state, std::uint32_t stream, int rows, int classes,
                              float* out) {
  cuda::draw_one_hot(context_, state, stream, rows, classes, out);
}

void GpuBackend::draw_keep_mask(const StepState* state, std::uint32_t stream, float rate,
                                std::size_t n, std::uint8_t* keep) {
  cuda::draw_keep_mask(context_, state, stream, rate, n, keep);
}

void GpuBackend::draw_instance_noise(const StepState* state, std::uint32_t stream, std::size_t n,
                                     float* noise) {
  cuda::draw_instance_noise(context_, state, stream, n, noise);
}

void GpuBackend::add(const float* a, const float* b, std::size_t n, float* out) {
  cuda::add(context_, a, b, n, out);
}

void GpuBackend::gather(const StepState* state, const CoverTable& table, bool flip,
                        const CoverBatch& batch) {
  cuda::gather(context_, state, table, flip, batch);
}

void GpuBackend::ms_ssim(const SsimPairs& pairs, float* scores, float* means) {
  cuda::ms_ssim(context_, pairs, scores, means);
}

void GpuBackend::ms_ssim_backward(const SsimPairs& pairs, const float* means,
                                  const float* score_gradients, float* first_gradient,
                                  float* second_gradient) {
  cuda::ms_ssim_backward(context_, pairs, means, score_gradients, first_gradient, second_gradient);
}

void GpuBackend::pair_equal_labels(const BatchLabels& labels, std::int32_t* pairs) {
  cuda::pair_equal_labels(context_, labels, pairs);
}

void GpuBackend::diversity_loss(const std::int32_t* pairs, int pair_count, float weight,
                                const float* scores, float* score_gradients, LossReport* report) {
  cuda::diversity_loss(context_, pairs, pair_count, weight, scores, score_gradients, report);
}

void GpuBackend::add_tanh_gradient(const float* out, const float* out_gradient, std::size_t n,
                                   float* dz) {
  cuda::add_tanh_gradient(context_, out, out_gradient, n, dz);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
