#include "kernels/cpu/cpu_backend.h"

#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/gather_convolution.h"
#include "kernels/cpu/random.h"
#include "kernels/cpu/ssim.h"
#include "kernels/cpu/weight_gradient.h"
#include "kernels/cpu/workspace.h"
#include "kernels/reference/reference_backend.h"

namespace sleeve::kernels {
namespace {

/// Overrides what a step spends its time in. The rest, operations on a few thousand numbers, is
/// the reference's.
class CpuBackend final : public ReferenceBackend {
 public:
  explicit CpuBackend(int threads) : workspace_(threads) {}

  std::string name() const override { return "cpu"; }

  void conv_down(const ConvShape& shape, const PendingMap& big, const ConvWeight& weight,
                 Elements small, const ConvEpilogue& epilogue) override {
    check(shape);
    cpu::gather_convolution(cpu::plan_conv_down(shape), big, weight.values, small.full(), epilogue,
                            workspace_);
  }
  void conv_up(const ConvShape& shape, const PendingMap& small, const ConvWeight& weight,
               Elements big, const ConvEpilogue& epilogue) override {
    check(shape);
    cpu::gather_convolution(cpu::plan_conv_up(shape), small, weight.values, big.full(), epilogue,
                            workspace_);
  }
  void conv_weights(const ConvShape& shape, const PendingMap& big, const PendingMap& small,
                    float* weight_gradient, bool accumulate) override {
    check(shape);
    cpu::weight_gradient(shape, big, small, weight_gradient, accumulate, workspace_);
  }

  void batch_norm_backward(const BatchNorm& norm, std::size_t count, ConstElements y,
                           const float* sum_dz, const float* sum_dz_normalized, Elements dz,
                           float* weight_gradient, float* bias_gradient, bool accumulate) override {
    cpu::batch_norm_backward(norm, count, y.full(), sum_dz, sum_dz_normalized, dz.full(),
                             workspace_.pool);
    // The gradients of weight and bias follow from the sums alone.
    ReferenceBackend::batch_norm_backward(norm, 0, nullptr, sum_dz, sum_dz_normalized, nullptr,
                                          weight_gradient, bias_gradient, accumulate);
  }
  void materialize(const PendingMap& map, std::size_t pixels, int channels, float* out) override {
    cpu::materialize(map, pixels, channels, out, workspace_);
  }
  void adam(const StepState* state, Network network, float* parameters, const float* gradients,
            float* exp_avg, float* exp_avg_sq, std::size_t n) override {
    const Schedule& schedule = state->schedule;
    const double rate =
        network == Network::kGenerator ? schedule.generator_rate : schedule.discriminator_rate;
    cpu::adam(*state, rate, parameters, gradients, exp_avg, exp_avg_sq, n, workspace_.pool);
  }
  void moving_average(const StepState* state, float* average, const float* parameters,
                      std::size_t n) override {
    cpu::moving_average(state->average_decay, average, parameters, n, workspace_.pool);
  }
  void draw_keep_mask(const StepState* state, std::uint32_t stream, float rate, std::size_t n,
                      std::uint8_t* keep) override {
    cpu::draw_keep_mask(*state, stream, rate, n, keep, workspace_.pool);
  }
  void draw_instance_noise(const StepState* state, std::uint32_t stream, std::size_t n,
                           float* noise) override {
    cpu::draw_instance_noise(*state, stream, n, noise, workspace_.pool);
  }
  void add(const float* a, const float* b, std::size_t n, float* out) override {
    cpu::add(a, b, n, out, workspace_.pool);
  }
  void ms_ssim(const SsimPairs& pairs, float* scores, float* means) override {
    cpu::ms_ssim(pairs, scores, means, workspace_);
  }
  void ms_ssim_backward(const SsimPairs& pairs, const float* means, const float* score_gradients,
                        float* first_gradient, float* second_gradient) override {
    cpu::ms_ssim_backward(pairs, means, score_gradients, first_gradient, second_gradient,
                          workspace_);
  }

 private:
  cpu::Workspace workspace_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(int threads) {
  return std::make_unique<CpuBackend>(threads > 0 ? threads : available_threads());
}

}  // namespace sleeve::kernels
