// The same tensors, written here and read by an independent program, and the other way round.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "engine/safetensors.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::engine {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string> kMetadata = {{"format", "test"},
                                                      {"genres", R"(["jazz","élan"])"}};

int peer(const std::string& command, const fs::path& path) {
  const std::string line =
      "python3 '" SLEEVE_PEER_SCRIPT "' " + command + " '" + path.string() + "'";
  return std::system(line.c_str());
}

/// Six elements counting from minus (or, unsigned, plus) one element's size.
template <typename T>
std::vector<T> counted() {
  std::vector<T> values(6);
  int next = std::is_unsigned_v<T> ? 1 : -int(sizeof(T));
  for (T& value : values) value = T(next++);
  return values;
}

template <typename T>
void check_counted(const SafetensorsReader& reader, const std::string& name) {
  CAPTURE(name);
  const std::span<const T> read = reader.tensor<T>(name, {2, 3});
  const std::vector<T> expected = counted<T>();
  CHECK(std::equal(read.begin(), read.end(), expected.begin(), expected.end()));
}

TEST_CASE("Python reads what we write") {
  const tests::TemporaryFolder folder;
  SafetensorsWriter writer(folder.path() / "ours",
                           {{"tensor.0", {DType::kU8, {2, 3}}},
                            {"tensor.1", {DType::kI16, {2, 3}}},
                            {"tensor.2", {DType::kI32, {2, 3}}},
                            {"tensor.3", {DType::kI64, {2, 3}}},
                            {"tensor.4", {DType::kF32, {2, 3}}},
                            {"tensor.5", {DType::kF64, {2, 3}}},
                            {"scalar", {DType::kF32, {}}},
                            {"empty", {DType::kI16, {4, 0}}}},
                           kMetadata);
  writer.write_values(counted<std::uint8_t>());
  writer.write_values(counted<std::int16_t>());
  writer.write_values(counted<std::int32_t>());
  writer.write_values(counted<std::int64_t>());
  writer.write_values(counted<float>());
  writer.write_values(counted<double>());
  writer.write_values(std::vector<float>{0.5F});
  writer.finish();
  CHECK(peer("check", folder.path() / "ours") == 0);
}

TEST_CASE("we read what Python writes") {
  const tests::TemporaryFolder folder;
  REQUIRE(peer("make", folder.path() / "theirs") == 0);
  const SafetensorsReader reader(folder.path() / "theirs");
  CHECK(reader.metadata() == kMetadata);
  CHECK(reader.tensors().size() == 8);
  check_counted<std::uint8_t>(reader, "tensor.0");
  check_counted<std::int16_t>(reader, "tensor.1");
  check_counted<std::int32_t>(reader, "tensor.2");
  check_counted<std::int64_t>(reader, "tensor.3");
  check_counted<float>(reader, "tensor.4");
  check_counted<double>(reader, "tensor.5");
  CHECK(reader.tensor<float>("scalar", {})[0] == 0.5F);
  CHECK(reader.tensor<std::int16_t>("empty", {4, 0}).empty());
}

}  // namespace
}  // namespace sleeve::engine
