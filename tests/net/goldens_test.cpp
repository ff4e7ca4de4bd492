// Ten training steps that PyTorch computed (goldens/make_goldens.py) from the same inputs.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "net/flat_tensors.h"
#include "support.h"

namespace sleeve::net {
namespace {

std::vector<LayerConfig> layers_of(const nlohmann::json& json) {
  std::vector<LayerConfig> layers;
  for (const nlohmann::json& layer : json) {
    layers.push_back({.channels = layer.at("channels"),
                      .kernel = layer.at("kernel"),
                      .stride = layer.at("stride"),
                      .norm = layer.at("norm"),
                      .dropout = layer.at("dropout")});
  }
  return layers;
}

Config config_of(const engine::SafetensorsReader& golden) {
  const nlohmann::json json = nlohmann::json::parse(golden.metadata("training"));
  const nlohmann::json& model = json.at("model");
  const nlohmann::json& train = json.at("train");
  const nlohmann::json& first = model.at("generator").at("first");
  Config config;
  config.data.batch = static_cast<int>(golden.tensors().at("step.1.images").shape[0]);
  config.model.image_size = model.at("image_size");
  config.model.latent = model.at("latent");
  config.model.codes = model.at("codes");
  config.model.embedding = model.at("embedding");
  config.model.slope = model.at("slope");
  config.model.decades = model.at("decades") > 0;
  config.model.generator = {{.size = first.at("size"),
                             .channels = first.at("channels"),
                             .norm = first.at("norm"),
                             .linear = first.at("linear")},
                            layers_of(model.at("generator").at("up"))};
  config.model.discriminator = {layers_of(model.at("discriminator").at("down"))};
  config.train.generator_rate = train.at("generator_rate");
  config.train.discriminator_rate = train.at("discriminator_rate");
  config.train.beta1 = train.at("beta1");
  config.train.beta2 = train.at("beta2");
  config.train.real_target = train.at("real_target");
  config.train.genre_weight = train.at("genre_weight");
  config.train.fake_genre_weight = train.at("fake_genre_weight");
  config.train.decade_weight = train.at("decade_weight");
  config.train.code_weight = train.at("code_weight");
  config.train.average_decay = train.at("average_decay");
  if (golden.contains("step.1.noise.real")) config.train.instance_noise = 1;  // given, not drawn
  return config;
}

/// Writes rows of `columns` elements, `stride` apart.
void upload_rows(kernels::Device& device, void* to, std::size_t stride,
                 std::span<const std::byte> rows, std::size_t count) {
  const std::size_t row_bytes = rows.size() / count;
  for (std::size_t row = 0; row < count; ++row) {
    device.upload(static_cast<std::byte*>(to) + row * stride, rows.data() + row * row_bytes,
                  row_bytes);
  }
}

void upload_inputs(const engine::SafetensorsReader& golden, const std::string& prefix,
                   Training& training) {
  kernels::Device& device = training.backend().device();
  const StepInputs& inputs = training.inputs();
  const auto batch = static_cast<std::size_t>(inputs.real.batch);
  for (const InputArray& array : inputs.arrays()) {
    upload_rows(device, array.data, array.stride * (array.bytes ? 1 : sizeof(float)),
                golden.bytes(prefix + array.name), batch);
    if (array.name == "codes") {  // enter the generator as well
      upload_rows(device, inputs.generator_input + inputs.latent_count,
                  std::size_t(inputs.generator_columns) * sizeof(float),
                  golden.bytes(prefix + "codes"), batch);
    }
  }
}

void check_loss(const std::string& name, double ours, double golden) {
  const bool wrong = !(std::abs(ours - golden) <= 1e-4 * std::abs(golden));
  CHECK_MESSAGE(!wrong, name, ": ", ours, " instead of ", golden);
}

void check_losses(const engine::SafetensorsReader& golden, const std::string& prefix,
                  const StepReport& report) {
  check_loss(prefix + "loss_discriminator", report.loss_discriminator,
             golden.tensor<float>(prefix + "loss_discriminator", {})[0]);
  check_loss(prefix + "loss_generator", report.loss_generator,
             golden.tensor<float>(prefix + "loss_generator", {})[0]);
  for (const auto& [pass, losses] :
       {std::pair{"real", report.real}, {"fake", report.fake}, {"generator", report.generator}}) {
    const std::string name = prefix + "losses." + pass;
    const std::span<const float> expected = golden.tensor<float>(name, {-1});
    const float ours[] = {losses.total, losses.source, losses.genre, losses.decade, losses.code};
    REQUIRE(expected.size() >= 4);
    for (std::size_t i = 0; i < expected.size(); ++i) check_loss(name, ours[i], expected[i]);
  }
}

/// The error of every tensor must be at most 1 % of the norm of its own change.
void check_weights(const engine::SafetensorsReader& golden, const std::string& prefix,
                   Training& training) {
  int compared = 0;
  for (const auto& [name, ours] : everything_of(training)) {
    if (name.starts_with("optimizer.")) continue;
    const std::span<const float> expected =
        golden.tensor<float>(prefix + name, golden.tensors().at(name).shape);
    const std::span<const float> start =
        golden.tensor<float>(name, golden.tensors().at(name).shape);
    double change = 0, error = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      change += std::pow(double(expected[i]) - double(start[i]), 2);
      error += std::pow(double(ours[i]) - double(expected[i]), 2);
    }
    const bool wrong = !(std::sqrt(error) <= 0.01 * std::sqrt(change));
    CHECK_MESSAGE(!wrong, name, ": error ", std::sqrt(error), ", change ", std::sqrt(change));
    CHECK(change > 0);
    ++compared;
  }
  CHECK(compared > 30);
}

void check_golden(const std::string& name, kernels::Backend& backend) {
  CAPTURE(name);
  CAPTURE(backend.name());
  const engine::SafetensorsReader golden(std::filesystem::path(SLEEVE_GOLDENS) / name);
  const Labels labels{nlohmann::json::parse(golden.metadata("genres")),
                      nlohmann::json::parse(golden.metadata("decades"))};
  Run run(config_of(golden), labels, backend);
  for (const FlatTensors& flat : all_tensors(run.training)) read(golden, flat, backend.device());
  run.training.continue_at(0);
  const int steps = std::stoi(golden.metadata("steps"));
  REQUIRE(steps == 10);
  for (int step = 1; step <= steps; ++step) {
    const std::string prefix = "step." + std::to_string(step) + ".";
    upload_inputs(golden, prefix, run.training);
    run.training.compute_step();
    check_losses(golden, prefix, run.training.report());
  }
  check_weights(golden, "step.10.", run.training);
}

}  // namespace

TEST_CASE("ten steps agree with PyTorch: default layers, decades and a code") {
  for (const auto& backend : all_backends()) check_golden("default.safetensors", *backend);
}

TEST_CASE("ten steps agree with PyTorch: everything a recipe can spell out") {
  for (const auto& backend : all_backends()) check_golden("spelled_out.safetensors", *backend);
}

}  // namespace sleeve::net
