// From a source of covers to covers drawn by a model: fetch_covers, prepare, train_gan and
// generate, one after the other, as a user would.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "data/data_set.h"
#include "data/sources/source_info.h"
#include "tests/apps/training_fixture.h"
#include "tests/servers/demo_catalogue.h"

namespace sleeve::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Arguments = std::vector<std::string>;

constexpr std::size_t kAlbumsPerGenre = 12;
constexpr const char* kGenres = "jazz,metal";  // neighbours: some albums are of both

/// A source at work, and a folder for what comes of it.
class Chain {
 public:
  explicit Chain(const std::string& source)
      : server_({SLEEVE_COVER_SERVER, "--source", source, "--count",
                 std::to_string(kAlbumsPerGenre)}) {}

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  /// Runs the command that the server proposes, for fewer genres; what it says of the environment
  /// is done.
  ChildProcess::Outcome fetch() {
    std::optional<std::string> line = server_.read_line();
    while (line && !contains(*line, "fetch_covers ")) line = server_.read_line();
    REQUIRE(line);
    std::istringstream words(*line);
    Arguments command;
    for (std::string word; words >> word;) {
      if (const std::size_t equals = word.find('='); command.empty() && equals != word.npos) {
        ::setenv(word.substr(0, equals).c_str(), word.substr(equals + 1).c_str(), 1);
      } else {
        command.push_back(word);
      }
    }
    REQUIRE(command.at(0) == "fetch_covers");
    command[0] = SLEEVE_FETCH_COVERS;
    replace(command, "--genres", kGenres);
    replace(command, "--per-genre", "100");  // all there are
    replace(command, "--out", path("fetched"));
    return run(command);
  }

  std::vector<json> manifest() const {
    std::vector<json> lines;
    std::ifstream file(folder_.path() / "fetched" / "manifest.jsonl");
    for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
    return lines;
  }

  ChildProcess::Outcome prepare() const {
    return run(
        {SLEEVE_PREPARE, path("fetched"), "--size", "32", "--out", path("covers.safetensors")});
  }

 private:
  static void replace(Arguments& command, const std::string& option, const std::string& value) {
    const auto found = std::find(command.begin(), command.end(), option);
    REQUIRE(found != command.end());
    *(found + 1) = value;
  }

  TemporaryFolder folder_;
  ChildProcess server_;
};

/// The number of an album of MusicBrainz, which is what its id ends in.
std::uint64_t number_of(const json& line) {
  const std::string id = line.at("source_id");
  return std::stoull(id.substr(id.rfind('-') + 1));
}

/// Of those that were asked for, the genres in whose list an album is.
std::set<std::string> genres_of(std::uint64_t number, const Catalogue& catalogue) {
  std::set<std::string> genres;
  for (const std::string genre : {"jazz", "metal"}) {
    const std::size_t index = catalogue.genre_called(genre);
    for (std::size_t i = 0; i < catalogue.length(index); ++i) {
      if (catalogue.listed(index, i).number == number) genres.insert(genre);
    }
  }
  return genres;
}

std::set<std::string> genres_of(std::int64_t row, const data::DataSet& covers) {
  std::set<std::string> genres;
  for (std::size_t i = 0; i < covers.genre_names().size(); ++i) {
    if (covers.has_genre(row, int(i))) genres.insert(covers.genre_names()[i]);
  }
  return genres;
}

std::string decade_of(const std::string& date) {
  return date.empty() ? "" : date.substr(0, 3) + "0s";
}

std::string decade_of(std::int64_t row, const data::DataSet& covers) {
  const int decade = covers.decades()[std::size_t(row)];
  return decade < 0 ? "" : covers.decade_names()[std::size_t(decade)];
}

void check_origins(const data::DataSet& covers, const std::string& source) {
  const json expected = {{{"source", source},
                          {"licence", data::sources::source_called(source).licence},
                          {"covers", covers.count()}}};
  CHECK(json::parse(covers.metadata().at("origins")) == expected);
}

TEST_CASE("covers fetched from a source become a data set, a model, and covers drawn by it") {
  Chain chain("musicbrainz");
  const ChildProcess::Outcome fetched = chain.fetch();
  CHECK(fetched.errors == "");
  REQUIRE(fetched.code == 0);
  const ChildProcess::Outcome prepared = chain.prepare();
  CHECK(prepared.errors == "");  // no warning either
  REQUIRE(prepared.code == 0);

  // The data set says of every album what the source knows of it.
  const Catalogue catalogue(demo_catalogue(kAlbumsPerGenre, 1));
  const data::DataSet covers(chain.path("covers.safetensors"));
  const std::vector<json> manifest = chain.manifest();
  REQUIRE(manifest.size() == std::size_t(covers.count()));
  CHECK(covers.genre_names() == Arguments{"jazz", "metal"});
  std::size_t of_both = 0, without_decade = 0;
  for (std::int64_t row = 0; row < covers.count(); ++row) {
    const std::uint64_t number = number_of(manifest[std::size_t(row)]);
    CAPTURE(number);
    const std::set<std::string> genres = genres_of(number, catalogue);
    CHECK(genres_of(row, covers) == genres);
    CHECK(decade_of(row, covers) == decade_of(catalogue.album(number).date));
    of_both += genres.size() == 2 ? 1 : 0;
    without_decade += decade_of(row, covers).empty() ? 1 : 0;
  }
  CHECK(of_both > 0);
  CHECK(without_decade > 0);
  CHECK(covers.decade_names().size() > 1);
  check_origins(covers, "musicbrainz");

  write_file(chain.path("recipe.yaml"), R"(data: {batch: 4}
model: {image_size: 32, latent: 8, embedding: 3, generator_width: 4, discriminator_width: 4, decades: true}
train: {steps: 10}
)");
  const ChildProcess::Outcome trained =
      run({SLEEVE_TRAIN_GAN, "--config", chain.path("recipe.yaml"), "--data",
           chain.path("covers.safetensors"), "--run", chain.path("run")});
  CHECK(trained.errors == "");
  REQUIRE(trained.code == 0);
  const ChildProcess::Outcome drawn =
      run(generate({"--checkpoint", chain.path("run"), "--genre", "jazz", "--genre",
                    "jazz:0.5,metal:0.5", "--decade", covers.decade_names()[0], "--count", "2",
                    "--seed", "7", "--out", chain.path("drawn")}));
  CHECK(drawn.errors == "");
  CHECK(drawn.code == 0);
  CHECK(std::distance(fs::directory_iterator(chain.path("drawn")), {}) == 4);
  const ChildProcess::Outcome unknown = run(generate(
      {"--checkpoint", chain.path("run"), "--genre", "rock", "--out", chain.path("more")}));
  CHECK(unknown.code == 2);  // the source has rock, but nobody asked for it
}

TEST_CASE("data sets of other sources have what was asked for, too") {
  for (const std::string source : {"deezer", "napster"}) {
    CAPTURE(source);
    Chain chain(source);
    const ChildProcess::Outcome fetched = chain.fetch();
    CHECK(fetched.errors == "");
    REQUIRE(fetched.code == 0);
    const ChildProcess::Outcome prepared = chain.prepare();
    CHECK(prepared.errors == "");
    REQUIRE(prepared.code == 0);
    const data::DataSet covers(chain.path("covers.safetensors"));
    const std::vector<json> manifest = chain.manifest();
    REQUIRE(manifest.size() == std::size_t(covers.count()));
    CHECK(covers.genre_names() == Arguments{"jazz", "metal"});
    CHECK(covers.decade_names().size() > 1);
    for (std::int64_t row = 0; row < covers.count(); ++row) {
      const json& line = manifest[std::size_t(row)];
      CHECK(genres_of(row, covers) == line.at("genres").get<std::set<std::string>>());
      const json& date = line.at("release_date");
      CHECK(decade_of(row, covers) == (date.is_null() ? "" : decade_of(std::string(date))));
    }
    check_origins(covers, source);
  }
}

}  // namespace
}  // namespace sleeve::tests
