#include "apps/fetch/key.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "apps/support/text_file.h"
#include "data/listing/manifest_row.h"

namespace sleeve::apps {
namespace {

namespace fs = std::filesystem;

std::string checked(const std::string& text, const std::string& from) {
  std::string key(data::without_space_around(text));
  if (key.empty()) throw InputError(from + " is empty; put the key into it");
  const auto is_printable = [](unsigned char c) { return c > ' ' && c < 0x7F; };
  if (!std::all_of(key.begin(), key.end(), is_printable)) {
    throw InputError(from + " holds more than a key: one word is expected");
  }
  return key;
}

std::string key_in_file(const std::string& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!error && fs::exists(status)) {
    constexpr fs::perms kOthers = fs::perms::group_all | fs::perms::others_all;
    if (!fs::is_regular_file(status)) {
      throw InputError("--key-file " + file + ": is no file");
    }
    if ((status.permissions() & kOthers) != fs::perms::none) {
      throw InputError("--key-file " + file + ": others can read or change it; chmod 600 " + file);
    }
  }
  return checked(read_text(file), "--key-file " + file);
}

}  // namespace

std::string source_key(const FetchSettings& settings, const data::sources::SourceInfo& source) {
  if (!settings.key_file.empty()) return key_in_file(settings.key_file);
  if (source.key_variable.empty()) return "";
  const char* const value = std::getenv(source.key_variable.c_str());
  return value == nullptr ? "" : checked(value, source.key_variable);
}

}  // namespace sleeve::apps
