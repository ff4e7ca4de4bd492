#include "net/metadata.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace sleeve::net {
namespace {

[[noreturn]] void fail(const engine::SafetensorsReader& file, const std::string& what) {
  throw engine::FileError(file.path().string() + ": " + what);
}

std::vector<std::string> names(const engine::SafetensorsReader& file, const std::string& key) {
  try {
    return nlohmann::json::parse(file.metadata(key)).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    fail(file, "'" + key + "' of its metadata is not a JSON list of names");
  }
}

}  // namespace

void expect_format(const engine::SafetensorsReader& file, const std::string& format,
                   const std::string& what) {
  const auto found = file.metadata().find("format");
  if (found == file.metadata().end() || found->second != format) {
    fail(file, "not " + what + " of Sleeve (its metadata lacks format: '" + format + "')");
  }
}

std::uint64_t metadata_number(const engine::SafetensorsReader& file, const std::string& key) {
  const std::string& text = file.metadata(key);
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) {
    fail(file, "'" + key + "' of its metadata is '" + text + "' instead of a number");
  }
  return value;
}

Labels metadata_labels(const engine::SafetensorsReader& file) {
  return {names(file, "genres"), names(file, "decades")};
}

}  // namespace sleeve::net
