#include "data/data_set.h"

#include <doctest/doctest.h>

#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using engine::DType;

/// A data set of three covers, 2x2, written tensor by tensor so that each can be wrong.
struct RawDataSet {
  std::map<std::string, std::string> metadata = {{"format", data::kDataSetFormat},
                                                 {"genres", R"(["jazz","rock"])"},
                                                 {"decades", R"(["1970s"])"}};
  std::vector<std::int64_t> image_shape = {3, 2, 2, 3}, genre_shape = {3, 2};
  std::vector<std::int16_t> decades = {0, -1, 0};
  Bytes genres = {1, 0, 1, 1, 0, 0}, splits = {0, 1, 0};
  std::string images_name = "images";

  std::string error(const std::filesystem::path& path) const {
    engine::TensorInfo images{DType::kU8, image_shape};
    engine::SafetensorsWriter file(path,
                                   {{"decade", {DType::kI16, {std::int64_t(decades.size())}}},
                                    {"genres", {DType::kU8, genre_shape}},
                                    {"split", {DType::kU8, {std::int64_t(splits.size())}}},
                                    {images_name, images}},
                                   metadata);
    file.write_values(decades);
    file.write_values(genres);
    file.write_values(splits);
    file.write_values(Bytes(images.bytes(), 7));
    file.finish();
    try {
      const data::DataSet opened(path);
      return "no error";
    } catch (const engine::FileError& thrown) {
      const std::string text = thrown.what();
      CHECK(text.find(path.string()) == 0);
      return text.substr(path.string().size());
    }
  }
};

void check_contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("what is written is read") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "covers.safetensors";
  const data::CoverLabels labels = {
      {"jazz", "rock"}, {"1970s"}, {1, 0, 0, 0, 1, 1}, {0, -1, 0}, {0, 1, 0}};
  std::vector<data::Image> images;
  for (std::uint64_t i = 0; i < 3; ++i) images.push_back(waves(16, 16, i));
  data::write_data_set(path, 16, labels, {{"origins", "[]"}},
                       [&](std::size_t row) { return std::span(images[row].pixels); });
  const data::DataSet covers(path);
  CHECK(covers.size() == 16);
  CHECK(covers.count() == 3);
  CHECK(covers.genre_names() == labels.genre_names);
  CHECK(covers.decade_names() == labels.decade_names);
  CHECK(Bytes(covers.genres().begin(), covers.genres().end()) == labels.genres);
  CHECK(Bytes(covers.splits().begin(), covers.splits().end()) == labels.splits);
  CHECK(std::vector<std::int16_t>(covers.decades().begin(), covers.decades().end()) ==
        labels.decades);
  CHECK(covers.metadata().at("origins") == "[]");
  CHECK(covers.has_genre(0, 0));
  CHECK(!covers.has_genre(1, 0));
  CHECK(covers.has_genre(2, 1));
  for (std::size_t row = 0; row < 3; ++row) {
    const auto image = covers.image(std::int64_t(row));
    CHECK(Bytes(image.begin(), image.end()) == images[row].pixels);
  }
}

TEST_CASE("every part of a data set is checked before it is used") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "covers.safetensors";
  const auto error = [&](const auto& change) {
    RawDataSet raw;
    change(raw);
    return raw.error(path);
  };
  CHECK(RawDataSet().error(path) == "no error");
  check_contains(error([](auto& raw) { raw.metadata["format"] = "sleeve checkpoint 1"; }),
                 "not a data set but 'sleeve checkpoint 1'");
  check_contains(error([](auto& raw) { raw.metadata.erase("genres"); }), "genres");
  check_contains(error([](auto& raw) { raw.metadata["genres"] = "[\"jazz\""; }),
                 "metadata 'genres' is no JSON list of strings");
  check_contains(error([](auto& raw) { raw.metadata["genres"] = "[1,2]"; }),
                 "metadata 'genres' is no JSON list of strings");
  check_contains(error([](auto& raw) { raw.metadata["genres"] = R"(["jazz","jazz"])"; }),
                 "metadata 'genres' has an empty or repeated name");
  check_contains(error([](auto& raw) { raw.metadata["genres"] = R"(["jazz"])"; }), "genres");
  check_contains(error([](auto& raw) { raw.metadata["decades"] = R"([""])"; }),
                 "metadata 'decades'");
  check_contains(error([](auto& raw) { raw.images_name = "pictures"; }), "no tensor 'images'");
  check_contains(error([](auto& raw) { raw.image_shape = {3, 2, 3, 3}; }), "images");
  check_contains(error([](auto& raw) { raw.image_shape = {3, 2, 2, 4}; }), "images");
  check_contains(error([](auto& raw) { raw.image_shape = {3, 2, 2}; }), "images");
  check_contains(error([](auto& raw) { raw.image_shape = {3, 0, 0, 3}; }), "images");
  check_contains(error([](auto& raw) { raw.image_shape = {2, 2, 2, 3}; }), "genres");
  check_contains(error([](auto& raw) { raw.genres[3] = 2; }),
                 "tensor 'genres' holds 2 for cover 1");
  check_contains(error([](auto& raw) { raw.splits[2] = 5; }), "tensor 'split' holds 5 for cover 2");
  check_contains(error([](auto& raw) { raw.decades[1] = 1; }),
                 "tensor 'decade' holds 1 for cover 1");
  check_contains(error([](auto& raw) { raw.decades[0] = -2; }),
                 "tensor 'decade' holds -2 for cover 0");
  check_contains(error([](auto& raw) { raw.splits.push_back(0); }), "split");
}

TEST_CASE("a data set cut off anywhere is refused") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "covers.safetensors";
  REQUIRE(RawDataSet().error(path) == "no error");
  const Bytes whole = read_file(path);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_file(path, Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(length)));
    CHECK_THROWS_AS(data::DataSet{path}, engine::FileError);
  }
}

}  // namespace
}  // namespace sleeve::tests
