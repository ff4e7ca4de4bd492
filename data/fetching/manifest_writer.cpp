#include "data/fetching/manifest_writer.h"

#include <nlohmann/json.hpp>
#include <span>

#include "data/listing/release_date.h"
#include "engine/atomic_file.h"

namespace sleeve::data::fetching {
namespace {

/// In the order in which a person wants to read them.
using Line = nlohmann::ordered_json;

Line or_null(const std::string& text) { return text.empty() ? Line(nullptr) : Line(text); }

const std::string& or_else(const std::string& text, const std::string& otherwise) {
  return text.empty() ? otherwise : text;
}

Line line_of(const CoverRecord& cover, const std::string& folder,
             const sources::SourceInfo& source) {
  const sources::Album& album = cover.album;
  const std::string precision = precision_of(album.release_date);
  Line line;
  line["path"] = folder + "/" + cover.file.name;
  line["sha256"] = cover.file.sha256;
  line["width"] = cover.file.width;
  line["height"] = cover.file.height;
  line["genres"] = album.genres;
  line["release_date"] = precision.empty() ? Line(nullptr) : Line(album.release_date);
  line["release_date_precision"] = or_null(precision);
  line["artist"] = or_null(album.artist);
  line["title"] = or_null(album.title);
  line["source"] = or_else(album.source, source.name);
  line["source_id"] = album.id;
  line["address"] = album.cover_url;
  line["retrieved"] = cover.retrieved;
  line["licence"] = or_else(album.licence, source.licence);
  return line;
}

}  // namespace

std::string precision_of(const std::string& release_date) {
  if (!year_of_date(release_date)) return "";
  switch (release_date.size()) {
    case 4:
      return "year";
    case 7:
      return "month";
    default:
      return "day";
  }
}

std::size_t write_manifest(const std::filesystem::path& manifest, const std::string& folder,
                           Journal& journal, const sources::SourceInfo& source) {
  engine::AtomicFile file(manifest);
  std::size_t count = 0;
  journal.for_each_cover([&](const CoverRecord& cover) {
    // A title that is not UTF-8 does not end the run.
    constexpr auto kReplace = Line::error_handler_t::replace;
    const std::string line = line_of(cover, folder, source).dump(-1, ' ', false, kReplace) + "\n";
    file.write(std::as_bytes(std::span(line)));
    ++count;
  });
  file.commit();
  return count;
}

}  // namespace sleeve::data::fetching
