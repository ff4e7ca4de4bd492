#include "data/data_set.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

namespace sleeve::data {
namespace {

using engine::DType;
using engine::FileError;

/// A JSON list of distinct, non-empty strings.
std::vector<std::string> read_names(const engine::SafetensorsReader& file, const std::string& key) {
  std::vector<std::string> names;
  try {
    names = nlohmann::json::parse(file.metadata(key)).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw FileError(file.path().string() + ": metadata '" + key + "' is no JSON list of strings");
  }
  const std::set<std::string> distinct(names.begin(), names.end());
  if (distinct.size() != names.size() || distinct.contains("")) {
    throw FileError(file.path().string() + ": metadata '" + key +
                    "' has an empty or repeated name");
  }
  return names;
}

/// Extents of a tensor, all of a count that the programs can index.
std::vector<std::int64_t> read_shape(const engine::SafetensorsReader& file, const std::string& name,
                                     std::size_t rank) {
  const auto found = file.tensors().find(name);
  if (found == file.tensors().end()) {
    throw FileError(file.path().string() + ": no tensor '" + name +
                    "'; not a data set of covers, or a damaged one");
  }
  const std::vector<std::int64_t>& shape = found->second.shape;
  const bool in_range = std::all_of(shape.begin(), shape.end(), [](std::int64_t extent) {
    return extent >= 1 && extent <= std::numeric_limits<std::int32_t>::max();
  });
  if (shape.size() != rank || !in_range) {
    throw FileError(file.path().string() + ": tensor '" + name + "' has an impossible shape");
  }
  return shape;
}

}  // namespace

void write_data_set(const std::filesystem::path& path, int size, const CoverLabels& labels,
                    const std::map<std::string, std::string>& notes,
                    const std::function<std::span<const std::uint8_t>(std::size_t row)>& image) {
  const auto count = static_cast<std::int64_t>(labels.splits.size());
  const auto genre_count = static_cast<std::int64_t>(labels.genre_names.size());
  std::map<std::string, std::string> metadata = notes;
  metadata["format"] = kDataSetFormat;
  metadata["genres"] = nlohmann::json(labels.genre_names).dump();
  metadata["decades"] = nlohmann::json(labels.decade_names).dump();
  // The only elements wider than a byte come first: so all are aligned.
  engine::SafetensorsWriter file(path,
                                 {{"decade", {DType::kI16, {count}}},
                                  {"genres", {DType::kU8, {count, genre_count}}},
                                  {"split", {DType::kU8, {count}}},
                                  {"images", {DType::kU8, {count, size, size, 3}}}},
                                 metadata);
  file.write_values(labels.decades);
  file.write_values(labels.genres);
  file.write_values(labels.splits);
  for (std::size_t row = 0; row < labels.splits.size(); ++row) file.write_values(image(row));
  file.finish();
}

DataSet::DataSet(const std::filesystem::path& path) : file_(path) {
  if (file_.metadata("format") != kDataSetFormat) {
    throw FileError(path.string() + ": not a data set but '" + file_.metadata("format") +
                    "'; expected '" + kDataSetFormat + "', which prepare makes");
  }
  genre_names_ = read_names(file_, "genres");
  decade_names_ = read_names(file_, "decades");
  const std::vector<std::int64_t> shape = read_shape(file_, "images", 4);
  const auto genre_count = static_cast<std::int64_t>(genre_names_.size());
  size_ = static_cast<int>(shape[1]);
  images_ = file_.tensor<std::uint8_t>("images", {shape[0], size_, size_, 3});
  genres_ = file_.tensor<std::uint8_t>("genres", {shape[0], genre_count});
  decades_ = file_.tensor<std::int16_t>("decade", {shape[0]});
  splits_ = file_.tensor<std::uint8_t>("split", {shape[0]});
  check_labels();
}

void DataSet::check_labels() const {
  const auto fail = [&](const std::string& tensor, std::int64_t value, std::ptrdiff_t row) {
    throw FileError(path().string() + ": tensor '" + tensor + "' holds " + std::to_string(value) +
                    " for cover " + std::to_string(row) + ", which means nothing; prepare it anew");
  };
  const auto flag = [](std::uint8_t value) { return value <= 1; };
  const auto genre = std::find_if_not(genres_.begin(), genres_.end(), flag);
  if (genre != genres_.end()) {
    fail("genres", *genre, (genre - genres_.begin()) / std::ptrdiff_t(genre_names_.size()));
  }
  const auto split = std::find_if_not(splits_.begin(), splits_.end(), flag);
  if (split != splits_.end()) fail("split", *split, split - splits_.begin());
  const auto decade_count = static_cast<std::int64_t>(decade_names_.size());
  const auto decade = std::find_if(decades_.begin(), decades_.end(), [&](std::int16_t value) {
    return value < -1 || value >= decade_count;
  });
  if (decade != decades_.end()) fail("decade", *decade, decade - decades_.begin());
}

std::span<const std::uint8_t> DataSet::image(std::int64_t row) const {
  const std::size_t bytes = std::size_t(size_) * std::size_t(size_) * 3;
  return images_.subspan(std::size_t(row) * bytes, bytes);
}

bool DataSet::has_genre(std::int64_t row, int genre) const {
  return genres_[std::size_t(row) * genre_names_.size() + std::size_t(genre)] != 0;
}

}  // namespace sleeve::data
