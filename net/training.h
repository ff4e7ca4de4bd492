// The AC-GAN training step (Odena, Olah, Shlens 2016) over a backend.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/batch_source.h"
#include "net/config.h"
#include "net/labels.h"
#include "net/network_state.h"
#include "net/step_inputs.h"

namespace sleeve::net {

class Generator;
class Discriminator;

/// What one step reports; losses as in the formulas of Training, probabilities of the source head.
struct StepReport {
  std::uint64_t step = 0;  // steps finished, this one included
  double loss_discriminator = 0;
  double loss_generator = 0;
  kernels::LossReport real{}, fake{}, generator{};
  bool finite() const;
};

/// What a step reports, on its way from the device.
class PendingReport {
 public:
  PendingReport(std::uint64_t step, std::shared_ptr<kernels::Readback> losses)
      : step_(step), losses_(std::move(losses)) {}
  std::uint64_t step() const { return step_; }
  bool ready() { return losses_->ready(); }
  /// Throws kernels::LaunchError.
  StepReport wait();

 private:
  std::uint64_t step_;
  std::shared_ptr<kernels::Readback> losses_;
};

/// One step, from one batch of covers and one batch of fakes that serves both halves:
///   D on real, D on fakes (detached), Adam on D; D on the same fakes without weight gradients,
///   G backward, Adam on G; moving average of G.
///   L_D = BCE(real, real_target) + BCE(fake, 0) + w (CE(real labels) + f CE(fake labels))
///   L_G = BCE(fake, 1) + w CE(fake labels), and likewise for decades; + c SE(codes) in both;
///         + v MS-SSIM(fakes of one label), the mean over the pairs of net/diversity_term.h.
/// With one genre, or none, there is no genre loss; covers without a genre or decade have none
/// either.
class Training {
 public:
  /// Builds the networks and takes their memory; weights are unset. Throws std::invalid_argument if
  /// recipe, labels and source do not fit together, kernels::OutOfMemory.
  Training(const Config& config, const Labels& labels, kernels::Backend& backend,
           engine::BatchSource& source);
  ~Training();

  /// Fresh weights from the seed, at step 0.
  void initialize();
  /// Goes on at `step`, with weights, moments and averages loaded by the caller.
  void continue_at(std::uint64_t step);
  /// The moving average starts from the generator's weights as they are.
  void start_average();

  /// Launches draw_inputs() and compute_step(), from the second time on as one recording. Returns
  /// while the device may still be at work on the last few steps, which step() counts as done.
  /// Throws kernels::OutOfMemory (the first time), kernels::LaunchError.
  void run_step();
  /// Gathers the covers and draws everything random of the coming step.
  void draw_inputs();
  /// The step itself, from whatever inputs() holds.
  void compute_step();
  std::uint64_t step() const;
  /// What the last step reports; there must have been one.
  PendingReport last_report();
  /// The same, waited for.
  StepReport report();
  /// After a report that is not finite: the first array, in order of computation, that is not.
  std::string first_not_finite();

  const Config& config() const;
  const Labels& labels() const;
  kernels::Backend& backend();
  NetworkState& generator_state();
  NetworkState& discriminator_state();
  float* average_values();   // generator_ema, laid out as generator_state().values
  float* average_running();  // its running statistics
  const Generator& generator() const;
  const Discriminator& discriminator() const;
  /// What enters the coming step, or entered the last one.
  const StepInputs& inputs() const;
  /// False if there are not two genres to tell apart: the genre loss is then 0, as is its gradient.
  bool uses_genre_loss() const;

  std::size_t device_bytes() const;
  /// Multiplications and additions of one step.
  double flops_per_step() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sleeve::net
