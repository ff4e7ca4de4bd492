#include "data/listing/manifest.h"

#include <fstream>
#include <iterator>

#include "data/errors.h"
#include "data/listing/manifest_rows.h"

namespace sleeve::data {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) throw InputError(path.string() + ": cannot be read");
  return text;
}

TakeRow into(CoverList& list) {
  return
      [&list](ManifestRow row, const std::string& where) { add_row(std::move(row), where, list); };
}

}  // namespace

void read_rows(const std::filesystem::path& manifest, ManifestField required, const TakeRow& take,
               std::vector<std::string>& warnings) {
  const std::string extension = manifest.extension().string(), name = manifest.string();
  const bool json = extension == ".jsonl" || extension == ".ndjson";
  if (!json && extension != ".csv") {
    throw InputError(name + ": no manifest, for its name ends in neither .csv nor .jsonl");
  }
  const std::string text = read_text(manifest);
  if (json) {
    parse_json_rows(text, name, take, warnings);
  } else {
    parse_csv_rows(text, name, required, take, warnings);
  }
}

CoverList read_manifest(const std::filesystem::path& manifest) {
  CoverList list;
  read_rows(manifest, ManifestField::kPath, into(list), list.warnings);
  if (list.entries.empty()) throw InputError(manifest.string() + ": the manifest lists no covers");
  for (CoverEntry& entry : list.entries) entry.path = manifest.parent_path() / entry.path;
  return list;
}

CoverList parse_csv_manifest(std::string_view text, const std::string& name) {
  CoverList list;
  parse_csv_rows(text, name, ManifestField::kPath, into(list), list.warnings);
  return list;
}

CoverList parse_json_manifest(std::string_view text, const std::string& name) {
  CoverList list;
  parse_json_rows(text, name, into(list), list.warnings);
  return list;
}

}  // namespace sleeve::data
