#include "bench/network_operations.h"
#include "tests/kernels/cases/batch_case.h"
#include "tests/kernels/cases/draw_case.h"
#include "tests/kernels/cases/layer_case.h"
#include "tests/kernels/cases/loss_case.h"
#include "tests/kernels/cases/normalization_case.h"
#include "tests/kernels/cases/optimizer_case.h"

namespace sleeve::bench {
namespace {

using namespace kernels::cases;

constexpr double kFloat = sizeof(float);
constexpr std::uint64_t kStep = 41;  // some way into a training
constexpr float kDropout = 0.5F;

double image_size(const Networks& networks) {
  return double(networks.generator.image_map().size());
}

}  // namespace

void add_end_operations(const Networks& networks, std::vector<Operation>& operations) {
  const net::Config& config = networks.config;
  const int batch = config.data.batch, genres = static_cast<int>(networks.labels.genres.size());
  const int columns = config.model.embedding, stride = networks.generator.input_columns();
  const EmbedCase embed{batch, genres, columns, stride};
  const double embed_bytes =
      kFloat * (double(batch) * (genres + columns) + double(genres) * columns);
  const auto add_embed = [&](const std::string& name, void (EmbedCase::*launch)(Workbench&) const) {
    const Case part{name, [=](Workbench& bench) { (embed.*launch)(bench); }};
    operations.push_back({.name = name, .parts = {part}, .bytes = embed_bytes});
  };
  add_embed("embed/generator.genre", &EmbedCase::forward);
  add_embed("embed_backward/generator.genre", &EmbedCase::backward);

  const int side = config.model.image_size;
  const MaterializeCase images{.pixels = std::size_t(batch) * std::size_t(side) * std::size_t(side),
                               .channels = 3,
                               .options = {.activation = kernels::Activation::kTanh},
                               .full = true};
  add_operation("materialize/generator.images", images, 0, 2 * kFloat * image_size(networks),
                operations);

  const kernels::Heads& heads = networks.discriminator.heads();
  const double logits = double(batch) * heads.columns();
  add_operation("acgan_loss/discriminator.heads", LossCase{.heads = heads, .batch = batch}, 0,
                3 * kFloat * logits, operations);
  add_operation("column_sums/discriminator.heads", ColumnSumsCase{batch, heads.columns(), true}, 0,
                kFloat * logits, operations);
}

void add_parameter_operations(const Networks& networks, std::vector<Operation>& operations) {
  const auto add_network = [&](const std::string& name, kernels::Network network, std::size_t n) {
    const double array = kFloat * double(n);
    add_operation("adam/" + name, AdamCase{n, kStep, network}, 0, 7 * array, operations);
    if (networks.precision == kernels::Precision::kBf16) {
      add_operation("round_weights/" + name, RoundWeightsCase{n}, 0, 1.5 * array, operations);
    }
    return array;
  };
  const std::size_t n = networks.generator.parameters().size();
  const double array = add_network("generator", kernels::Network::kGenerator, n);
  add_network("discriminator", kernels::Network::kDiscriminator,
              networks.discriminator.parameters().size());
  add_operation("moving_average/generator", MovingAverageCase{n, kStep}, 0, 3 * array, operations);
  add_operation("advance", AdvanceCase{kStep}, 0, 2 * double(sizeof(kernels::StepState)),
                operations);
}

void add_input_operations(const Networks& networks, std::vector<Operation>& operations) {
  constexpr int kCovers = 4096;
  const net::Config& config = networks.config;
  const net::ModelConfig& model = config.model;
  const int batch = config.data.batch, genres = static_cast<int>(networks.labels.genres.size());
  const double images = image_size(networks);
  const GatherCase gather{.batch = batch,
                          .size = model.image_size,
                          .decades = static_cast<int>(networks.labels.decades.size()),
                          .step = kStep,
                          .draws = Draws::kAsTheyCome,
                          .flip = config.data.flip,
                          .covers = kCovers};
  add_operation("gather/covers", gather, 0, (1 + kFloat) * images, operations);
  const DrawPlace place{.step = kStep};
  add_operation("draw/generator.latents",
                DrawCase{place, model.latent_distribution, batch, model.latent,
                         networks.generator.input_columns()},
                0, kFloat * double(batch) * model.latent, operations);
  add_operation("draw_one_hot/generator.genres", OneHotCase{place, batch, genres}, 0,
                kFloat * double(batch) * genres, operations);
  const std::size_t map = networks.discriminator.layers().front().output.size();
  add_operation("draw_keep_mask/discriminator.down.0", KeepMaskCase{place, kDropout, map}, 0,
                double(map), operations);
  const std::size_t n = networks.generator.image_map().size();
  add_operation("draw_instance_noise/images", NoiseCase{place, n}, 0, kFloat * images, operations);
  add_operation("add/images", AddCase{n, AddCase::kApart}, 0, 3 * kFloat * images, operations);
}

}  // namespace sleeve::bench
