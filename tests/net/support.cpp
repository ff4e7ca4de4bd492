#include "support.h"

#include <random>
#include <stdexcept>

#include "kernels/philox.h"
#include "net/flat_tensors.h"

namespace sleeve::net {
namespace {

template <typename T>
const T* upload(engine::Arena& arena, const std::vector<T>& host) {
  T* const array = arena.take<T>(host.size());
  arena.device().upload(array, host.data(), host.size() * sizeof(T));
  return array;
}

HostTensors tensors_to_host(const std::vector<FlatTensors>& parts, kernels::Device& device) {
  HostTensors tensors;
  for (const FlatTensors& part : parts) {
    const std::vector<float> flat = to_host(part.array, part.layout->size(), device);
    for (const engine::ParameterInfo& info : part.layout->tensors()) {
      std::vector<float>& tensor = tensors[part.name_in_file(info)];
      tensor.resize(info.size);
      to_file_order(info, flat.data(), tensor.data());
    }
  }
  return tensors;
}

}  // namespace

RandomCovers::RandomCovers(kernels::Backend& backend, int size, int genres, int decades, int count)
    : arena_(backend.device()) {
  const kernels::Philox random(77, 0, 0);
  std::vector<std::uint8_t> images(std::size_t(count) * size * size * 3);
  for (std::size_t i = 0; i < images.size(); ++i) {
    images[i] = static_cast<std::uint8_t>(random.below(i, 256));
  }
  std::vector<std::uint8_t> genre_table(std::size_t(count) * genres);
  std::vector<std::int16_t> decade_table;
  std::vector<std::int32_t> rows;
  for (int i = 0; i < count; ++i) {
    if (genres > 0 && i % 7 != 6) {
      genre_table[std::size_t(i) * genres + i % genres] = 1;
      if (i % 5 == 4) genre_table[std::size_t(i) * genres + (i + 1) % genres] = 1;
    }
    const bool known = decades > 0 && i % 6 != 5;
    decade_table.push_back(static_cast<std::int16_t>(known ? i % decades : -1));
    rows.push_back(i);
  }
  table_.images = upload(arena_, images);
  table_.genres = upload(arena_, genre_table);
  table_.decades = upload(arena_, decade_table);
  table_.rows = upload(arena_, rows);
  table_.row_count = count;
  table_.size = size;
  table_.genre_count = genres;
  table_.decade_count = decades;
}

void RandomCovers::load(kernels::Backend& backend, const kernels::StepState* state,
                        const kernels::CoverBatch& batch) {
  backend.gather(state, table_, false, batch);
}

Config small_config() {
  Config config;
  config.data.batch = 4;
  config.model.image_size = 16;
  config.model.latent = 8;
  config.model.embedding = 3;
  config.model.generator_width = 4;
  config.model.discriminator_width = 4;
  config.train.average_decay = 0.9;
  return config;
}

Config spelled_out_config() {
  Config config = small_config();
  config.model.decades = true;
  config.model.codes = 2;
  config.model.latent_distribution = kernels::Distribution::kUniform;
  config.model.slope = 0.1F;
  config.model.generator =
      GeneratorConfig{.first = {.size = 2, .channels = 10, .norm = false, .linear = true},
                      .up = {{.channels = 6, .kernel = 5, .dropout = 0.25F},
                             {.channels = 5, .kernel = 3},
                             {.channels = 5, .kernel = 3, .stride = 1, .norm = false},
                             {.channels = 3, .kernel = 4}}};
  config.model.discriminator =
      DiscriminatorConfig{.down = {{.channels = 4, .kernel = 3, .norm = false, .dropout = 0.5F},
                                   {.channels = 5, .kernel = 3, .stride = 1, .dropout = 0.25F},
                                   {.channels = 6, .kernel = 5},
                                   {.channels = 7, .kernel = 4}}};
  config.train.real_target = 0.8F;
  config.train.genre_weight = 2;
  config.train.fake_genre_weight = 0.5F;
  config.train.decade_weight = 0.7F;
  config.train.code_weight = 1.5F;
  config.train.instance_noise = 0.3;
  config.train.instance_noise_steps = 20;
  return config;
}

Config diversity_config() {
  Config config = small_config();
  config.data.batch = 6;
  config.model.image_size = 32;
  config.model.latent = 2;
  config.model.embedding = 12;
  config.model.generator_width = config.model.discriminator_width = 2;
  config.train.diversity_weight = 3;
  return config;
}

Labels labels_of(int genres, int decades) {
  Labels labels;
  for (int i = 0; i < genres; ++i) labels.genres.push_back("genre " + std::to_string(i));
  for (int i = 0; i < decades; ++i) labels.decades.push_back(std::to_string(1950 + 10 * i) + "s");
  return labels;
}

Run::Run(const Config& config, const Labels& labels, kernels::Backend& backend)
    : covers(backend, config.model.image_size, static_cast<int>(labels.genres.size()),
             static_cast<int>(labels.decades.size())),
      training(config, labels, backend, covers) {}

std::vector<float> to_host(const float* array, std::size_t size, kernels::Device& device) {
  std::vector<float> host(size);
  device.synchronize();
  device.download(host.data(), array, size * sizeof(float));
  return host;
}

HostTensors weights_of(Training& training) {
  return tensors_to_host(trained_tensors(training), training.backend().device());
}

HostTensors gradients_of(Training& training) {
  NetworkState& g = training.generator_state();
  NetworkState& d = training.discriminator_state();
  return tensors_to_host(
      {{&g.parameters, g.gradients, "", ""}, {&d.parameters, d.gradients, "", ""}},
      training.backend().device());
}

HostTensors everything_of(Training& training) {
  return tensors_to_host(all_tensors(training), training.backend().device());
}

HostTensors inputs_of(Training& training) {
  HostTensors tensors;
  kernels::Device& device = training.backend().device();
  device.synchronize();
  for (const InputArray& array : training.inputs().arrays()) {
    const auto rows = static_cast<std::size_t>(array.shape[0]);
    std::size_t columns = 1;
    for (std::size_t axis = 1; axis < array.shape.size(); ++axis) {
      columns *= static_cast<std::size_t>(array.shape[axis]);
    }
    std::vector<float>& tensor = tensors[array.name];
    tensor.resize(rows * columns);
    for (std::size_t row = 0; row < rows; ++row) {
      float* const out = tensor.data() + row * columns;
      if (array.bytes) {
        std::vector<std::uint8_t> bytes(columns);
        device.download(bytes.data(),
                        static_cast<const std::uint8_t*>(array.data) + row * array.stride, columns);
        std::copy(bytes.begin(), bytes.end(), out);
      } else {
        device.download(out, static_cast<const float*>(array.data) + row * array.stride,
                        columns * sizeof(float));
      }
    }
  }
  return tensors;
}

TemporaryFolder::TemporaryFolder() {
  std::random_device random;
  do {
    path_ = std::filesystem::temp_directory_path() / ("sleeve_net_" + std::to_string(random()));
  } while (!std::filesystem::create_directory(path_));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sleeve::net
