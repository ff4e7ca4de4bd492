// Writing and reading back; what damaged files do is in safetensors_damage_test.cpp.
#include "engine/safetensors.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "tests/support/temporary_folder.h"

namespace sleeve::engine {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;
using Declared = std::vector<std::pair<std::string, TensorInfo>>;

template <typename T>
std::vector<T> extreme_values() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> values = {0, 1, Limits::lowest(), Limits::max(), 7, 100};
  if (Limits::has_infinity) values[5] = -Limits::infinity();
  return values;
}

template <typename T>
void check_round_trip() {
  CAPTURE(name_of(dtype_of<T>()));
  const TemporaryFolder folder;
  const std::vector<T> values = extreme_values<T>();
  SafetensorsWriter writer(folder.path() / "x", {{"t", {dtype_of<T>(), {2, 3}}}}, {});
  writer.write_values(values);
  writer.finish();
  const SafetensorsReader reader(folder.path() / "x");
  const std::span<const T> read = reader.tensor<T>("t", {2, 3});
  CHECK(std::equal(read.begin(), read.end(), values.begin(), values.end()));
  CHECK(reader.bytes("t").size() == 6 * sizeof(T));
  CHECK(reader.tensors().at("t").dtype == dtype_of<T>());
  CHECK(bytes_of(dtype_of<T>()) == sizeof(T));
}

TEST_CASE("every dtype comes back as it was written") {
  check_round_trip<std::uint8_t>();
  check_round_trip<std::int16_t>();
  check_round_trip<std::int32_t>();
  check_round_trip<std::int64_t>();
  check_round_trip<float>();
  check_round_trip<double>();
}

TEST_CASE("scalars, empty tensors and metadata come back") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x.safetensors";
  const std::map<std::string, std::string> metadata = {
      {"genres", R"(["jazz","\u00e9lectro"])"}, {"empty", ""}, {"l\"ine\n", "a\\b\té"}};
  SafetensorsWriter writer(path,
                           {{"none", {DType::kF32, {0, 5}}},
                            {"scalar", {DType::kF64, {}}},
                            {"nothing", {DType::kI16, {3, 0}}},
                            {"naïve \"name\"", {DType::kU8, {3}}}},
                           metadata);
  writer.write_values(std::vector<double>{2.5});
  writer.write_values(std::vector<std::uint8_t>{1, 2});  // in two pieces
  writer.write_values(std::vector<std::uint8_t>{3});
  writer.finish();

  const SafetensorsReader reader(path);
  CHECK(reader.path() == path);
  CHECK(reader.metadata() == metadata);
  CHECK(reader.metadata("empty").empty());
  CHECK(reader.tensors().size() == 4);
  CHECK(reader.contains("scalar"));
  CHECK_FALSE(reader.contains("__metadata__"));
  CHECK(reader.tensor<float>("none", {-1, 5}).empty());
  CHECK(reader.tensor<std::int16_t>("nothing", {3, -1}).empty());
  CHECK(reader.tensor<double>("scalar", {})[0] == 2.5);
  CHECK(reader.tensor<std::uint8_t>("naïve \"name\"", {-1})[2] == 3);
}

TEST_CASE("a file may hold no tensors at all") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  SafetensorsWriter(path, {}, {{"format", "nothing"}}).finish();
  const SafetensorsReader reader(path);
  CHECK(reader.tensors().empty());
  CHECK(reader.metadata("format") == "nothing");
}

TEST_CASE("the data section starts at a multiple of 64 bytes") {
  const TemporaryFolder folder;
  for (std::size_t length = 1; length <= 70; ++length) {
    CAPTURE(length);
    const fs::path path = folder.path() / "x";
    SafetensorsWriter writer(path, {{std::string(length, 'n'), {DType::kU8, {1}}}}, {});
    writer.write_values(std::vector<std::uint8_t>{1});
    writer.finish();
    std::uint64_t header = 0;
    std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(&header), sizeof(header));
    CHECK((sizeof(header) + header) % 64 == 0);
    CHECK(fs::file_size(path) == sizeof(header) + header + 1);
  }
}

TEST_CASE("a tensor that lies askew is read all the same, from several threads") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  std::vector<double> values(1000);
  std::iota(values.begin(), values.end(), -3.0);
  SafetensorsWriter writer(path, {{"byte", {DType::kU8, {1}}}, {"t", {DType::kF64, {1000}}}}, {});
  writer.write_values(std::vector<std::uint8_t>{9});
  writer.write_values(values);
  writer.finish();
  const SafetensorsReader reader(path);
  std::vector<std::span<const double>> views(4);
  std::vector<std::thread> threads;
  threads.reserve(views.size());
  for (auto& view : views) {
    threads.emplace_back([&] { view = reader.tensor<double>("t", {1000}); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& view : views) {
    CHECK(reinterpret_cast<std::uintptr_t>(view.data()) % alignof(double) == 0);
    CHECK(view.data() == views[0].data());
    CHECK(std::equal(view.begin(), view.end(), values.begin(), values.end()));
  }
}

TEST_CASE("a reader outlives its file's replacement, and moves") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  const auto save = [&](float value) {
    SafetensorsWriter writer(path, {{"t", {DType::kF32, {1}}}}, {});
    writer.write_values(std::vector<float>{value});
    writer.finish();
  };
  save(1);
  SafetensorsReader first(path);
  const std::span<const float> view = first.tensor<float>("t", {1});
  save(2);
  const SafetensorsReader moved(std::move(first));
  CHECK(view[0] == 1);
  CHECK(moved.tensor<float>("t", {1})[0] == 1);
  CHECK(SafetensorsReader(path).tensor<float>("t", {1})[0] == 2);
}

TEST_CASE("asking for what is not there names the file and the thing") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x.safetensors";
  SafetensorsWriter writer(path, {{"t", {DType::kF32, {2, 3}}}}, {{"format", "test"}});
  writer.write_values(std::vector<float>(6));
  writer.finish();
  const SafetensorsReader reader(path);
  const auto error_of = [&](const auto& action) -> std::string {
    try {
      action();
    } catch (const FileError& error) {
      CHECK(std::string(error.what()).find(path.string()) == 0);
      return error.what();
    }
    return "no error";
  };
  const auto has = [](const std::string& text, const char* part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };
  has(error_of([&] { reader.metadata("steps"); }), "\"steps\"");
  has(error_of([&] { reader.bytes("u"); }), "\"u\"");
  has(error_of([&] { reader.tensor<float>("u", {}); }), "\"u\"");
  has(error_of([&] { reader.tensor<double>("t", {2, 3}); }), "F32 [2, 3] but F64 [2, 3]");
  has(error_of([&] { reader.tensor<float>("t", {-1, 4}); }), "F32 [2, 3] but F32 [any, 4]");
  has(error_of([&] { reader.tensor<float>("t", {2}); }), "F32 [2]");
  has(error_of([&] { reader.tensor<float>("t", {2, 3, 1}); }), "F32 [2, 3, 1]");
}

TEST_CASE("a writer holds its caller to the declaration") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  const Declared declared = {{"t", {DType::kI32, {2}}}};
  {
    SafetensorsWriter writer(path, declared, {});
    writer.write_values(std::vector<std::int32_t>{1});
    CHECK_THROWS_AS(writer.finish(), std::logic_error);
    CHECK_THROWS_AS(writer.write_values(std::vector<std::int32_t>{2, 3}), std::logic_error);
    writer.write_values(std::vector<std::int32_t>{2});
    writer.finish();
  }
  CHECK(SafetensorsReader(path).tensor<std::int32_t>("t", {2})[1] == 2);
  { SafetensorsWriter unfinished(folder.path() / "y", declared, {}); }
  CHECK_FALSE(fs::exists(folder.path() / "y"));

  const auto declare = [&](const Declared& tensors) { SafetensorsWriter(path, tensors, {}); };
  CHECK_THROWS_AS(declare({{"a", {}}, {"a", {}}}), std::invalid_argument);
  CHECK_THROWS_AS(declare({{"__metadata__", {}}}), std::invalid_argument);
  CHECK_THROWS_AS(declare({{"a", {DType::kF32, {-1}}}}), std::length_error);
  CHECK_THROWS_AS(declare({{"a", {DType::kU8, {1LL << 32, 1LL << 32}}}}), std::length_error);
  CHECK_THROWS_AS(declare({{"a\xff", {}}}), FileError);
  CHECK_THROWS_AS(SafetensorsWriter(path, {}, {{"genres", "caf\xe9"}}), FileError);
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

}  // namespace
}  // namespace sleeve::engine
