// Damaged and hostile files: an error that says where and why, or a sound reading; never a crash.
#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/safetensors.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::engine {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

void put(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

/// A file as it lies on disk: length, header, data.
std::string file_of(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  std::string content(sizeof(length), '\0');
  std::memcpy(content.data(), &length, sizeof(length));
  return content + header + std::string(data_bytes, '\1');
}

/// Opens the file and touches every byte it offers; false if it is refused, with `error` set.
bool read_all(const fs::path& path, std::string* error = nullptr) {
  try {
    const SafetensorsReader reader(path);
    unsigned sum = 0;
    for (const auto& [name, info] : reader.tensors()) {
      for (const std::byte byte : reader.bytes(name)) sum += static_cast<unsigned>(byte);
      if (info.dtype == DType::kF64) {
        for (const double value : reader.tensor<double>(name, info.shape)) sum += value > 0;
      }
    }
    CHECK(sum < 1000000);  // so that the loops are not left out
    return true;
  } catch (const FileError& failure) {
    if (error != nullptr) *error = failure.what();
    return false;
  }
}

/// A small sound file with metadata, an empty tensor and two dtypes.
std::string sound_file() {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "sound";
  SafetensorsWriter writer(
      path, {{"d", {DType::kF64, {2}}}, {"e", {DType::kI16, {0}}}, {"u", {DType::kU8, {3, 1}}}},
      {{"format", "test"}});
  writer.write_values(std::vector<double>{1, 2});
  writer.write_values(std::vector<std::uint8_t>{1, 2, 3});
  writer.finish();
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("a file cut short at any length is refused") {
  const TemporaryFolder folder;
  const std::string sound = sound_file();
  const fs::path path = folder.path() / "cut";
  put(path, sound);
  CHECK(read_all(path));
  for (std::size_t length = 0; length < sound.size(); ++length) {
    CAPTURE(length);
    put(path, sound.substr(0, length));
    std::string error;
    CHECK_FALSE(read_all(path, &error));
    CHECK(error.find(path.string()) == 0);
  }
  put(path, sound + "x");
  CHECK_FALSE(read_all(path));
}

TEST_CASE("a file with any one byte changed reads or is refused") {
  const TemporaryFolder folder;
  const std::string sound = sound_file();
  const fs::path path = folder.path() / "changed";
  std::size_t refused = 0, tried = 0;
  for (std::size_t position = 0; position < sound.size(); ++position) {
    std::string values = {'\0', '\x7f', '\xff', '"', '{', '}', '[', ']', ',', ':', '-', '0', '9'};
    for (int bit = 0; bit < 8; ++bit) values.push_back(char(sound[position] ^ (1 << bit)));
    for (const char value : values) {
      if (value == sound[position]) continue;
      std::string changed = sound;
      changed[position] = value;
      put(path, changed);
      ++tried;
      if (!read_all(path)) ++refused;
    }
  }
  // Changes within names, padding and data pass; most of the header's do not.
  CHECK(refused > tried / 4);
  CHECK(refused < tried);
}

TEST_CASE("hostile headers are refused with the reason") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "hostile.safetensors";
  struct Case {
    std::string header;
    std::size_t data_bytes;
    const char* reason;
  };
  const auto tensor = [](const std::string& dtype, const std::string& shape,
                         const std::string& offsets) {
    return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
           "}";
  };
  const auto one = [&](const std::string& dtype, const std::string& shape,
                       const std::string& offsets) {
    return R"({"t":)" + tensor(dtype, shape, offsets) + "}";
  };
  const std::string byte = tensor("U8", "[1]", "[0,1]");
  const Case cases[] = {
      {"", 0, "not JSON"},
      {"{", 0, "not JSON"},
      {"{}x", 0, "not JSON"},
      {"{\"\xff\":1}", 0, "not JSON"},
      {"[]", 0, "no JSON object"},
      {"null", 0, "no JSON object"},
      {R"({"t":1})", 0, "\"t\" is not described by an object"},
      {R"({"t":{}})", 0, "\"t\" has no dtype"},
      {R"({"t":{"dtype":7,"shape":[],"data_offsets":[0,0]}})", 0, "\"t\" has no dtype"},
      {R"({"t":{"dtype":"U8","data_offsets":[0,0]}})", 0, "\"t\" has no list shape"},
      {R"({"t":{"dtype":"U8","shape":[1]}})", 1, "\"t\" has no list data_offsets"},
      {one("BF16", "[1]", "[0,2]"), 2, "\"t\" has dtype \"BF16\"; convert it"},
      {one("f32", "[1]", "[0,4]"), 4, "dtype \"f32\""},
      {one("U8", "1", "[0,1]"), 1, "no list shape"},
      {one("U8", "[-1]", "[0,1]"), 1, "\"t\" has a shape element"},
      {one("U8", "[1.0]", "[0,1]"), 1, "\"t\" has a shape element"},
      {one("U8", "[\"1\"]", "[0,1]"), 1, "\"t\" has a shape element"},
      {one("U8", "[9223372036854775808]", "[0,1]"), 1, "\"t\" has a shape element"},
      {one("U8", "[99999999999999999999]", "[0,1]"), 1, "\"t\" has a shape element"},
      {one("U8", "[1e999]", "[0,1]"), 1, "number beyond all bounds"},
      {one("U8", "[4294967296,4294967296]", "[0,0]"), 0, "more bytes than can be counted"},
      {one("F64", "[2305843009213693952]", "[0,0]"), 0, "more bytes than can be counted"},
      {one("U8", "[4294967296,2147483647]", "[0,1]"), 1, "has 1 bytes where its shape needs"},
      {one("U8", "[1]", "[0]"), 1, "two data_offsets"},
      {one("U8", "[1]", "[0,1,2]"), 1, "two data_offsets"},
      {one("U8", "[1]", "[-1,0]"), 1, "\"t\" has a data_offsets element"},
      {one("U8", "[1]", "[1,0]"), 1, "lies at bytes 1 to 0"},
      {one("U8", "[2]", "[0,2]"), 1, "lies at bytes 0 to 2 of 1 bytes"},
      {one("U8", "[1]", "[9223372036854775806,9223372036854775807]"), 1, "of 1 bytes"},
      {one("F32", "[2]", "[0,4]"), 4, "has 4 bytes where its shape needs 8"},
      {one("F32", "[]", "[0,0]"), 0, "has 0 bytes where its shape needs 4"},
      {one("U8", "[1]", "[1,2]"), 2, "\"t\" begins at byte 1"},
      {one("U8", "[1]", "[0,1]"), 2, "end at byte 1 of 2"},
      {"{}", 1, "end at byte 0 of 1"},
      {R"({"a":)" + byte + R"(,"b":)" + byte + "}", 1, "\"b\" begins at byte 0"},
      {R"({"a":)" + byte + R"(,"b":)" + tensor("U8", "[1]", "[2,3]") + "}", 3,
       "\"b\" begins at byte 2"},
      {R"({"a":)" + tensor("U8", "[2]", "[0,2]") + R"(,"b":)" + tensor("U8", "[2]", "[1,3]") + "}",
       3, "\"b\" begins at byte 1"},
      {R"({"a":)" + tensor("U8", "[2]", "[0,2]") + R"(,"e":)" + tensor("U8", "[0]", "[1,1]") + "}",
       2, "\"e\" begins at byte 1"},
      {R"({"t":)" + byte + R"(,"t":)" + byte + "}", 1, "has \"t\" twice"},
      {R"({"t":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1,
       "\"dtype\" twice"},
      {R"({"__metadata__":{"k":"1","k":"2"}})", 0, "\"k\" twice"},
      {R"({"__metadata__":[]})", 0, "__metadata__ is no object"},
      {R"({"__metadata__":{"step":7}})", 0, "metadata \"step\" is no string"},
      {one("U8", "[[1]]", "[0,1]"), 1, "nested too deeply"},
      {R"({"t":{"dtype":{"x":{}}}})", 1, "nested too deeply"},
      {std::string(100000, '['), 0, "nested too deeply"},
  };
  for (const Case& hostile : cases) {
    CAPTURE(hostile.header.substr(0, 200));
    put(path, file_of(hostile.header, hostile.data_bytes));
    std::string error = "no error";
    CHECK_FALSE(read_all(path, &error));
    CAPTURE(error);
    CHECK(error.find(path.string()) == 0);
    CHECK(error.find(hostile.reason) != std::string::npos);
    CHECK(error.size() < 500);
  }
}

TEST_CASE("what the format allows is read") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "sound.safetensors";
  const std::string sound[] = {
      file_of("{}", 0),
      file_of("{}   ", 0),
      file_of(R"({"__metadata__":{}})", 0),
      // Two empty tensors before, in and behind the data; a key of a later version of the format.
      file_of(R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3],"note":1},)"
              R"("y":{"dtype":"F32","shape":[0],"data_offsets":[3,3]},)"
              R"("x":{"dtype":"F32","shape":[4,0],"data_offsets":[1,1]},)"
              R"("a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})",
              3),
  };
  for (const std::string& content : sound) {
    put(path, content);
    std::string error;
    CHECK(read_all(path, &error));
    CHECK(error == "");
  }
}

TEST_CASE("a header length beyond the file or the format is refused") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "long";
  for (const std::uint64_t length : {std::uint64_t{3}, std::uint64_t{1} << 32, ~std::uint64_t{0}}) {
    std::string content = file_of("{}", 0);
    std::memcpy(content.data(), &length, sizeof(length));
    put(path, content);
    std::string error;
    CHECK_FALSE(read_all(path, &error));
    CHECK(error.find("says its header has " + std::to_string(length)) != std::string::npos);
  }
  // Within the file, but more than the format's 100 MB: refused before it is read.
  put(path, file_of("{}", 0));
  const std::uint64_t length = 100'000'001;
  std::fstream(path, std::ios::binary | std::ios::in | std::ios::out)
      .write(reinterpret_cast<const char*>(&length), sizeof(length));
  fs::resize_file(path, 200'000'000);  // sparse
  std::string error;
  CHECK_FALSE(read_all(path, &error));
  CHECK(error.find("the format allows 100000000") != std::string::npos);
}

TEST_CASE("what is no file is refused") {
  const TemporaryFolder folder;
  std::string error;
  CHECK_FALSE(read_all(folder.path(), &error));
  CHECK(error.find("is not a file") != std::string::npos);
  CHECK_FALSE(read_all(folder.path() / "missing", &error));
  CHECK(error.find("No such file") != std::string::npos);
  CHECK_FALSE(read_all("/dev/null", &error));
  CHECK(error.find("is not a file") != std::string::npos);
}

TEST_CASE("names from a file cannot garble the message") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  put(path, file_of("{\"\\u001b[2Jé" + std::string(100000, 'n') + "\":1}", 0));
  std::string error;
  CHECK_FALSE(read_all(path, &error));
  CHECK(error.find('\x1b') == std::string::npos);
  CHECK(error.find("\\u001b") != std::string::npos);
  CHECK(error.size() < 400);
}

}  // namespace
}  // namespace sleeve::engine
