#include "engine/safetensors_header.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>

namespace sleeve::engine {
namespace {

using nlohmann::json;

constexpr const char* kMetadata = "__metadata__";
constexpr std::size_t kDataAlignment = 64;

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& reason) {
  throw FileError(path.string() + ": " + reason +
                  "; the file is damaged or no safetensors file: make or copy it again");
}

std::optional<DType> dtype_named(const std::string& name) {
  for (const DType dtype :
       {DType::kU8, DType::kI16, DType::kI32, DType::kI64, DType::kF32, DType::kF64}) {
    if (name == name_of(dtype)) return dtype;
  }
  return std::nullopt;
}

/// Parses; beyond JSON's own rules, keys may not repeat and nesting ends where the format's does:
/// header, tensor, list.
json parse_json(const std::filesystem::path& path, std::string_view text) {
  constexpr int kMaxDepth = 3;
  std::vector<std::set<std::string>> keys;  // of each open object
  const auto check = [&](int depth, json::parse_event_t event, const json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
        keys.emplace_back();
        [[fallthrough]];
      case json::parse_event_t::array_start:
        if (depth >= kMaxDepth) damaged(path, "the header is nested too deeply");
        break;
      case json::parse_event_t::object_end:
        keys.pop_back();
        break;
      case json::parse_event_t::key:
        if (!keys.back().insert(parsed.get<std::string>()).second) {
          damaged(path, "the header has " + quoted(parsed.get<std::string>()) + " twice");
        }
        break;
      default:
        break;
    }
    return true;
  };
  try {
    return json::parse(text, check);
  } catch (const json::parse_error& error) {
    damaged(path, "the header is not JSON (at its byte " + std::to_string(error.byte) + ")");
  } catch (const json::out_of_range&) {
    damaged(path, "the header has a number beyond all bounds");
  }
}

/// A list of integers from 0 to 2^63 - 1; `what` names it in the error.
std::vector<std::int64_t> parse_integers(const std::filesystem::path& path, const json& tensor,
                                         const char* key, const std::string& what) {
  const auto list = tensor.find(key);
  if (list == tensor.end() || !list->is_array()) damaged(path, what + " has no list " + key);
  std::vector<std::int64_t> integers;
  for (const json& element : *list) {
    if (!element.is_number_unsigned() ||
        element.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
      damaged(path, what + " has a " + key + " element that is no integer from 0 to 2^63 - 1");
    }
    integers.push_back(element.get<std::int64_t>());
  }
  return integers;
}

struct Extent {
  std::size_t begin = 0, end = 0;
  std::string name;
  bool operator<(const Extent& other) const {
    return std::pair(begin, end) < std::pair(other.begin, other.end);
  }
};

/// Adds one tensor to `header` and returns where it lies.
Extent parse_tensor(const std::filesystem::path& path, const std::string& name, const json& tensor,
                    std::size_t data_bytes, SafetensorsHeader& header) {
  const std::string what = "tensor " + quoted(name);
  if (!tensor.is_object()) damaged(path, what + " is not described by an object");
  const auto dtype_name = tensor.find("dtype");
  if (dtype_name == tensor.end() || !dtype_name->is_string()) damaged(path, what + " has no dtype");
  const std::optional<DType> dtype = dtype_named(dtype_name->get<std::string>());
  if (!dtype) {
    throw FileError(path.string() + ": " + what + " has dtype " +
                    quoted(dtype_name->get<std::string>()) +
                    "; convert it to one of U8, I16, I32, I64, F32, F64");
  }
  const TensorInfo info{*dtype, parse_integers(path, tensor, "shape", what)};
  std::size_t bytes = 0;
  try {
    bytes = info.bytes();
  } catch (const std::length_error& error) {
    damaged(path, what + ": " + error.what());
  }
  const std::vector<std::int64_t> range = parse_integers(path, tensor, "data_offsets", what);
  if (range.size() != 2) damaged(path, what + " needs two data_offsets, begin and end");
  const auto begin = static_cast<std::size_t>(range[0]), end = static_cast<std::size_t>(range[1]);
  if (begin > end || end > data_bytes) {
    damaged(path, what + " lies at bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                      " of " + std::to_string(data_bytes) + " bytes of data");
  }
  if (end - begin != bytes) {
    damaged(path, what + " has " + std::to_string(end - begin) + " bytes where its shape needs " +
                      std::to_string(bytes));
  }
  header.tensors.emplace(name, info);
  header.offsets.emplace(name, begin);
  return {begin, end, name};
}

void parse_metadata(const std::filesystem::path& path, const json& metadata,
                    SafetensorsHeader& header) {
  if (!metadata.is_object()) damaged(path, std::string(kMetadata) + " is no object");
  for (const auto& [key, value] : metadata.items()) {
    if (!value.is_string()) damaged(path, "metadata " + quoted(key) + " is no string");
    header.metadata.emplace(key, value.get<std::string>());
  }
}

void require_utf8(const std::filesystem::path& path, const std::string& text,
                  const std::string& what) {
  try {
    json(text).dump();
  } catch (const json::type_error&) {
    throw FileError(path.string() + ": " + what + " is not UTF-8, as the format asks; rename it");
  }
}

}  // namespace

std::string quoted(const std::string& name) {
  constexpr std::size_t kLongest = 100;
  const std::string shown = name.size() > kLongest ? name.substr(0, kLongest) + "..." : name;
  return json(shown).dump(-1, ' ', true, json::error_handler_t::replace);
}

SafetensorsHeader parse_header(const std::filesystem::path& path, std::string_view text,
                               std::size_t data_bytes) {
  const json parsed = parse_json(path, text);
  if (!parsed.is_object()) damaged(path, "the header is no JSON object");
  SafetensorsHeader header;
  std::vector<Extent> extents;
  for (const auto& [name, value] : parsed.items()) {
    if (name == kMetadata) {
      parse_metadata(path, value, header);
    } else {
      extents.push_back(parse_tensor(path, name, value, data_bytes, header));
    }
  }
  std::sort(extents.begin(), extents.end());
  std::size_t covered = 0;
  for (const Extent& extent : extents) {
    if (extent.begin != covered) {
      damaged(path, "tensor " + quoted(extent.name) + " begins at byte " +
                        std::to_string(extent.begin) + " of the data, the one before it ends at " +
                        std::to_string(covered));
    }
    covered = extent.end;
  }
  if (covered != data_bytes) {
    damaged(path, "the tensors end at byte " + std::to_string(covered) + " of " +
                      std::to_string(data_bytes) + " bytes of data");
  }
  return header;
}

std::string format_header(const std::filesystem::path& path,
                          const std::vector<std::pair<std::string, TensorInfo>>& tensors,
                          const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  for (const auto& [key, value] : metadata) {
    require_utf8(path, key, "metadata key " + quoted(key));
    require_utf8(path, value, "metadata " + quoted(key));
    header[kMetadata][key] = value;
  }
  std::size_t offset = 0;
  for (const auto& [name, info] : tensors) {
    if (name == kMetadata || header.contains(name)) {
      throw std::invalid_argument("tensor " + quoted(name) + " cannot be declared (again)");
    }
    require_utf8(path, name, "tensor name " + quoted(name));
    const std::size_t end = offset + info.bytes();
    header[name] = {
        {"dtype", name_of(info.dtype)}, {"shape", info.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  std::uint64_t length = 0;
  const std::size_t unpadded = sizeof(length) + text.size();
  text.append((kDataAlignment - unpadded % kDataAlignment) % kDataAlignment, ' ');
  length = text.size();
  if (length > kMaxHeaderBytes) {
    throw FileError(path.string() + ": its header would take " + std::to_string(length) +
                    " bytes; the format allows " + std::to_string(kMaxHeaderBytes));
  }
  std::string bytes(sizeof(length), '\0');
  std::memcpy(bytes.data(), &length, sizeof(length));
  return bytes + text;
}

}  // namespace sleeve::engine
