#include "data/listing/manifest.h"

#include <fstream>
#include <iterator>

#include "data/errors.h"

namespace sleeve::data {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) throw InputError(path.string() + ": cannot be read");
  return text;
}

}  // namespace

CoverList read_manifest(const std::filesystem::path& manifest) {
  const std::string extension = manifest.extension().string();
  const bool json = extension == ".jsonl" || extension == ".ndjson";
  if (!json && extension != ".csv") {
    throw InputError(manifest.string() +
                     ": neither a folder nor a manifest, whose name ends in .csv or .jsonl");
  }
  const std::string text = read_text(manifest);
  const auto parse = json ? parse_json_manifest : parse_csv_manifest;
  CoverList list = parse(text, manifest.string());
  if (list.entries.empty()) throw InputError(manifest.string() + ": the manifest lists no covers");
  for (CoverEntry& entry : list.entries) entry.path = manifest.parent_path() / entry.path;
  return list;
}

}  // namespace sleeve::data
