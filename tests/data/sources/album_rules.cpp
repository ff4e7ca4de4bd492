#include "tests/data/sources/album_rules.h"

#include <algorithm>

#include "data/http/url.h"
#include "data/listing/release_date.h"
#include "data/utf8.h"

namespace sleeve::tests {
namespace {

using data::sources::Album;

bool can_name_a_file(const std::string& id) {
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  return !id.empty() && id.size() <= 64 && id[0] != '.' &&
         std::all_of(id.begin(), id.end(), is_harmless);
}

bool is_one_line(const std::string& text) {
  return data::is_utf8(text) && text.size() <= 300 &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
}

}  // namespace

std::string broken_rule(const Album& album) {
  if (!can_name_a_file(album.id)) return "id '" + album.id + "'";
  for (const std::string& text : {album.title, album.artist, album.source, album.licence}) {
    if (!is_one_line(text)) return "text '" + text + "'";
  }
  if (!album.release_date.empty() && !data::year_of_date(album.release_date)) {
    return "date '" + album.release_date + "'";
  }
  const auto url = data::http::parse_url(album.cover_url);
  if (!url || !data::http::is_web(*url)) return "address '" + album.cover_url + "'";
  return "";
}

std::string broken_rule(const data::sources::Source& source, const data::sources::Page& page) {
  for (const Album& album : page.albums) {
    if (std::string rule = broken_rule(album); !rule.empty()) return rule;
  }
  for (const std::string& cursor : page.next) {
    const auto request = source.request(cursor);
    if (request && !data::http::parse_url(request->url)) return "request for " + request->url;
  }
  return "";
}

}  // namespace sleeve::tests
