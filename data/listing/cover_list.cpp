#include "data/listing/cover_list.h"

#include <algorithm>
#include <system_error>

#include "data/errors.h"
#include "data/listing/manifest.h"
#include "data/utf8.h"

namespace sleeve::data {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// Files below a folder, hidden files and folders left out.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator it(folder), end; it != end; ++it) {
    if (is_hidden(it->path())) {
      it.disable_recursion_pending();
    } else if (!it->is_directory()) {
      files.push_back(it->path());
    }
  }
  return files;
}

void add_genre(const fs::path& folder, const fs::path& root, CoverList& list) {
  const std::string genre = folder.filename().string();
  check_genre_name(genre, folder.string());
  const std::vector<fs::path> files = files_below(folder);
  if (files.empty()) {
    throw InputError(folder.string() + ": the genre has no covers; add some or remove the folder");
  }
  for (const fs::path& file : files) {
    list.entries.push_back({file, file.lexically_relative(root).string(), {genre}});
  }
}

}  // namespace

void check_genre_name(const std::string& genre, const std::string& where) {
  if (!is_utf8(genre)) throw InputError(where + ": the genre's name is not UTF-8; rename it");
  const bool speakable = std::none_of(genre.begin(), genre.end(), [](unsigned char c) {
    return c < 0x20 || c == 0x7F || c == ',' || c == ':';
  });
  if (!speakable) {
    throw InputError(
        where + ": the genre's name '" + genre +
        "' has a ',', ':' or control character in it, so no cover of it could be asked "
        "for; rename it");
  }
}

CoverList list_folder(const fs::path& folder) {
  CoverList list;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      if (is_hidden(entry.path())) continue;
      if (entry.is_directory()) {
        add_genre(entry.path(), folder, list);
      } else {
        list.entries.push_back({entry.path(), entry.path().filename().string(), {}});
      }
    }
  } catch (const fs::filesystem_error& error) {
    throw InputError(error.path1().string() + ": cannot be listed: " + error.code().message());
  }
  if (list.entries.empty()) {
    throw InputError(folder.string() + ": no covers here; put them into one folder per genre: " +
                     (folder / "jazz" / "cover.jpg").string());
  }
  std::sort(list.entries.begin(), list.entries.end(),
            [](const CoverEntry& a, const CoverEntry& b) { return a.name < b.name; });
  return list;
}

CoverList list_covers(const fs::path& input) {
  std::error_code error;
  const fs::file_status status = fs::status(input, error);
  if (!fs::exists(status)) {
    throw InputError(input.string() + ": " + error.message() +
                     "; give a folder of covers or a manifest");
  }
  if (!fs::is_directory(status)) return read_manifest(input);
  const fs::path manifest = input / "manifest.jsonl";
  return fs::exists(manifest, error) ? read_manifest(manifest) : list_folder(input);
}

}  // namespace sleeve::data
