// The definition of every operation: plain loops from the formula, accumulation in double, results
// in f32 (or rounded once where a map is bf16), one thread. Every other backend is tested against
// it.
#pragma once

#include <memory>

#include "kernels/backend.h"

namespace sleeve::kernels {

class ReferenceBackend : public Backend {
 public:
  explicit ReferenceBackend(Precision precision = Precision::kF32) : precision_(precision) {}

  std::string name() const override;
  Precision precision() const override { return precision_; }
  Device& device() override;
  void conv_down(const ConvShape& shape, const PendingMap& big, const ConvWeight& weight,
                 Elements small, const ConvEpilogue& epilogue) override;
  void conv_up(const ConvShape& shape, const PendingMap& small, const ConvWeight& weight,
               Elements big, const ConvEpilogue& epilogue) override;
  void conv_weights(const ConvShape& shape, const PendingMap& big, const PendingMap& small,
                    float* weight_gradient, bool accumulate) override;
  void round_weights(const float* values, std::size_t n, Bfloat16* rounded) override;
  void batch_norm_training(const BatchNorm& norm, const ChannelStatistics& statistics,
                           std::size_t count) override;
  void batch_norm_evaluation(const BatchNorm& norm) override;
  void batch_norm_backward(const BatchNorm& norm, std::size_t count, ConstElements y,
                           const float* sum_dz, const float* sum_dz_normalized, Elements dz,
                           float* weight_gradient, float* bias_gradient, bool accumulate) override;
  void materialize(const PendingMap& map, std::size_t pixels, int channels, float* out) override;
  void embed(const float* weights, int batch, int classes, const float* table, int columns,
             float* out, int out_stride) override;
  void embed_backward(const float* weights, int batch, int classes, const float* out_gradient,
                      int out_stride, int columns, float* table_gradient) override;
  void column_sums(const float* matrix, int rows, int columns, float* sums,
                   bool accumulate) override;
  void acgan_loss(const AcganLoss& loss, const float* logits, float* logit_gradient,
                  LossReport* report) override;
  void advance(StepState* state) override;
  void adam(const StepState* state, Network network, float* parameters, const float* gradients,
            float* exp_avg, float* exp_avg_sq, std::size_t n) override;
  void moving_average(const StepState* state, float* average, const float* parameters,
                      std::size_t n) override;
  void draw(const StepState* state, std::uint32_t stream, Distribution distribution, int rows,
            int columns, float* out, int out_stride) override;
  void draw_one_hot(const StepState* state, std::uint32_t stream, int rows, int classes,
                    float* out) override;
  void draw_keep_mask(const StepState* state, std::uint32_t stream, float rate, std::size_t n,
                      std::uint8_t* keep) override;
  void draw_instance_noise(const StepState* state, std::uint32_t stream, std::size_t n,
                           float* noise) override;
  void add(const float* a, const float* b, std::size_t n, float* out) override;
  void gather(const StepState* state, const CoverTable& table, bool flip,
              const CoverBatch& batch) override;
  void ms_ssim(const SsimPairs& pairs, float* scores, float* means) override;
  void ms_ssim_backward(const SsimPairs& pairs, const float* means, const float* score_gradients,
                        float* first_gradient, float* second_gradient) override;
  void pair_equal_labels(const BatchLabels& labels, std::int32_t* pairs) override;
  void diversity_loss(const std::int32_t* pairs, int pair_count, float weight, const float* scores,
                      float* score_gradients, LossReport* report) override;
  void add_tanh_gradient(const float* out, const float* out_gradient, std::size_t n,
                         float* dz) override;

 private:
  Precision precision_;
  std::unique_ptr<Device> device_ = make_host_device();
};

std::unique_ptr<Backend> make_reference_backend(Precision precision);

}  // namespace sleeve::kernels
