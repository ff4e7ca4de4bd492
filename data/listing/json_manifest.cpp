#include <nlohmann/json.hpp>
#include <set>

#include "data/errors.h"
#include "data/listing/manifest_rows.h"

namespace sleeve::data {
namespace {

using nlohmann::json;

/// One line of the manifest.
class JsonRow {
 public:
  JsonRow(std::string_view line, std::string where) : where_(std::move(where)) {
    try {
      object_ = json::parse(line);
    } catch (const json::parse_error& error) {
      throw InputError(where_ + ": not JSON, from character " + std::to_string(error.byte) + " on");
    } catch (const json::out_of_range&) {
      throw InputError(where_ + ": a number too large to be one");
    }
    if (!object_.is_object()) {
      throw InputError(where_ + ": not a JSON object like {\"path\": \"cover.jpg\"}");
    }
  }

  ManifestRow read(std::set<std::string>& unused_keys) const {
    ManifestRow row;
    std::set<ManifestField> seen;
    for (const auto& [key, value] : object_.items()) {
      const ManifestField field = field_called(key);
      if (field == ManifestField::kKnown) continue;
      if (field == ManifestField::kUnused) {
        unused_keys.insert(key);
        continue;
      }
      if (!seen.insert(field).second) {
        throw InputError(where_ + ": key '" + key + "' says what another key says; remove one");
      }
      if (field == ManifestField::kGenres) {
        row.genres = genres(key, value);
      } else if (field == ManifestField::kDate) {
        row.date = date(key, value);
      } else {
        row.text(field) = text(key, value);
      }
    }
    return row;
  }

 private:
  /// null is the same as no key.
  std::string text(const std::string& key, const json& value) const {
    if (value.is_null()) return {};
    if (!value.is_string()) throw InputError(where_ + ": '" + key + "' must be a string");
    return std::string(without_space_around(value.get_ref<const std::string&>()));
  }
  std::string date(const std::string& key, const json& value) const {
    return value.is_number_integer() ? value.dump() : text(key, value);
  }
  std::vector<std::string> genres(const std::string& key, const json& value) const {
    if (!value.is_array()) return split_genres(text(key, value));
    std::vector<std::string> genres;
    for (const json& genre : value) {
      if (!genre.is_string()) throw InputError(where_ + ": '" + key + "' must hold strings");
      std::string name = text(key, genre);
      if (!name.empty()) genres.push_back(std::move(name));
    }
    return genres;
  }

  std::string where_;
  json object_;
};

}  // namespace

void parse_json_rows(std::string_view text, const std::string& name, const TakeRow& take,
                     std::vector<std::string>& warnings) {
  std::set<std::string> unused_keys;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_space_around(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    const std::string where = name + ":" + std::to_string(number);
    take(JsonRow(line, where).read(unused_keys), where);
  }
  for (const std::string& key : unused_keys) {
    warnings.push_back(name + ": key '" + key + "' is not used");
  }
}

}  // namespace sleeve::data
