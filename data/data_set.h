// The file that prepare makes and training reads: covers with their labels (docs/data.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/safetensors.h"

namespace sleeve::data {

constexpr const char* kDataSetFormat = "sleeve covers 1";

enum Split : std::uint8_t { kTrain = 0, kHeldOut = 1 };

/// Everything but the images; the spans and vectors have one element a cover.
struct CoverLabels {
  std::vector<std::string> genre_names, decade_names;
  std::vector<std::uint8_t> genres;   // [N, K] of 0 and 1; one or more set, none: unlabelled
  std::vector<std::int16_t> decades;  // [N], index into decade_names, -1: unknown
  std::vector<std::uint8_t> splits;   // [N] of Split
};

/// Writes a data set of labels.splits.size() covers. `image` is asked for each row in turn and
/// returns [size, size, 3], valid until it is asked again. `notes` joins the metadata: `origins`
/// and `prepared`, both JSON. Throws engine::FileError.
void write_data_set(const std::filesystem::path& path, int size, const CoverLabels& labels,
                    const std::map<std::string, std::string>& notes,
                    const std::function<std::span<const std::uint8_t>(std::size_t row)>& image);

/// A data set, memory-mapped.
class DataSet {
 public:
  /// Checks everything: shapes, dtypes, names, and the range of every label.
  /// Throws engine::FileError naming file, tensor and what is wrong.
  explicit DataSet(const std::filesystem::path& path);

  int size() const { return size_; }
  std::int64_t count() const { return static_cast<std::int64_t>(splits_.size()); }
  const std::vector<std::string>& genre_names() const { return genre_names_; }
  const std::vector<std::string>& decade_names() const { return decade_names_; }
  /// [N, size, size, 3]; valid as long as the data set, as the others are.
  std::span<const std::uint8_t> images() const { return images_; }
  std::span<const std::uint8_t> image(std::int64_t row) const;
  std::span<const std::uint8_t> genres() const { return genres_; }    // [N, K]
  std::span<const std::int16_t> decades() const { return decades_; }  // [N]
  std::span<const std::uint8_t> splits() const { return splits_; }    // [N]
  bool has_genre(std::int64_t row, int genre) const;
  const std::map<std::string, std::string>& metadata() const { return file_.metadata(); }
  const std::filesystem::path& path() const { return file_.path(); }

 private:
  void check_labels() const;

  engine::SafetensorsReader file_;
  int size_ = 0;
  std::vector<std::string> genre_names_, decade_names_;
  std::span<const std::uint8_t> images_, genres_, splits_;
  std::span<const std::int16_t> decades_;
};

}  // namespace sleeve::data
