#include "data/preparing/prepare.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/decoding/image_file.h"
#include "data/errors.h"
#include "data/preparing/cover_collection.h"
#include "data/preparing/in_order.h"
#include "data/preparing/pixel_spool.h"
#include "data/resize.h"
#include "data/sha256.h"

namespace sleeve::data {
namespace {

constexpr int kSmallestSize = 32;  // what a fingerprint needs

/// A file that has been read: a square, or why there is none.
struct ReadFile {
  ContentHash hash;
  Fingerprint fingerprint;
  Image square;
  std::optional<RefusedFile> refused;
};

/// A file's labels are those of the file that was listed. Throws ImageError.
void check_unchanged(std::span<const std::uint8_t> bytes, const CoverEntry& entry) {
  if (entry.sha256.empty() || sha256(bytes) == entry.sha256) return;
  throw ImageError(Refusal::kChanged,
                   "not the file that was listed: its SHA-256 is another; list it without one if "
                   "the change was meant");
}

ReadFile read_cover(const CoverEntry& entry, int size) {
  ReadFile file;
  try {
    const std::vector<std::uint8_t> bytes = read_image_file(entry.path);
    check_unchanged(bytes, entry);
    const Image image = decode_image(bytes, {.min_side = std::max(size, kSmallestSize)});
    file.hash = content_hash(bytes);
    file.fingerprint = fingerprint(image);
    file.square = centre_square(image, size);
  } catch (const ImageError& error) {
    file.refused = {entry.name, error.refusal(), error.what()};
  } catch (const std::bad_alloc&) {
    file.refused = {entry.name, Refusal::kTooLarge, "not enough memory to decode it"};
  }
  return file;
}

void report_covers(const CoverCollection& collection,
                   const std::vector<std::vector<std::int32_t>>& near_duplicates,
                   const CoverLabels& labels, PrepareReport& report) {
  const std::vector<CollectedCover>& covers = collection.covers();
  count_covers(labels, report);
  for (const CollectedCover& cover : covers) {
    if (cover.names.size() > 1) report.identical.push_back(cover.names);
  }
  for (const std::vector<std::int32_t>& group : near_duplicates) {
    std::vector<std::string> names;
    for (const std::int32_t row : group) names.push_back(covers[row].names[0]);
    report.near_duplicates.push_back(std::move(names));
  }
}

/// Throws if nothing, or nothing of some genre, is left.
void check_usable(const CoverList& list, const PrepareReport& report) {
  const auto reason = [&](const CoverEntry& refused) {
    const auto file = std::find_if(report.refused.begin(), report.refused.end(),
                                   [&](const RefusedFile& f) { return f.name == refused.name; });
    return "; for instance " + file->name + ": " + file->reason;
  };
  if (report.covers.total() == 0) {
    throw InputError("none of the " + std::to_string(report.files) + " files can be used" +
                     reason(list.entries.at(0)));
  }
  for (const CoverEntry& entry : list.entries) {
    for (const std::string& genre : entry.genres) {
      if (report.genres.contains(genre)) continue;
      throw InputError("genre '" + genre +
                       "': no cover of it can be used; add some or leave the "
                       "genre out" +
                       reason(entry));
    }
  }
}

void warn_of_few_labels(PrepareReport& report) {
  if (report.genres.empty()) {
    report.warnings.emplace_back("no cover has a genre: good for pre-training only");
  } else if (report.genres.size() == 1) {
    report.warnings.emplace_back("there is one genre only: training will leave the genre loss out");
  }
  for (const auto& [genre, count] : report.genres) {
    if (count.train == 0) {
      report.warnings.push_back("genre '" + genre + "' is held out entirely: add covers of it");
    }
  }
}

std::string how_prepared(const PrepareOptions& options, const PrepareReport& report) {
  const nlohmann::ordered_json how = {
      {"program", options.program},
      {"size", options.size},
      {"crop", "square in the middle"},
      {"filter", "area average in linear light"},
      {"alpha", "on white"},
      {"held_out", options.held_out},
      {"split", "XXH3-128 of the file / 2^128 < held_out; near-duplicates on one side"},
      {"files", report.files},
      {"identical_files_merged", report.merged()},
      {"near_duplicate_groups", report.near_duplicates.size()},
      {"refused", report.refused.size()}};
  return how.dump();
}

}  // namespace

PrepareReport prepare_covers(const CoverList& list, const PrepareOptions& options,
                             const std::filesystem::path& out) {
  check_options(options);
  PrepareReport report;
  report.files = list.entries.size();
  report.warnings = list.warnings;
  CoverCollection collection;
  PixelSpool spool(out, std::size_t(options.size) * std::size_t(options.size) * 3);
  const auto read = [&](std::size_t i) { return read_cover(list.entries[i], options.size); };
  const auto collect = [&](std::size_t i, const ReadFile& file) {
    if (file.refused) {
      report.refused.push_back(*file.refused);
    } else if (collection.add(list.entries[i], file.hash, file.fingerprint)) {
      spool.append(file.square.pixels);
    }
  };
  in_order(list.entries.size(), options, read, collect);
  const std::vector<std::vector<std::int32_t>> near_duplicates = collection.find_near_duplicates();
  const CoverLabels labels = collection.labels(near_duplicates, options.held_out);
  report_covers(collection, near_duplicates, labels, report);
  check_usable(list, report);
  warn_of_few_labels(report);
  write_data_set(out, options.size, labels,
                 {{"origins", collection.origins()}, {"prepared", how_prepared(options, report)}},
                 [&](std::size_t row) { return spool.read(row); });
  return report;
}

}  // namespace sleeve::data
