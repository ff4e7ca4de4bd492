#include "naive_acgan.h"

#include <cmath>

#include "naive_ssim.h"

namespace sleeve::net::naive {
namespace {

const std::vector<double>& get(const Tensors& tensors, const std::string& name) {
  return tensors.at(name);
}

/// Row of a [rows, columns] tensor, or nothing if there is no such tensor.
std::vector<double> row_of(const Tensors& tensors, const std::string& name, int row, int rows) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) return {};
  const auto columns = static_cast<std::ptrdiff_t>(found->second.size()) / rows;
  const auto begin = found->second.begin() + row * columns;
  return {begin, begin + columns};
}

/// PyTorch's conv2d without bias; weight [out, in, kernel, kernel].
Maps convolve(const Maps& in, const std::vector<double>& weight, int channels, int kernel,
              int stride, int padding) {
  Maps out(in.batch, channels, (in.size + 2 * padding - kernel) / stride + 1);
  for (int n = 0; n < in.batch; ++n)
    for (int o = 0; o < channels; ++o)
      for (int y = 0; y < out.size; ++y)
        for (int x = 0; x < out.size; ++x)
          for (int c = 0; c < in.channels; ++c)
            for (int i = 0; i < kernel; ++i)
              for (int j = 0; j < kernel; ++j) {
                const int from_y = y * stride - padding + i, from_x = x * stride - padding + j;
                if (from_y < 0 || from_x < 0 || from_y >= in.size || from_x >= in.size) continue;
                out.at(n, o, y, x) +=
                    in.at(n, c, from_y, from_x) *
                    weight[((std::size_t(o) * in.channels + c) * kernel + i) * kernel + j];
              }
  return out;
}

/// PyTorch's conv_transpose2d without bias; weight [in, out, kernel, kernel].
Maps convolve_transposed(const Maps& in, const std::vector<double>& weight, int channels,
                         int kernel, int stride, int padding, int out_size) {
  Maps out(in.batch, channels, out_size);
  for (int n = 0; n < in.batch; ++n)
    for (int c = 0; c < in.channels; ++c)
      for (int y = 0; y < in.size; ++y)
        for (int x = 0; x < in.size; ++x)
          for (int o = 0; o < channels; ++o)
            for (int i = 0; i < kernel; ++i)
              for (int j = 0; j < kernel; ++j) {
                const int to_y = y * stride - padding + i, to_x = x * stride - padding + j;
                if (to_y < 0 || to_x < 0 || to_y >= out_size || to_x >= out_size) continue;
                out.at(n, o, to_y, to_x) +=
                    in.at(n, c, y, x) *
                    weight[((std::size_t(c) * channels + o) * kernel + i) * kernel + j];
              }
  return out;
}

void normalize(Maps& maps, const Tensors& weights, const std::string& norm, Statistics statistics) {
  for (int c = 0; c < maps.channels; ++c) {
    const auto each = [&](auto visit) {
      for (int n = 0; n < maps.batch; ++n)
        for (int y = 0; y < maps.size; ++y)
          for (int x = 0; x < maps.size; ++x) visit(maps.at(n, c, y, x));
    };
    double mean = 0, variance = 0;
    if (statistics == Statistics::kBatch) {
      const double count = double(maps.batch) * maps.size * maps.size;
      each([&](double& value) { mean += value / count; });
      each([&](double& value) { variance += (value - mean) * (value - mean) / count; });
    } else {
      mean = get(weights, norm + ".running_mean")[c];
      variance = get(weights, norm + ".running_var")[c];
    }
    const double weight = get(weights, norm + ".weight")[c], bias = get(weights, norm + ".bias")[c];
    each([&](double& value) {
      value = (value - mean) / std::sqrt(variance + 1e-5) * weight + bias;
    });
  }
}

void activate(Maps& maps, double slope) {
  for (double& value : maps.values) value = value > 0 ? value : slope * value;
}

/// Dropout by the mask [batch, size, size, channels], if there is one.
void drop(Maps& maps, const Tensors& inputs, const std::string& mask, double rate) {
  const auto found = inputs.find(mask);
  if (found == inputs.end()) return;
  std::size_t i = 0;
  for (int n = 0; n < maps.batch; ++n)
    for (int y = 0; y < maps.size; ++y)
      for (int x = 0; x < maps.size; ++x)
        for (int c = 0; c < maps.channels; ++c) {
          maps.at(n, c, y, x) *= found->second[i++] / (1 - rate);
        }
}

Maps from_nhwc(const std::vector<double>& values, int batch, int size) {
  Maps maps(batch, 3, size);
  std::size_t i = 0;
  for (int n = 0; n < batch; ++n)
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x)
        for (int c = 0; c < 3; ++c) maps.at(n, c, y, x) = values[i++];
  return maps;
}

/// -log softmax, by targets that sum to one; 0 for targets that sum to none.
double cross_entropy(const std::vector<double>& logits, const std::vector<double>& targets) {
  double sum = 0, loss = 0;
  for (const double logit : logits) sum += std::exp(logit);
  for (std::size_t k = 0; k < targets.size(); ++k) {
    loss -= targets[k] * std::log(std::exp(logits[k]) / sum);
  }
  return loss;
}

bool known(const std::vector<double>& targets) {
  for (const double target : targets) {
    if (target != 0) return true;
  }
  return false;
}

}  // namespace

int Acgan::batch() const { return config.data.batch; }

Maps Acgan::generate(Statistics statistics) const {
  const GeneratorConfig layers = generator_layers(config.model);
  std::vector<std::vector<double>> rows;
  for (int n = 0; n < batch(); ++n) {
    std::vector<double> row = row_of(inputs, "latents", n, batch());
    for (const double code : row_of(inputs, "codes", n, batch())) row.push_back(code);
    for (const std::string kind : {"genre", "decade"}) {
      const std::vector<double> labels_of_row = row_of(inputs, "fake_" + kind + "s", n, batch());
      if (labels_of_row.empty()) continue;
      std::vector<double> embedded(config.model.embedding);
      for (std::size_t k = 0; k < labels_of_row.size(); ++k) {
        for (std::size_t e = 0; e < embedded.size(); ++e) {
          embedded[e] += labels_of_row[k] * get(weights, "generator.embed." + kind +
                                                             ".weight")[k * embedded.size() + e];
        }
      }
      row.insert(row.end(), embedded.begin(), embedded.end());
    }
    rows.push_back(row);
  }
  Maps input(batch(), static_cast<int>(rows[0].size()), 1);
  for (int n = 0; n < batch(); ++n)
    for (int c = 0; c < input.channels; ++c) input.at(n, c, 0, 0) = rows[n][c];

  const FirstMapConfig& first = layers.first;
  Maps maps = convolve_transposed(input, get(weights, "generator.project.weight"), first.channels,
                                  first.size, 1, 0, first.size);
  if (first.norm) normalize(maps, weights, "generator.project.norm", statistics);
  if (!first.linear) activate(maps, 0);
  for (std::size_t i = 0; i < layers.up.size(); ++i) {
    const LayerConfig& layer = layers.up[i];
    const std::string name = "up." + std::to_string(i);
    maps = convolve_transposed(maps, get(weights, "generator." + name + ".weight"), layer.channels,
                               layer.kernel, layer.stride, (layer.kernel - 1) / 2,
                               maps.size * layer.stride);
    if (layer.norm) normalize(maps, weights, "generator." + name + ".norm", statistics);
    if (i + 1 == layers.up.size()) {
      for (double& value : maps.values) value = std::tanh(value);
    } else {
      activate(maps, 0);
      if (statistics == Statistics::kBatch) {
        drop(maps, inputs, "keep.generator." + name, double(layer.dropout));
      }
    }
  }
  return maps;
}

double Acgan::loss_of_pass(const std::string& pass, Maps images) const {
  const auto noise = inputs.find("noise." + pass);
  if (noise != inputs.end()) {
    const Maps maps = from_nhwc(noise->second, batch(), images.size);
    for (std::size_t i = 0; i < maps.values.size(); ++i) images.values[i] += maps.values[i];
  }
  const DiscriminatorConfig layers = discriminator_layers(config.model, config.train.dropout);
  Maps maps = std::move(images);
  for (std::size_t i = 0; i < layers.down.size(); ++i) {
    const LayerConfig& layer = layers.down[i];
    const std::string index = "down." + std::to_string(i);
    const std::string name = "discriminator." + index;
    std::string mask = "keep." + pass;
    mask += "." + index;
    maps = convolve(maps, get(weights, name + ".weight"), layer.channels, layer.kernel,
                    layer.stride, (layer.kernel - 1) / 2);
    if (layer.norm) normalize(maps, weights, name + ".norm", Statistics::kBatch);
    activate(maps, double(config.model.slope));
    drop(maps, inputs, mask, double(layer.dropout));
  }

  const auto head = [&](const std::string& name, int n) {
    std::vector<double> logits = get(weights, "discriminator.head." + name + ".bias");
    const std::vector<double>& weight = get(weights, "discriminator.head." + name + ".weight");
    const std::size_t elements = weight.size() / logits.size();
    for (std::size_t k = 0; k < logits.size(); ++k) {
      for (std::size_t e = 0; e < elements; ++e) {
        logits[k] += weight[k * elements + e] * maps.values[std::size_t(n) * elements + e];
      }
    }
    return logits;
  };
  const TrainConfig& train = config.train;
  const bool real = pass == "real", fake = pass == "fake";
  const double target = real ? double(train.real_target) : fake ? 0 : 1;
  const double label_weight = fake ? double(train.fake_genre_weight) : 1;
  double source = 0, genre = 0, decade = 0, code = 0;
  int genre_rows = 0, decade_rows = 0;
  const auto add_labels = [&](const std::string& kind, int n, double& loss, int& known_rows) {
    const std::vector<double> targets =
        row_of(inputs, (real ? "" : "fake_") + kind + "s", n, batch());
    if (!known(targets)) return;
    loss += cross_entropy(head(kind, n), targets);
    ++known_rows;
  };
  for (int n = 0; n < batch(); ++n) {
    const double probability = 1 / (1 + std::exp(-head("source", n)[0]));
    source -= target * std::log(probability) + (1 - target) * std::log(1 - probability);
    add_labels("genre", n, genre, genre_rows);
    add_labels("decade", n, decade, decade_rows);
    const std::vector<double> codes = row_of(inputs, "codes", n, batch());
    for (std::size_t c = 0; !real && c < codes.size(); ++c) {
      code += std::pow(head("codes", n)[c] - codes[c], 2) / double(codes.size());
    }
  }
  double total = source / batch() + double(train.code_weight) * code / batch();
  if (genre_rows > 0 && labels.genres.size() > 1) {
    total += label_weight * double(train.genre_weight) * genre / genre_rows;
  }
  if (decade_rows > 0) {
    total += label_weight * double(train.decade_weight) * decade / decade_rows;
  }
  return total;
}

double Acgan::discriminator_loss(const Maps& fakes) const {
  const Maps covers = from_nhwc(get(inputs, "images"), batch(), config.model.image_size);
  return loss_of_pass("real", covers) + loss_of_pass("fake", fakes);
}

double Acgan::generator_loss(const Maps& fakes) const {
  const double weight = double(config.train.diversity_weight);
  return loss_of_pass("generator", fakes) + (weight > 0 ? weight * diversity(fakes) : 0);
}

double Acgan::diversity(const Maps& fakes) const {
  const auto same_labels = [&](int n, int other) {
    const auto same = [&](const char* name) {
      return row_of(inputs, name, n, batch()) == row_of(inputs, name, other, batch());
    };
    return same("fake_genres") && same("fake_decades");
  };
  double sum = 0;
  int pairs = 0;
  for (int n = 0; n < batch(); ++n) {
    int next = n + 1;
    while (next < batch() && !same_labels(n, next)) ++next;
    if (next == batch()) continue;
    sum += ms_ssim(fakes, n, next, config.train.diversity_convention);
    ++pairs;
  }
  return pairs > 0 ? sum / pairs : 0;
}

}  // namespace sleeve::net::naive
