#include "apps/support/config_keys.h"

namespace sleeve::apps {
namespace {

constexpr auto kMaxSteps = std::int64_t{1'000'000'000};

Fields<net::DataConfig> data_fields() {
  using Data = net::DataConfig;
  return {number("batch", &Data::batch, 1, 65536, "covers (and fakes) per training step"),
          flag("flip", &Data::flip, "mirror every other cover at random; mirrors letters too"),
          flag("balance", &Data::balance, "draw genres evenly instead of covers as they come")};
}

Fields<net::LayerConfig> layer_fields() {
  using Layer = net::LayerConfig;
  return {required(number("channels", &Layer::channels, 1, 65536, "channels that it makes")),
          number("kernel", &Layer::kernel, 3, 5, "taps along each side"),
          number("stride", &Layer::stride, 1, 2, "factor between the sizes of its maps"),
          flag("norm", &Layer::norm, "batch normalisation"),
          number("dropout", &Layer::dropout, 0, 0.99F, "share of activations dropped")};
}

Fields<net::FirstMapConfig> first_map_fields() {
  using First = net::FirstMapConfig;
  return {number("size", &First::size, 1, 64, "pixels along each side"),
          required(number("channels", &First::channels, 1, 65536, "channels")),
          flag("norm", &First::norm, "batch normalisation"),
          flag("linear", &First::linear, "no activation")};
}

Fields<net::ModelConfig> model_fields() {
  using Model = net::ModelConfig;
  using kernels::Distribution;
  const Fields<net::GeneratorConfig> generator = {
      required(part("first", &net::GeneratorConfig::first, first_map_fields())),
      required(list("up", &net::GeneratorConfig::up, layer_fields()))};
  const Fields<net::DiscriminatorConfig> discriminator = {
      required(list("down", &net::DiscriminatorConfig::down, layer_fields()))};
  return {number("image_size", &Model::image_size, 8, 1024, "pixels along each side of a cover"),
          number("latent", &Model::latent, 1, 65536, "noise inputs of the generator"),
          choice("latent_distribution", &Model::latent_distribution,
                 {{"normal", Distribution::kNormal}, {"uniform", Distribution::kUniform}},
                 "of the noise: N(0, 1), or uniform in (-1, 1)"),
          number("codes", &Model::codes, 0, 1024,
                 "further inputs, uniform in (-1, 1), that the discriminator predicts"),
          number("embedding", &Model::embedding, 1, 65536,
                 "inputs that stand for a genre, or a decade"),
          number("generator_width", &Model::generator_width, 1, 4096,
                 "channels before the last layer; they double towards the 4x4 map"),
          number("discriminator_width", &Model::discriminator_width, 1, 4096,
                 "channels after the first layer; they double towards the 4x4 map"),
          number("kernel", &Model::kernel, 3, 5, "taps along each side of every kernel"),
          number("slope", &Model::slope, 0, 1, "of the discriminator's leaky ReLU, below 0"),
          flag("decades", &Model::decades, "condition on decades as well as genres"),
          optional_part("generator", &Model::generator, generator),
          optional_part("discriminator", &Model::discriminator, discriminator)};
}

std::vector<std::pair<std::string, kernels::SsimConvention>> ssim_conventions() {
  std::vector<std::pair<std::string, kernels::SsimConvention>> words;
  for (const kernels::SsimConvention convention : kernels::kSsimConventions) {
    words.emplace_back(name_of(convention), convention);
  }
  return words;
}

Fields<net::TrainConfig> train_fields() {
  using Train = net::TrainConfig;
  using kernels::Precision;
  constexpr std::uint64_t kMaxSeed = std::numeric_limits<std::uint64_t>::max();
  return {
      number("steps", &Train::steps, 1, kMaxSteps, "train until this step"),
      number("seed", &Train::seed, 0, kMaxSeed, "of every random draw"),
      choice("precision", &Train::precision,
             {{"f32", Precision::kF32}, {"tf32", Precision::kTf32}, {"bf16", Precision::kBf16}},
             "of maps and products; cpu has f32 only"),
      number("generator_rate", &Train::generator_rate, 0, 1, "Adam's learning rate"),
      number("discriminator_rate", &Train::discriminator_rate, 0, 1, "Adam's learning rate"),
      number("beta1", &Train::beta1, 0, 0.9999, "Adam's decay of the first moment"),
      number("beta2", &Train::beta2, 0, 0.999999, "Adam's decay of the second moment"),
      number("real_target", &Train::real_target, 0.5F, 1,
             "what the discriminator is to say of real covers; below 1 smooths"),
      number("genre_weight", &Train::genre_weight, 0, 1000, "of the genre loss, in both networks"),
      number("fake_genre_weight", &Train::fake_genre_weight, 0, 1000,
             "of the discriminator's genre loss on fakes, times genre_weight"),
      number("decade_weight", &Train::decade_weight, 0, 1000, "of the decade loss"),
      number("code_weight", &Train::code_weight, 0, 1000, "of the loss on latent codes"),
      number("diversity_weight", &Train::diversity_weight, 0, 1000,
             "of the mean MS-SSIM of fakes of one genre and decade, in the generator's loss"),
      choice("diversity_convention", &Train::diversity_convention, ssim_conventions(),
             "of that MS-SSIM, and of report.diversity_every"),
      number("dropout", &Train::dropout, 0, 0.99F,
             "in the discriminator, unless model.discriminator spells it out"),
      number("instance_noise", &Train::instance_noise, 0, 10,
             "standard deviation, at step 0, of noise on all the discriminator sees"),
      number("instance_noise_steps", &Train::instance_noise_steps, 1, kMaxSteps,
             "by this step the noise has fallen to 1 %"),
      number("average_decay", &Train::average_decay, 0, 0.9999999,
             "of the generator's moving average, which draws")};
}

Fields<net::ReportConfig> report_fields() {
  using Report = net::ReportConfig;
  return {
      number("every", &Report::every, 1, kMaxSteps, "steps per line of metrics.jsonl"),
      number("samples_every", &Report::samples_every, 1, kMaxSteps, "steps per grid in samples/"),
      number("diversity_every", &Report::diversity_every, 0, kMaxSteps,
             "steps per measurement of how alike the covers of a genre are; 0: none"),
      number("checkpoint_every", &Report::checkpoint_every, 1, kMaxSteps, "steps per checkpoint"),
      number("keep", &Report::keep, 1, 1'000'000, "numbered checkpoints kept: the newest")};
}

}  // namespace

const Fields<net::Config>& config_fields() {
  static const Fields<net::Config> fields = {part("data", &net::Config::data, data_fields()),
                                             part("model", &net::Config::model, model_fields()),
                                             part("train", &net::Config::train, train_fields()),
                                             part("report", &net::Config::report, report_fields())};
  return fields;
}

std::vector<KeyHelp> config_keys() {
  std::vector<KeyHelp> keys;
  describe_fields("", config_fields(), net::Config{}, keys);
  return keys;
}

std::vector<std::string> config_key_names() {
  std::vector<std::string> names;
  for (const KeyHelp& key : config_keys()) names.push_back(key.key);
  return names;
}

}  // namespace sleeve::apps
