#include "tests/apps/fetch/fetch_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace sleeve::tests {
namespace {

SourceServerOptions server_options(std::function<Trouble(std::uint64_t)> trouble,
                                   std::size_t albums_per_genre) {
  SourceServerOptions options;
  options.catalogue.genres = {"jazz", "rock"};
  options.catalogue.albums_per_genre = albums_per_genre;
  options.catalogue.trouble = std::move(trouble);
  options.covers.side = 40;
  return options;
}

}  // namespace

FetchFixture::FetchFixture(std::function<Trouble(std::uint64_t)> trouble,
                           std::size_t albums_per_genre)
    : server_(server_options(std::move(trouble), albums_per_genre)) {
  ::setenv("NAPSTER_API_KEY", "test-key", 1);
}

Arguments FetchFixture::command(const Arguments& more) const {
  const std::map<std::string, std::string> standard = {{"--source", "napster"},
                                                       {"--genres", "jazz,rock"},
                                                       {"--out", out()},
                                                       {"--base", server_.api().url()},
                                                       {"--covers-base", server_.covers().url()}};
  Arguments command = {SLEEVE_FETCH_COVERS};
  for (const auto& [option, value] : standard) {
    if (std::find(more.begin(), more.end(), option) != more.end()) continue;
    command.insert(command.end(), {option, value});
  }
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

std::map<std::string, nlohmann::json> FetchFixture::manifest() const {
  std::map<std::string, nlohmann::json> entries;
  std::ifstream lines(out() + "/manifest.jsonl");
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json entry = nlohmann::json::parse(line);
    CHECK(std::filesystem::exists(out() + "/" + entry.at("path").get<std::string>()));
    CHECK(entries.emplace(entry.at("source_id"), entry).second);
  }
  return entries;
}

std::set<std::string> FetchFixture::files() const {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(out() + "/covers")) {
    names.insert(entry.path().filename());
  }
  return names;
}

std::map<std::string, int> FetchFixture::covers_asked() const {
  std::map<std::string, int> counts;
  for (const Arrival& arrival : server_.covers().arrivals()) ++counts[arrival.path];
  return counts;
}

}  // namespace sleeve::tests
