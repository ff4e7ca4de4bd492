// Every operation of kernels::Backend by the kernels of this folder.
#pragma once

#include <memory>
#include <string>

#include "kernels/backend.h"
#include "kernels/cuda/context.h"
#include "kernels/cuda/gpu_device.h"
#include "kernels/cuda/operand_sizes.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Backends that do some operations otherwise override those.
class GpuBackend : public Backend {
 public:
  /// Throws OutOfMemory.
  GpuBackend(std::string name, std::unique_ptr<GpuDevice> device, Precision precision);
  ~GpuBackend() override;

  std::string name() const override { return name_; }
  Device& device() override { return *device_; }
  Precision precision() const override { return context_.precision; }
  int channels_at_once() const override { return operand_chunk(context_.precision); }

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

 protected:
  Context& context() { return context_; }

 private:
  std::string name_;
  std::unique_ptr<GpuDevice> device_;
  Scratch scratch_;
  Context context_;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
