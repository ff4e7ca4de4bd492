// A list of addresses that somebody has.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/source.h"

namespace sleeve::data::sources {

/// Albums in the order of the lines; the id is that of the address. It keeps what many lines share
/// once, for there may be hundreds of thousands.
class AddressList {
 public:
  AddressList() = default;
  AddressList(AddressList&&) = default;  // a copy's lines would point into the original
  AddressList& operator=(AddressList&&) = default;

  void add(Album album);
  std::size_t size() const { return lines_.size(); }
  /// Of a line, from 0.
  Album album(std::size_t line) const;
  bool has_genre(std::size_t line, const std::string& genre) const;
  std::vector<std::string> genres() const;  // sorted

  std::vector<std::string> warnings;

 private:
  struct Shared {
    std::vector<std::string> genres;
    std::string source, licence;
    friend auto operator<=>(const Shared&, const Shared&) = default;
  };
  struct Line {
    std::string url, title, artist, date;
    const Shared* shared;
  };
  std::set<Shared> shared_;
  std::vector<Line> lines_;
};

/// A manifest with `url` for `path` (data/listing/manifest_row.h; docs/data.md has the format), a
/// line an album. Throws InputError with file and line: no web address, no genre.
AddressList read_address_list(const std::filesystem::path& manifest);

/// The same for text in memory; `name` stands for the file in errors.
AddressList parse_csv_addresses(std::string_view text, const std::string& name);
AddressList parse_json_addresses(std::string_view text, const std::string& name);

/// Asks nobody. Genres are as the list spells them. With a covers_base, all covers are fetched from
/// there, by the paths of their addresses.
class Manifest final : public Source {
 public:
  explicit Manifest(AddressList list, std::string covers_base = "")
      : list_(std::move(list)), covers_base_(std::move(covers_base)) {}

  const SourceInfo& info() const override { return source_called("manifest"); }
  std::vector<Host> hosts() const override;
  std::vector<std::string> warnings() const override { return list_.warnings; }
  std::string start(const std::string& genre) const override;
  std::optional<http::Request> request(const std::string& cursor) const override;
  Page read(const std::string& cursor, const http::Response& response) const override;
  std::size_t most_albums(const std::string& cursor) const override;
  http::Request cover_request(const Album& album) const override;

 private:
  AddressList list_;
  std::string covers_base_;
};

}  // namespace sleeve::data::sources
