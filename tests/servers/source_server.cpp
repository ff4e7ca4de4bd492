#include "tests/servers/source_server.h"

#include <charconv>

namespace sleeve::tests {

std::set<std::string> SourceServer::usable(const std::string& genre) const {
  const std::size_t which = catalogue_.genre_called(genre);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < catalogue_.length(which); ++i) {
    const PretendAlbum album = catalogue_.listed(which, i);
    const Trouble trouble = catalogue_.trouble(album.number);
    const bool has_cover = trouble == Trouble::none || trouble == Trouble::wrong_type ||
                           trouble == Trouble::png || trouble == Trouble::duplicate;
    if (has_cover && belongs(album, which)) ids.insert(id(album.number));
  }
  return ids;
}

std::size_t query_number(const httplib::Request& request, const char* name, std::size_t otherwise) {
  return static_cast<std::size_t>(
      number_behind(request.get_param_value(name), "").value_or(otherwise));
}

void answer_json(httplib::Response& response, const nlohmann::json& body, int status) {
  response.status = status;
  response.set_content(body.dump(), "application/json; charset=utf-8");
}

std::optional<std::uint64_t> number_behind(const std::string& text, const std::string& prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + prefix.size(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace sleeve::tests
