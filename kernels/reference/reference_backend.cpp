#include "kernels/reference/reference_backend.h"

#include "kernels/reference/batches.h"
#include "kernels/reference/convolution.h"
#include "kernels/reference/diversity.h"
#include "kernels/reference/layers.h"
#include "kernels/reference/losses.h"
#include "kernels/reference/normalization.h"
#include "kernels/reference/optimizer.h"
#include "kernels/reference/random.h"
#include "kernels/reference/ssim.h"

namespace sleeve::kernels {

std::string ReferenceBackend::name() const { return "reference"; }

Device& ReferenceBackend::device() { return *device_; }

void ReferenceBackend::conv_down(const ConvShape& shape, const PendingMap& big,
                                 const ConvWeight& weight, Elements small,
                                 const ConvEpilogue& epilogue) {
  reference::conv_down(shape, big, weight.values, small, epilogue);
}

void ReferenceBackend::conv_up(const ConvShape& shape, const PendingMap& small,
                               const ConvWeight& weight, Elements big,
                               const ConvEpilogue& epilogue) {
  reference::conv_up(shape, small, weight.values, big, epilogue);
}

void ReferenceBackend::conv_weights(const ConvShape& shape, const PendingMap& big,
                                    const PendingMap& small, float* weight_gradient,
                                    bool accumulate) {
  reference::conv_weights(shape, big, small, weight_gradient, accumulate);
}

void ReferenceBackend::round_weights(const float* values, std::size_t n, Bfloat16* rounded) {
  for (std::size_t i = 0; i < n; ++i) rounded[i] = to_bfloat16(values[i]);
}

void ReferenceBackend::batch_norm_training(const BatchNorm& norm,
                                           const ChannelStatistics& statistics, std::size_t count) {
  reference::batch_norm_training(norm, statistics, count);
}

void ReferenceBackend::batch_norm_evaluation(const BatchNorm& norm) {
  reference::batch_norm_evaluation(norm);
}

void ReferenceBackend::batch_norm_backward(const BatchNorm& norm, std::size_t count,
                                           ConstElements y, const float* sum_dz,
                                           const float* sum_dz_normalized, Elements dz,
                                           float* weight_gradient, float* bias_gradient,
                                           bool accumulate) {
  reference::batch_norm_backward(norm, count, y, sum_dz, sum_dz_normalized, dz, weight_gradient,
                                 bias_gradient, accumulate);
}

void ReferenceBackend::materialize(const PendingMap& map, std::size_t pixels, int channels,
                                   float* out) {
  reference::materialize(map, pixels, channels, out);
}

void ReferenceBackend::embed(const float* weights, int batch, int classes, const float* table,
                             int columns, float* out, int out_stride) {
  reference::embed(weights, batch, classes, table, columns, out, out_stride);
}

void ReferenceBackend::embed_backward(const float* weights, int batch, int classes,
                                      const float* out_gradient, int out_stride, int columns,
                                      float* table_gradient) {
  reference::embed_backward(weights, batch, classes, out_gradient, out_stride, columns,
                            table_gradient);
}

void ReferenceBackend::column_sums(const float* matrix, int rows, int columns, float* sums,
                                   bool accumulate) {
  reference::column_sums(matrix, rows, columns, sums, accumulate);
}

void ReferenceBackend::acgan_loss(const AcganLoss& loss, const float* logits, float* logit_gradient,
                                  LossReport* report) {
  const reference::LossValues values = reference::acgan_loss(loss, logits, logit_gradient);
  report->total = static_cast<float>(values.total);
  report->source = static_cast<float>(values.source);
  report->genre = static_cast<float>(values.genre);
  report->decade = static_cast<float>(values.decade);
  report->code = static_cast<float>(values.code);
  report->diversity = 0;
  report->probability = static_cast<float>(values.probability);
  report->genre_accuracy = static_cast<float>(values.genre_accuracy);
  report->decade_accuracy = static_cast<float>(values.decade_accuracy);
}

void ReferenceBackend::advance(StepState* state) {
  *state = state_of_step(state->schedule, state->step + 1);
}

void ReferenceBackend::adam(const StepState* state, Network network, float* parameters,
                            const float* gradients, float* exp_avg, float* exp_avg_sq,
                            std::size_t n) {
  reference::adam(*state, network, parameters, gradients, exp_avg, exp_avg_sq, n);
}

void ReferenceBackend::moving_average(const StepState* state, float* average,
                                      const float* parameters, std::size_t n) {
  reference::moving_average(*state, average, parameters, n);
}

void ReferenceBackend::draw(const StepState* state, std::uint32_t stream, Distribution distribution,
                            int rows, int columns, float* out, int out_stride) {
  reference::draw(*state, stream, distribution, rows, columns, out, out_stride);
}

void ReferenceBackend::draw_one_hot(const StepState* state, std::uint32_t stream, int rows,
                                    int classes, float* out) {
  reference::draw_one_hot(*state, stream, rows, classes, out);
}

void ReferenceBackend::draw_keep_mask(const StepState* state, std::uint32_t stream, float rate,
                                      std::size_t n, std::uint8_t* keep) {
  reference::draw_keep_mask(*state, stream, rate, n, keep);
}

void ReferenceBackend::draw_instance_noise(const StepState* state, std::uint32_t stream,
                                           std::size_t n, float* noise) {
  reference::draw_instance_noise(*state, stream, n, noise);
}

void ReferenceBackend::add(const float* a, const float* b, std::size_t n, float* out) {
  for (std::size_t i = 0; i < n; ++i) out[i] = a[i] + b[i];
}

void ReferenceBackend::gather(const StepState* state, const CoverTable& table, bool flip,
                              const CoverBatch& batch) {
  reference::gather(*state, table, flip, batch);
}

void ReferenceBackend::ms_ssim(const SsimPairs& pairs, float* scores, float* means) {
  reference::ms_ssim(pairs, scores, means);
}

void ReferenceBackend::ms_ssim_backward(const SsimPairs& pairs, const float* means,
                                        const float* score_gradients, float* first_gradient,
                                        float* second_gradient) {
  reference::ms_ssim_backward(pairs, means, score_gradients, first_gradient, second_gradient);
}

void ReferenceBackend::pair_equal_labels(const BatchLabels& labels, std::int32_t* pairs) {
  reference::pair_equal_labels(labels, pairs);
}

void ReferenceBackend::diversity_loss(const std::int32_t* pairs, int pair_count, float weight,
                                      const float* scores, float* score_gradients,
                                      LossReport* report) {
  const double mean =
      reference::diversity_loss(pairs, pair_count, double(weight), scores, score_gradients);
  report->diversity = static_cast<float>(mean);
  report->total = static_cast<float>(double(report->total) + double(weight) * mean);
}

void ReferenceBackend::add_tanh_gradient(const float* out, const float* out_gradient, std::size_t n,
                                         float* dz) {
  reference::add_tanh_gradient(out, out_gradient, n, dz);
}

std::unique_ptr<Backend> make_reference_backend(Precision precision) {
  return std::make_unique<ReferenceBackend>(precision);
}

}  // namespace sleeve::kernels
