// Fine-tuning: as much of a checkpoint as has a place in networks with other labels.
#include <algorithm>
#include <map>
#include <set>

#include "net/checkpoint.h"
#include "net/flat_tensors.h"

namespace sleeve::net {
namespace {

using engine::ParameterInfo;
using engine::SafetensorsReader;
using Shape = std::vector<std::int64_t>;

const std::string kGenreEmbedding = "generator.embed.genre.weight";
const std::string kDecadeEmbedding = "generator.embed.decade.weight";
const std::string kProjection = "generator.project.weight";
const std::string kCodesHead = "discriminator.head.codes.weight";

std::string text_of(const Shape& shape) {
  std::string text;
  for (const std::int64_t extent : shape) {
    text += (text.empty() ? "[" : ", ") + std::to_string(extent);
  }
  return text + "]";
}

/// Which row of the file's tensor each row of ours starts from; -1: none.
using RowSources = std::vector<std::int64_t>;

RowSources by_name(const std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
  RowSources sources;
  for (const std::string& name : ours) {
    const auto found = std::find(theirs.begin(), theirs.end(), name);
    sources.push_back(found == theirs.end() ? -1 : found - theirs.begin());
  }
  return sources;
}

/// Runs of the projection's rows by what they multiply: latent, codes, genre and decade embedding.
struct InputBlocks {
  static constexpr std::array<const char*, 4> kNames{"latent", "codes", "genre embedding",
                                                     "decade embedding"};
  std::array<std::int64_t, 4> sizes{};
};

InputBlocks blocks_of(std::int64_t inputs, const std::map<std::string, Shape>& shapes) {
  const auto extent = [&](const std::string& name, std::size_t axis) {
    const auto found = shapes.find(name);
    return found == shapes.end() || found->second.size() <= axis ? 0 : found->second[axis];
  };
  const std::int64_t codes = extent(kCodesHead, 0);
  const std::int64_t genre = extent(kGenreEmbedding, 1);
  const std::int64_t decade = extent(kDecadeEmbedding, 1);
  return {{inputs - codes - genre - decade, codes, genre, decade}};
}

std::map<std::string, Shape> shapes_in(const SafetensorsReader& file) {
  std::map<std::string, Shape> shapes;
  for (const auto& [name, tensor] : file.tensors()) shapes[name] = tensor.shape;
  return shapes;
}

std::map<std::string, Shape> shapes_in(Training& training) {
  std::map<std::string, Shape> shapes;
  for (const NetworkState* network :
       {&training.generator_state(), &training.discriminator_state()}) {
    for (const ParameterInfo& info : network->parameters.tensors()) shapes[info.name] = info.shape;
  }
  return shapes;
}

class Transfer {
 public:
  Transfer(const SafetensorsReader& file, Training& training)
      : file_(file),
        theirs_(checkpoint_info(file).labels),
        ours_(training.labels()),
        file_shapes_(shapes_in(file)),
        own_shapes_(shapes_in(training)) {}

  /// Copies into our flat host array what the file has of a tensor.
  void take(const ParameterInfo& info, std::vector<float>& flat) {
    const auto found = file_shapes_.find(info.name);
    if (found == file_shapes_.end()) {
      say(info.name + " starts fresh: the checkpoint has none");
      return;
    }
    const Shape& shape = found->second;
    const bool same_rows = shape.size() == info.shape.size() &&
                           std::equal(shape.begin() + 1, shape.end(), info.shape.begin() + 1);
    const RowSources sources = same_rows ? sources_of(info, shape) : RowSources{};
    if (sources.empty()) {
      say(info.name + " starts fresh: it is " + text_of(shape) + " in the checkpoint, but " +
          text_of(info.shape) + " here");
      return;
    }
    const std::span<const float> from = file_.tensor<float>(info.name, shape);
    std::vector<float> tensor(info.size);
    to_file_order(info, flat.data(), tensor.data());
    const std::size_t row_size = info.size / sources.size();
    for (std::size_t row = 0; row < sources.size(); ++row) {
      if (sources[row] < 0) continue;
      std::copy_n(from.begin() + sources[row] * static_cast<std::ptrdiff_t>(row_size), row_size,
                  tensor.begin() + static_cast<std::ptrdiff_t>(row * row_size));
    }
    from_file_order(info, tensor.data(), flat.data());
  }

  std::vector<std::string> fresh() && { return std::move(fresh_); }

 private:
  /// Empty if the tensors do not fit.
  RowSources sources_of(const ParameterInfo& info, const Shape& shape) {
    if (info.name == kGenreEmbedding || info.name.starts_with("discriminator.head.genre.")) {
      return labelled_rows("genre", ours_.genres, theirs_.genres);
    }
    if (info.name == kDecadeEmbedding || info.name.starts_with("discriminator.head.decade.")) {
      return labelled_rows("decade", ours_.decades, theirs_.decades);
    }
    if (info.name == kProjection) return projection_rows(info.shape[0], shape[0]);
    if (info.shape != shape) return {};
    RowSources sources(static_cast<std::size_t>(shape[0]));
    for (std::size_t row = 0; row < sources.size(); ++row) sources[row] = std::int64_t(row);
    return sources;
  }

  RowSources labelled_rows(const std::string& kind, const std::vector<std::string>& ours,
                           const std::vector<std::string>& theirs) {
    RowSources sources = by_name(ours, theirs);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (sources[i] < 0) {
        say(kind + " '" + ours[i] + "' starts fresh: the checkpoint does not know it");
      }
    }
    return sources;
  }

  RowSources projection_rows(std::int64_t our_inputs, std::int64_t their_inputs) {
    const InputBlocks ours = blocks_of(our_inputs, own_shapes_);
    const InputBlocks theirs = blocks_of(their_inputs, file_shapes_);
    RowSources sources;
    std::int64_t their_row = 0;
    for (std::size_t block = 0; block < ours.sizes.size(); ++block) {
      const bool fits = ours.sizes[block] == theirs.sizes[block];
      if (!fits && ours.sizes[block] > 0) {
        say("rows of " + kProjection + " for the " + InputBlocks::kNames[block] +
            " start fresh: there are " + std::to_string(theirs.sizes[block]) +
            " in the checkpoint, but " + std::to_string(ours.sizes[block]) + " here");
      }
      for (std::int64_t row = 0; row < ours.sizes[block]; ++row) {
        sources.push_back(fits ? their_row + row : -1);
      }
      their_row += theirs.sizes[block];
    }
    return sources;
  }

  /// Once, though several tensors may have rows of the same genre.
  void say(const std::string& line) {
    if (std::find(fresh_.begin(), fresh_.end(), line) == fresh_.end()) fresh_.push_back(line);
  }

  const SafetensorsReader& file_;
  const Labels theirs_, ours_;
  const std::map<std::string, Shape> file_shapes_, own_shapes_;
  std::vector<std::string> fresh_;
};

}  // namespace

std::vector<std::string> initialize_from_checkpoint(const SafetensorsReader& file,
                                                    Training& training) {
  Transfer transfer(file, training);
  training.initialize();
  kernels::Device& device = training.backend().device();
  for (const FlatTensors& part : trained_tensors(training)) {
    std::vector<float> flat(part.layout->size());
    device.download(flat.data(), part.array, flat.size() * sizeof(float));
    for (const ParameterInfo& info : part.layout->tensors()) transfer.take(info, flat);
    device.upload(part.array, flat.data(), flat.size() * sizeof(float));
  }
  training.start_average();
  return std::move(transfer).fresh();
}

}  // namespace sleeve::net
