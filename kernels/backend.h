// Every operation of a training step, once. Implementations: reference (the definition), cpu, cuda,
// simt (the source of cuda, run on the CPU) and library (cuDNN and cuBLAS).
//
// Arrays are f32 unless said otherwise (Elements: f32, or bf16 where precision() is) and live in
// memory of device(). Operations are launched in order and may finish later; Device::synchronize
// waits. None takes a value that changes from step to step as an argument (such values are read
// from StepState), none returns a value to the host, and none allocates arrays that its caller
// sees: a step is a fixed sequence of launches. Results depend on the arguments alone, never on the
// number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/convolution.h"
#include "kernels/device.h"
#include "kernels/precision.h"
#include "kernels/ssim.h"
#include "kernels/step_state.h"

namespace sleeve::kernels {

enum class Distribution : std::uint8_t { kNormal, kUniform };  // N(0, 1); uniform in (-1, 1)
enum class Network : std::uint8_t { kGenerator, kDiscriminator };

/// A data set where a backend can read it (docs/data.md describes its labels).
///
/// A table is staged where the data set is larger than the device's memory: it then holds the
/// covers of two batches only, those of an even step first. Cover i of a batch of n is element
/// (step & 1) * n + i of images, genres and decades, and nothing is drawn from it.
struct CoverTable {
  const std::uint8_t* images = nullptr;   // [N, size, size, 3]
  const std::uint8_t* genres = nullptr;   // [N, genre_count] of 0 and 1
  const std::int16_t* decades = nullptr;  // [N]; -1: unknown
  int size = 0, genre_count = 0, decade_count = 0;
  const std::int32_t* rows = nullptr;  // [row_count]: the rows of the table to draw from
  std::int64_t row_count = 0;
  // For balanced draws: the rows of genre g are genre_rows[genre_begin[g] .. genre_begin[g + 1]).
  // null: rows are drawn as they come.
  const std::int32_t* genre_rows = nullptr;
  const std::int64_t* genre_begin = nullptr;  // [genre_count + 1]
  // [2 n]: which rows of the data set the covers of a staged table are. null: not staged.
  const std::int32_t* staged_rows = nullptr;
};

/// A batch of covers as a training step reads it.
struct CoverBatch {
  int batch = 0;
  float* images = nullptr;       // [batch, size, size, 3] in [-1, 1]: byte / 127.5 - 1
  float* genres = nullptr;       // [batch, genre_count]: set / number set; all 0 if none is
  float* decades = nullptr;      // [batch, decade_count]: one-hot; all 0 if unknown
  std::int32_t* rows = nullptr;  // [batch]: which rows of the data set these are
};

/// Batch normalisation of a raw map y: z = scale * y + shift,
/// scale = weight * inverse_deviation, shift = bias - mean * scale, from mean and scale as stored.
/// All arrays [channels].
template <typename T>
struct BatchNormOf {
  int channels = 0;
  const T* weight = nullptr;
  const T* bias = nullptr;
  T* running_mean = nullptr;
  T* running_var = nullptr;
  T epsilon = T(1e-5);
  T momentum = T(0.1);
  T* scale = nullptr;  // results from here on
  T* shift = nullptr;
  T* mean = nullptr;
  T* inverse_deviation = nullptr;  // 1 / sqrt(biased variance + epsilon)
};
using BatchNorm = BatchNormOf<float>;

/// Columns of the discriminator's heads: [source | genres | decades | codes].
struct Heads {
  int genres = 0, decades = 0, codes = 0;
  int sources = 1;  // 0: a classifier, which does not say whether a cover is real
  int columns() const { return sources + genres + decades + codes; }
};

/// One pass of the adversarial and auxiliary losses over logits [batch, heads.columns()].
struct AcganLoss {
  Heads heads;
  int batch = 0;
  float source_target = 1;  // of the sigmoid cross-entropy; 0.9 smooths
  float genre_weight = 0, decade_weight = 0, code_weight = 0;
  const float* genres = nullptr;   // [batch, genres], targets: each row sums to 1, or to 0 (masked)
  const float* decades = nullptr;  // [batch, decades], likewise
  const float* codes = nullptr;    // [batch, codes]; null: masked
};

/// What one pass reports, in device memory. Losses are means over the (unmasked) rows, unweighted,
/// but for `total`, the weighted sum. With nothing unmasked, or no head, a loss, an accuracy and
/// the probability are 0.
struct LossReport {
  float total, source, genre, decade, code;
  float diversity;       // mean MS-SSIM of the pairs of diversity_loss; 0 where there is none
  float probability;     // mean sigmoid of the source logits
  float genre_accuracy;  // share of unmasked rows whose largest genre logit (the first of equal
                         // ones) has a target above 0
  float decade_accuracy;
};

/// What the covers of a batch were asked to be.
struct BatchLabels {
  int rows = 0, genre_count = 0, decade_count = 0;
  const float* genres = nullptr;   // [rows, genre_count]
  const float* decades = nullptr;  // [rows, decade_count]
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string name() const = 0;
  virtual Device& device() = 0;
  virtual Precision precision() const { return Precision::kF32; }
  /// Feature maps of more than 4 channels are read by so many channels at once where their number
  /// is a multiple of it; others one by one, which is slower.
  virtual int channels_at_once() const { return 1; }

  // -- Convolutions (kernels/convolution.h). A shape must pass check().
  virtual void conv_down(const ConvShape&, const PendingMap& big, const ConvWeight& weight,
                         Elements small, const ConvEpilogue&) = 0;
  virtual void conv_up(const ConvShape&, const PendingMap& small, const ConvWeight& weight,
                       Elements big, const ConvEpilogue&) = 0;
  /// weight_gradient = (accumulate ? weight_gradient : 0) + small x big.
  virtual void conv_weights(const ConvShape&, const PendingMap& big, const PendingMap& small,
                            float* weight_gradient, bool accumulate) = 0;
  /// The weights that bf16 convolutions read (ConvWeight::rounded).
  virtual void round_weights(const float* values, std::size_t n, Bfloat16* rounded) = 0;

  // -- Normalisation and activation
  /// From statistics over `count` elements a channel: scale, shift, mean, inverse_deviation, and
  /// the running averages: running += momentum * (batch - running), with the unbiased variance
  /// (count > 1, as in PyTorch).
  virtual void batch_norm_training(const BatchNorm&, const ChannelStatistics&,
                                   std::size_t count) = 0;
  /// scale and shift from the running averages; mean and inverse_deviation are left alone.
  virtual void batch_norm_evaluation(const BatchNorm&) = 0;
  /// In place dz -> dy for a raw map y [count, channels], from the sums of PendingGradient:
  ///   dy = scale * (dz - sum_dz / count - (y - mean) * inverse_deviation * sum_dz_normalized /
  ///   count).
  /// weight_gradient (+)= sum_dz_normalized and bias_gradient (+)= sum_dz, unless null.
  virtual void batch_norm_backward(const BatchNorm&, std::size_t count, ConstElements y,
                                   const float* sum_dz, const float* sum_dz_normalized, Elements dz,
                                   float* weight_gradient, float* bias_gradient,
                                   bool accumulate) = 0;
  /// out[i, c] = the pending value of map[i, c]; pixels x channels.
  virtual void materialize(const PendingMap& map, std::size_t pixels, int channels, float* out) = 0;

  // -- Small layers
  /// out[n, 0..columns) = sum_k weights[n, k] * table[k, :]; rows of out are out_stride apart.
  virtual void embed(const float* weights, int batch, int classes, const float* table, int columns,
                     float* out, int out_stride) = 0;
  /// table_gradient[k, :] = sum_n weights[n, k] * out_gradient[n, :], whose rows are out_stride
  /// apart.
  virtual void embed_backward(const float* weights, int batch, int classes,
                              const float* out_gradient, int out_stride, int columns,
                              float* table_gradient) = 0;
  /// sums[c] = (accumulate ? sums[c] : 0) + sum_r matrix[r, c].
  virtual void column_sums(const float* matrix, int rows, int columns, float* sums,
                           bool accumulate) = 0;

  // -- Losses. logit_gradient [batch, heads.columns()] is that of report->total; in a masked row
  // of a head it is exactly 0. Sigmoid cross-entropy of the source, softmax cross-entropy of genres
  // and decades, mean squared error of the codes; report->diversity is 0.
  virtual void acgan_loss(const AcganLoss&, const float* logits, float* logit_gradient,
                          LossReport* report) = 0;

  // -- Steps, optimiser, moving average
  /// *state = the state of step state->step + 1 (state_of_step); starts from an uploaded state.
  virtual void advance(StepState* state) = 0;
  /// Adam (Kingma & Ba 2014) as in PyTorch; the rate is that of `network` in state->schedule.
  virtual void adam(const StepState* state, Network network, float* parameters,
                    const float* gradients, float* exp_avg, float* exp_avg_sq, std::size_t n) = 0;
  /// average = decay * average + (1 - decay) * parameters, decay being state->average_decay.
  virtual void moving_average(const StepState* state, float* average, const float* parameters,
                              std::size_t n) = 0;

  // -- Random draws: pure functions of (state->schedule.seed, stream, state->step, element), see
  // kernels/philox.h. `stream` tells draws of one step apart (kernels/streams.h).
  /// out[r, c], rows out_stride apart; the element is r * columns + c. Uniform: 2 uniform - 1.
  virtual void draw(const StepState* state, std::uint32_t stream, Distribution distribution,
                    int rows, int columns, float* out, int out_stride) = 0;
  /// One-hot rows, uniform over the classes: row r is below(r, classes).
  virtual void draw_one_hot(const StepState* state, std::uint32_t stream, int rows, int classes,
                            float* out) = 0;
  /// keep[i] = 0 with probability `rate` (uniform(i) < rate), else 1.
  virtual void draw_keep_mask(const StepState* state, std::uint32_t stream, float rate,
                              std::size_t n, std::uint8_t* keep) = 0;
  /// noise[i] = state->instance_noise * N(0, 1).
  virtual void draw_instance_noise(const StepState* state, std::uint32_t stream, std::size_t n,
                                   float* noise) = 0;
  /// out = a + b; out may be either.
  virtual void add(const float* a, const float* b, std::size_t n, float* out) = 0;

  // -- Batches
  /// Draws (kernels/cover_rows.h) and gathers the batch of state->step. As they come: position p =
  /// step * batch + i of an endless sequence of shuffled epochs (kernels/shuffle.h):
  /// rows[shuffled(p % row_count)] of epoch p / row_count. Balanced: a genre uniformly among those
  /// that have rows (element 2i of its stream), then one of its rows uniformly (2i + 1). From a
  /// staged table: what is there. `flip` mirrors cover i if below(i, 2) is 1.
  virtual void gather(const StepState* state, const CoverTable& table, bool flip,
                      const CoverBatch& batch) = 0;

  // -- Similarity (kernels/ssim.h)
  /// scores [pair_count]; means [pair_count, scales.mean_count()], which the way back needs, may be
  /// null. A score is at most 1, 1 of an image with itself, and the same bits if a pair's images
  /// change places.
  virtual void ms_ssim(const SsimPairs& pairs, float* scores, float* means) = 0;
  /// From the means that ms_ssim wrote and the gradients of the scores [pair_count]: the gradients
  /// by both arrays, 0 where an image is in no pair. An image's gradient is summed in the order of
  /// pairs, of one pair's by first and then by second: where first and second are one array,
  /// first_gradient and second_gradient may be, too.
  virtual void ms_ssim_backward(const SsimPairs& pairs, const float* means,
                                const float* score_gradients, float* first_gradient,
                                float* second_gradient) = 0;

  // -- Diversity: how alike the covers of a batch are that were asked to be the same
  /// pairs [rows, 2]: (i, the next row after i with the labels of i), or (i, i) if there is none.
  /// Without labels all rows are equal.
  virtual void pair_equal_labels(const BatchLabels& labels, std::int32_t* pairs) = 0;
  /// The mean of the scores [pair_count] of pairs of two different images; those of others are
  /// ignored. report->diversity is set to it, 0 if there are none, and report->total grows by
  /// `weight` times it, of which score_gradients [pair_count] is the gradient.
  virtual void diversity_loss(const std::int32_t* pairs, int pair_count, float weight,
                              const float* scores, float* score_gradients, LossReport* report) = 0;
  /// dz += out_gradient * (1 - out^2): the gradient through out = tanh(z), beside one that is
  /// already there. All [n].
  virtual void add_tanh_gradient(const float* out, const float* out_gradient, std::size_t n,
                                 float* dz) = 0;
};

/// The names that make_backend takes in this build.
std::vector<std::string> backend_names();

/// name: "reference", "cpu", "simt", or, in builds with CUDA, "cuda" or "library". threads, of
/// those that compute on the CPU: 0 for one per core this process may use. The reference stores
/// maps as they are given and multiplies exactly in every precision; cpu knows f32 only. Throws
/// std::invalid_argument, naming the known backends, or if it does not offer the precision;
/// DeviceUnavailable.
std::unique_ptr<Backend> make_backend(const std::string& name, int threads = 0,
                                      Precision precision = Precision::kF32);

}  // namespace sleeve::kernels
