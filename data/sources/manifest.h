// A list of addresses that somebody has.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/source.h"

namespace sleeve::data::sources {

struct AddressList {
  std::vector<Album> albums;  // in the order of the lines; the id is that of the address
  std::vector<std::string> warnings;
};

/// A manifest with `url` for `path` (data/listing/manifest_row.h; docs/data.md has the format), a
/// line an album. Throws InputError with file and line: no web address, no genre.
AddressList read_address_list(const std::filesystem::path& manifest);

/// The same for text in memory; `name` stands for the file in errors.
AddressList parse_csv_addresses(std::string_view text, const std::string& name);
AddressList parse_json_addresses(std::string_view text, const std::string& name);

/// Asks nobody. Genres are as the list spells them.
class Manifest final : public Source {
 public:
  explicit Manifest(AddressList list) : list_(std::move(list)) {}

  const SourceInfo& info() const override { return source_called("manifest"); }
  std::vector<Host> hosts() const override { return {}; }
  std::vector<std::string> genres() const override;
  std::vector<std::string> warnings() const override { return list_.warnings; }
  std::string start(const std::string& genre) const override;
  std::optional<http::Request> request(const std::string& cursor) const override;
  Page read(const std::string& cursor, const http::Response& response) const override;
  http::Request cover_request(const Album& album) const override;

 private:
  AddressList list_;
};

}  // namespace sleeve::data::sources
