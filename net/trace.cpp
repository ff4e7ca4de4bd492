#include "net/trace.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

namespace sleeve::net {
namespace {

constexpr const char* kFormat = "sleeve trace 1";
constexpr std::int64_t kLossCount = sizeof(kernels::LossReport) / sizeof(float);

nlohmann::json json_of(const std::vector<LayerConfig>& layers) {
  nlohmann::json list = nlohmann::json::array();
  for (const LayerConfig& layer : layers) {
    list.push_back({{"channels", layer.channels},
                    {"kernel", layer.kernel},
                    {"stride", layer.stride},
                    {"norm", layer.norm},
                    {"dropout", layer.dropout}});
  }
  return list;
}

std::string step_prefix(std::uint64_t step) { return "step." + std::to_string(step) + "."; }

engine::TensorInfo info_of(const InputArray& array) {
  return {array.bytes ? engine::DType::kU8 : engine::DType::kF32, array.shape};
}

/// Rows without the space between them.
std::vector<std::byte> download(const InputArray& array, kernels::Device& device) {
  const engine::TensorInfo info = info_of(array);
  const auto rows = static_cast<std::size_t>(array.shape[0]);
  const std::size_t row_bytes = info.bytes() / rows;
  const std::size_t stride_bytes = array.stride * bytes_of(info.dtype);
  std::vector<std::byte> dense(info.bytes());
  for (std::size_t row = 0; row < rows; ++row) {
    device.download(dense.data() + row * row_bytes,
                    static_cast<const std::byte*>(array.data) + row * stride_bytes, row_bytes);
  }
  return dense;
}

/// Everything that after_step writes, in its order.
std::vector<FlatTensors> results(Training& training) {
  std::vector<FlatTensors> all = trained_tensors(training);
  for (FlatTensors& average : average_tensors(training)) all.push_back(std::move(average));
  return all;
}

TensorList tensors_of(Training& training, int steps) {
  TensorList tensors;
  declare(all_tensors(training), "", tensors);
  for (int i = 1; i <= steps; ++i) {
    const std::string prefix = step_prefix(training.step() + static_cast<std::uint64_t>(i));
    for (const InputArray& array : training.inputs().arrays()) {
      tensors.push_back({prefix + array.name, info_of(array)});
    }
    tensors.push_back({prefix + "loss_discriminator", {engine::DType::kF32, {}}});
    tensors.push_back({prefix + "loss_generator", {engine::DType::kF32, {}}});
    for (const Pass pass : kPasses) {
      tensors.push_back({prefix + "losses." + name_of(pass), {engine::DType::kF32, {kLossCount}}});
    }
    declare(results(training), prefix, tensors);
  }
  return tensors;
}

}  // namespace

std::string training_json(const Config& config, const Labels& labels) {
  const ModelConfig& model = config.model;
  const TrainConfig& train = config.train;
  const GeneratorConfig generator = generator_layers(model);
  const FirstMapConfig& first = generator.first;
  const nlohmann::json json = {
      {"model",
       {{"image_size", model.image_size},
        {"latent", model.latent},
        {"codes", model.codes},
        {"embedding", model.embedding},
        {"slope", model.slope},
        {"genres", labels.genres.size()},
        {"decades", labels.decades.size()},
        {"generator",
         {{"first",
           {{"size", first.size},
            {"channels", first.channels},
            {"norm", first.norm},
            {"linear", first.linear}}},
          {"up", json_of(generator.up)}}},
        {"discriminator", {{"down", json_of(discriminator_layers(model, train.dropout).down)}}}}},
      {"train",
       {{"generator_rate", train.generator_rate},
        {"discriminator_rate", train.discriminator_rate},
        {"beta1", train.beta1},
        {"beta2", train.beta2},
        {"real_target", train.real_target},
        {"genre_weight", train.genre_weight},
        {"fake_genre_weight", train.fake_genre_weight},
        {"decade_weight", train.decade_weight},
        {"code_weight", train.code_weight},
        {"diversity_weight", train.diversity_weight},
        {"diversity_convention", name_of(train.diversity_convention)},
        {"average_decay", train.average_decay}}}};
  return json.dump();
}

TraceWriter::TraceWriter(const std::filesystem::path& path, Training& training, int steps,
                         const std::string& config_yaml)
    : training_(training),
      steps_left_(steps),
      file_(path, tensors_of(training, steps),
            {{"format", kFormat},
             {"step", std::to_string(training.step())},
             {"steps", std::to_string(steps)},
             {"config", config_yaml},
             {"training", training_json(training.config(), training.labels())},
             {"genres", nlohmann::json(training.labels().genres).dump()},
             {"decades", nlohmann::json(training.labels().decades).dump()},
             {"program", "sleeve " SLEEVE_VERSION}}) {
  training.backend().device().synchronize();
  write(all_tensors(training), training.backend().device(), file_);
}

void TraceWriter::after_step() {
  if (complete()) return;
  --steps_left_;
  const StepReport report = training_.report();
  kernels::Device& device = training_.backend().device();
  for (const InputArray& array : training_.inputs().arrays()) {
    file_.write(download(array, device));
  }
  const std::array<float, 2> losses{static_cast<float>(report.loss_discriminator),
                                    static_cast<float>(report.loss_generator)};
  file_.write_values(losses);
  for (const kernels::LossReport* pass : {&report.real, &report.fake, &report.generator}) {
    file_.write(std::as_bytes(std::span(pass, 1)));
  }
  write(results(training_), device, file_);
}

void TraceWriter::finish() { file_.finish(); }

}  // namespace sleeve::net
