// The loop that fetches, against a server of its own.
#include "data/fetching/fetch.h"

#include <doctest/doctest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "data/fetching/manifest_writer.h"
#include "data/fetching/rehearse.h"
#include "data/sha256.h"
#include "data/sources/errors.h"
#include "engine/file_error.h"
#include "tests/data/fetching/shop.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using namespace data::fetching;
namespace fs = std::filesystem;

/// A folder that is fetched into, as by a new process each time.
class Place {
 public:
  explicit Place(const Shop& shop) : shop_(shop) {}

  fs::path covers() const { return folder_.path() / "covers"; }
  fs::path journal() const { return folder_.path() / "journal.sqlite"; }

  FetchStatus fetch(
      const std::vector<std::string>& genres, std::int64_t per_genre,
      const std::function<bool()>& stop = [] { return false; },
      const std::function<void(const FetchStatus&)>& progress = [](const auto&) {},
      int tries = 1) const {
    Journal journal_open(journal(), {});
    CoverFolder folder(covers());
    FetchOptions options;
    options.genres = genres;
    options.per_genre = per_genre;
    options.stop = stop;
    options.progress = progress;
    data::http::ClientOptions client = shop_.client();
    client.retry.tries = tries;
    return data::fetching::fetch(options, shop_, journal_open, folder, client);
  }

  std::vector<nlohmann::json> manifest() const {
    Journal journal_open(journal(), {});
    const fs::path file = folder_.path() / "manifest.jsonl";
    const std::size_t count = write_manifest(file, "covers", journal_open, shop_.info());
    const Bytes bytes = read_file(file);
    std::istringstream lines({bytes.begin(), bytes.end()});
    std::vector<nlohmann::json> entries;
    for (std::string line; std::getline(lines, line);) {
      entries.push_back(nlohmann::json::parse(line));
      CHECK(data::sha256(read_file(folder_.path() / entries.back()["path"])) ==
            entries.back()["sha256"]);
    }
    CHECK(entries.size() == count);
    return entries;
  }

  /// Names of all files in covers/, hidden ones too.
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(covers())) {
      names.insert(entry.path().filename());
    }
    return names;
  }

 private:
  const Shop& shop_;
  TemporaryFolder folder_;
};

/// For Shop::intervene: answers addresses that begin so with this status.
auto answer_with(int status, const std::string& prefix) {
  return [=](const std::string& path, httplib::Response& response) {
    if (!path.starts_with(prefix)) return false;
    response.status = status;
    return true;
  };
}

int covers_asked(const Shop& shop) {
  int count = 0;
  for (const auto& [path, times] : shop.log()) count += path.starts_with("/cover/") ? times : 0;
  return count;
}

TEST_CASE("as many covers of each genre as are wanted, and no page more than that takes") {
  const Shop shop({{"jazz", shop_albums("j", 20)}, {"rock", shop_albums("r", 20, 100)}});
  const Place place(shop);
  const FetchStatus status = place.fetch({"jazz", "rock"}, 7);
  CHECK(!status.stopped);
  CHECK(status.fetched == 14);
  CHECK(status.genres[0].covers == 7);
  CHECK(status.genres[1].covers == 7);
  CHECK(covers_asked(shop) == 14);
  CHECK(shop.log().at("/list/jazz/6") == 1);
  CHECK(!shop.log().contains("/list/jazz/9"));
  CHECK(place.files().size() == 14);
  CHECK(read_file(place.covers() / "j3.png") == small_cover(3));
  const auto manifest = place.manifest();
  CHECK(manifest.size() == 14);
}

TEST_CASE("another run goes on: more covers, more genres, nothing twice") {
  const Shop shop({{"jazz", shop_albums("j", 20)}, {"rock", shop_albums("r", 20, 100)}});
  const Place place(shop);
  place.fetch({"jazz"}, 4);
  place.fetch({"jazz"}, 4);
  CHECK(covers_asked(shop) == 4);
  const FetchStatus status = place.fetch({"jazz", "rock"}, 10);
  CHECK(status.fetched == 16);
  CHECK(covers_asked(shop) == 20);
  for (const auto& [path, times] : shop.log()) {
    CAPTURE(path);
    CHECK(times == 1);
  }
}

TEST_CASE("an album of several genres is fetched once and counts for all") {
  auto jazz = shop_albums("j", 6);
  auto rock = shop_albums("r", 6, 100);
  rock.insert(rock.begin(), jazz.begin(), jazz.begin() + 3);
  const Shop shop({{"jazz", jazz}, {"rock", rock}}, 20);
  const Place place(shop);
  const FetchStatus status = place.fetch({"jazz", "rock"}, 6);
  CHECK(status.genres[0].covers == 6);
  CHECK(status.genres[1].covers >= 6);
  for (const auto& [path, times] : shop.log()) {
    CAPTURE(path);
    CHECK(times == 1);
  }
  for (const auto& entry : place.manifest()) {
    const std::string id = entry["source_id"];
    CAPTURE(id);
    if (id == "j0" || id == "j2") CHECK(entry["genres"] == std::vector{"jazz", "rock"});
    if (id == "j5") CHECK(entry["genres"] == std::vector{"jazz"});
  }
}

TEST_CASE("what another genre fetched meanwhile is not fetched again") {
  // Rock has the album at hand, behind one whose cover comes late.
  const auto shared = shop_albums("s", 1);
  auto rock = shop_albums("r", 1, 100);
  rock.push_back(shared[0]);
  Shop shop({{"jazz", shared}, {"rock", rock}}, 20);
  const Place place(shop);
  place.fetch({"rock"}, 1);
  CHECK(place.fetch({"jazz"}, 1).fetched == 1);
  CHECK(place.fetch({"jazz", "rock"}, 2).fetched == 0);
  CHECK(shop.log().at("/cover/s0") == 1);
}

TEST_CASE("labels of an album's own are all kept") {
  const Shop shop({{"jazz", {{.id = "a", .cover = small_cover(1), .labels = {"jazz", "soul"}}}}});
  const Place place(shop);
  place.fetch({"jazz"}, 5);
  CHECK(place.manifest()[0]["genres"] == std::vector{"jazz", "soul"});
}

TEST_CASE("the same cover under two names is one cover, one file, and does not count twice") {
  auto albums = shop_albums("j", 6);
  albums[1].cover = albums[2].cover = albums[0].cover;
  albums[1].date = "1959";
  const Shop shop({{"jazz", albums}});
  const Place place(shop);
  const FetchStatus status = place.fetch({"jazz"}, 4);
  CHECK(status.fetched == 4);
  CHECK(status.same == 2);
  CHECK(place.files().size() == 4);
  const auto manifest = place.manifest();
  CHECK(manifest.size() == 4);
  int from_1959 = 0;
  for (const auto& entry : manifest) from_1959 += entry["release_date"] == "1959" ? 1 : 0;
  CHECK(from_1959 == 1);
}

TEST_CASE("what is no cover is refused with its reason, once and for all") {
  auto albums = shop_albums("j", 7);
  albums[0].cover.clear();
  const std::string page = "<html><body>Sorry</body></html>";
  albums[1].cover = Bytes(page.begin(), page.end());
  albums[2].cover.resize(albums[2].cover.size() - 20);
  albums[3].cover = encode_png(waves(31, 40, 1));
  albums[4].cover.resize(2 << 20);
  const Shop shop({{"jazz", albums}});
  const Place place(shop);
  const FetchStatus status = place.fetch({"jazz"}, 5);
  CHECK(status.fetched == 2);
  CHECK(status.refused == 5);
  CHECK(status.genres[0].exhausted);
  CHECK(status.genres[0].trouble == "");
  std::map<std::string, std::int64_t> kinds;
  for (const RefusalCount& count : Journal(place.journal(), {}).refusals()) {
    kinds[count.kind] = count.albums;
  }
  CHECK(kinds == std::map<std::string, std::int64_t>{{"no cover", 1},
                                                     {"not an image", 1},
                                                     {"truncated", 1},
                                                     {"too small", 1},
                                                     {"too large", 1}});
  place.fetch({"jazz"}, 5);
  CHECK(covers_asked(shop) == 7);
}

TEST_CASE("what cannot be had now is put off, and had by a later run") {
  Shop shop({{"jazz", shop_albums("j", 6)}});
  const Place place(shop);
  shop.intervene(answer_with(503, "/cover/j1"));
  const FetchStatus status = place.fetch({"jazz"}, 6);
  CHECK(status.fetched == 5);
  CHECK(status.put_off == 1);
  CHECK(status.put_off_reason != "");
  CHECK(shop.log().at("/cover/j1") == 1);  // within a run, trying again is the client's business
  shop.intervene(nullptr);
  CHECK(place.fetch({"jazz"}, 6).fetched == 1);
}

TEST_CASE("when no cover can be had the run ends, and the next one begins elsewhere") {
  Shop shop({{"jazz", shop_albums("j", 60)}}, 60);
  const Place place(shop);
  shop.intervene(answer_with(503, "/cover/"));
  try {
    place.fetch({"jazz"}, 60);
    FAIL("it went on");
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what())
              .starts_with("20 covers in a row could not be had, the last one "
                           "because "));
  }
  const auto tried = shop.log();
  CHECK(tried.size() < 40);
  shop.intervene(nullptr);
  place.fetch({"jazz"}, 5);
  for (const auto& [path, times] : shop.log()) CHECK(times == 1);
  CHECK(place.fetch({"jazz"}, 60).fetched == 55);
}

TEST_CASE("who is refused for now is not refused for good") {
  for (const int status : {401, 403, 408, 418}) {
    CAPTURE(status);
    Shop shop({{"jazz", shop_albums("j", 60)}}, 60);
    const Place place(shop);
    shop.intervene(answer_with(status, "/cover/"));
    CHECK_THROWS_WITH_AS(place.fetch({"jazz"}, 60),
                         doctest::Contains(("HTTP status " + std::to_string(status)).c_str()),
                         std::runtime_error);
    shop.intervene(nullptr);
    CHECK(place.fetch({"jazz"}, 60).fetched == 60);
  }
}

TEST_CASE("a cover that is not there is refused for good, however many there are") {
  for (const int status : {400, 404, 410}) {
    CAPTURE(status);
    Shop shop({{"jazz", shop_albums("j", 30)}}, 30);
    const Place place(shop);
    shop.intervene(answer_with(status, "/cover/"));
    CHECK(place.fetch({"jazz"}, 30).refused == 30);
    shop.intervene(nullptr);
    CHECK(place.fetch({"jazz"}, 30).fetched == 0);
  }
}

/// Lists addresses at several hosts, as a manifest does; where "dead" albums are, nobody answers,
/// and where "busy" ones are, everybody is told to come back later.
class ManyHosts final : public Shop {
 public:
  using Shop::Shop;
  const Server& busy() const { return busy_; }
  /// How many seconds "later" is.
  std::string retry_after = "60";
  /// From now on the busy host gives covers, of these numbers.
  void open_busy(std::uint64_t first_cover) { first_cover_ = first_cover; }
  std::vector<data::sources::Host> hosts() const override { return {}; }
  data::http::Request cover_request(const data::sources::Album& album) const override {
    if (album.id.starts_with("dead")) return {.url = "http://127.0.0.1:1/" + album.id};
    if (album.id.starts_with("busy")) return {.url = busy_.url("/" + album.id)};
    return Shop::cover_request(album);
  }

 private:
  std::atomic<std::uint64_t> first_cover_ = 0;
  Server busy_{[this](const httplib::Request& request, httplib::Response& response) {
    if (first_cover_ == 0) {
      response.status = 429;
      response.set_header("Retry-After", retry_after);
      return;
    }
    const Bytes cover = small_cover(first_cover_ + std::stoul(request.path.substr(5)));
    response.set_content(std::string(cover.begin(), cover.end()), "image/png");
  }};
};

TEST_CASE("of many hosts one that is dead costs its own covers only") {
  auto jazz = shop_albums("dead", 100);
  for (const ShopAlbum& album : shop_albums("j", 30, 200)) jazz.push_back(album);
  const ManyHosts shop({{"jazz", jazz}}, 200);
  const Place place(shop);
  const FetchStatus status = place.fetch({"jazz"}, 130);
  CHECK(status.fetched == 30);
  CHECK(status.put_off == 100);
  CHECK(status.genres[0].put_off.find("127.0.0.1:1") != std::string::npos);
}

TEST_CASE("of many hosts one that asks for a long pause does not make the others wait") {
  auto jazz = shop_albums("busy", 1400);
  const auto others = shop_albums("j", 30, 1400);
  jazz.insert(jazz.begin() + 700, others.begin(), others.begin() + 15);
  jazz.insert(jazz.end(), others.begin() + 15, others.end());
  const ManyHosts shop({{"jazz", jazz}}, 200);
  const Place place(shop);
  std::size_t fetched = 0;
  const auto note = [&](const FetchStatus& status) { fetched = status.fetched; };
  const FetchStatus status = place.fetch(
      {"jazz"}, 1430, [&] { return fetched == 30; }, note, 2);
  CHECK(status.stopped);
  CHECK(status.fetched == 30);
  CHECK(status.put_off == 0);
  CHECK(shop.busy().arrivals().size() <= 4);  // as many as there are connections, and no second try
  // None is lost.
  Journal journal(place.journal(), {});
  std::int64_t after = 0;
  CHECK(journal.listed(journal.add_genre("jazz", ""), after, 2000).size() == 1400);
}

TEST_CASE("covers of a host that asked for a long pause are fetched in the end") {
  auto jazz = shop_albums("busy", 300);
  for (const ShopAlbum& album : shop_albums("j", 30, 400)) jazz.push_back(album);
  ManyHosts shop({{"jazz", jazz}}, 200);
  shop.retry_after = "10";
  const Place place(shop);
  const auto note = [&](const FetchStatus& status) {
    if (status.fetched == 30) shop.open_busy(1000);
  };
  const FetchStatus status = place.fetch(
      {"jazz"}, 330, [] { return false; }, note, 2);
  CHECK(status.fetched == 330);
  CHECK(status.put_off == 0);
  CHECK(shop.busy().arrivals().size() <= 300 + 4);
}

TEST_CASE("while all that is listed has to wait, the list is not read to its end") {
  const ManyHosts shop({{"jazz", shop_albums("busy", 3000)}}, 100);
  const Place place(shop);
  // Until nothing has been asked for a while.
  std::size_t asked = 0;
  int quiet = 0;
  const auto note = [&](const FetchStatus&) {
    const std::size_t before = std::exchange(asked, shop.log().size());
    quiet = asked == before ? quiet + 1 : 0;
  };
  place.fetch(
      {"jazz"}, 3000, [&] { return quiet > 20; }, note, 2);
  Journal journal(place.journal(), {});
  std::int64_t after = 0;
  const auto listed = journal.listed(journal.add_genre("jazz", ""), after, 5000).size();
  CHECK(listed >= 1000);
  CHECK(listed <= 2100);
}

TEST_CASE("why covers could not be had is told of the genre whose they are") {
  Shop shop({{"jazz", shop_albums("j", 3)}, {"rock", shop_albums("r", 3, 100)}});
  const Place place(shop);
  shop.intervene(answer_with(503, "/cover/r1"));
  const FetchStatus status = place.fetch({"jazz", "rock"}, 9);
  CHECK(status.genres[0].put_off == "");
  CHECK(status.genres[1].put_off == status.put_off_reason);
  CHECK(status.put_off_reason != "");
}

TEST_CASE("an album of two genres that cannot be had is told of both, and had by a later run") {
  auto both = shop_albums("b", 2);
  for (ShopAlbum& album : both) album.labels = {"jazz", "soul"};
  Shop shop({{"jazz", both}, {"soul", both}});
  const Place place(shop);
  shop.intervene(answer_with(503, "/cover/b1"));
  const FetchStatus status = place.fetch({"jazz", "soul"}, 2);
  CHECK(status.put_off == 1);
  for (const GenreStatus& genre : status.genres) CHECK(genre.put_off == status.put_off_reason);
  shop.intervene(nullptr);
  CHECK(place.fetch({"jazz", "soul"}, 2).fetched == 1);
}

TEST_CASE("how far a run came is told also when it fails") {
  const Shop shop({{"jazz", shop_albums("j", 30)}}, 30);
  const Place place(shop);
  write_file(place.covers() / ".j12.png.sleeve-tmp" / "x", "x");
  std::size_t fetched = 0;
  CHECK_THROWS_AS(place.fetch(
                      {"jazz"}, 30, [] { return false; },
                      [&](const FetchStatus& status) { fetched = status.fetched; }),
                  engine::WriteError);
  CHECK(fetched == place.manifest().size());
}

TEST_CASE("an answer that makes no sense costs its page only; a later run asks again") {
  Shop shop({{"jazz", shop_albums("j", 9)}, {"rock", shop_albums("r", 3, 100)}});
  const Place place(shop);
  shop.intervene(answer_with(418, "/list/jazz/3"));
  const FetchStatus status = place.fetch({"jazz", "rock"}, 9);
  CHECK(status.genres[0].covers == 3);
  CHECK(status.genres[0].trouble == "the shop: status is not 200");
  CHECK(status.genres[1].covers == 3);
  CHECK(status.genres[1].trouble == "");
  shop.intervene(nullptr);
  CHECK(place.fetch({"jazz"}, 9).genres[0].covers == 9);
}

TEST_CASE("a genre that there is not ends the run; what came is kept") {
  const Shop shop({{"jazz", shop_albums("j", 9)}});
  const Place place(shop);
  place.fetch({"jazz"}, 3);
  CHECK_THROWS_AS(place.fetch({"jazz", "jaz"}, 9), data::sources::UnknownGenre);
  CHECK(place.manifest().size() >= 3);
  CHECK(place.fetch({"jazz"}, 9).genres[0].covers == 9);
  CHECK(covers_asked(shop) <= 9 + 8);
}

TEST_CASE("stopped, all that came is kept") {
  Shop shop({{"jazz", shop_albums("j", 60)}}, 60);
  const Place place(shop);
  std::atomic<int> arrived = 0;
  shop.intervene([&](const std::string&, httplib::Response&) {
    ++arrived;
    return false;
  });
  const FetchStatus status = place.fetch({"jazz"}, 60, [&] { return arrived > 30; });
  CHECK(status.stopped);
  CHECK(status.genres[0].covers < 60);
  CHECK(place.manifest().size() == status.fetched);
  CHECK(place.fetch({"jazz"}, 60).fetched == 60 - status.fetched);
  CHECK(covers_asked(shop) <= 60 + 8);
}

TEST_CASE("files that a killed run wrote but did not note are taken over, half-written ones go") {
  const Shop shop({{"jazz", shop_albums("j", 6)}});
  const Place place(shop);
  write_file(place.covers() / "j1.png", small_cover(1));
  const std::string half = "half";
  write_file(place.covers() / "j2.png", half);              // somebody else's
  write_file(place.covers() / ".j3.png.sleeve-tmp", half);  // a killed run's
  const FetchStatus status = place.fetch({"jazz"}, 6);
  CHECK(status.fetched == 6);
  CHECK(status.taken_over == 1);
  CHECK(!shop.log().contains("/cover/j1"));
  CHECK(read_file(place.covers() / "j2.png") == small_cover(2));
  CHECK(place.files() ==
        std::set<std::string>{"j0.png", "j1.png", "j2.png", "j3.png", "j4.png", "j5.png"});
  CHECK(place.manifest().size() == 6);
}

TEST_CASE("a cover that somebody removed is fetched again") {
  const Shop shop({{"jazz", shop_albums("j", 6)}});
  const Place place(shop);
  place.fetch({"jazz"}, 6);
  fs::remove(place.covers() / "j4.png");
  const FetchStatus status = place.fetch({"jazz"}, 6);
  CHECK(status.lost == 1);
  CHECK(status.fetched == 1);
  CHECK(place.manifest().size() == 6);
  CHECK(shop.log().at("/cover/j4") == 2);
  CHECK(covers_asked(shop) == 7);
}

TEST_CASE("the manifest says what is known, and no more") {
  auto albums = shop_albums("j", 4);
  albums[0].date = "1961-03-07";
  albums[1].date = "1961";
  albums[2].date = "";
  albums[3].date = "someday";
  const Shop shop({{"jazz", albums}});
  const Place place(shop);
  place.fetch({"jazz"}, 4);
  std::map<std::string, nlohmann::json> entries;
  for (const auto& entry : place.manifest()) entries[entry["source_id"]] = entry;
  const nlohmann::json& first = entries.at("j0");
  CHECK(first["path"] == "covers/j0.png");
  CHECK(first["width"] == 40);
  CHECK(first["height"] == 32);
  CHECK(first["genres"] == std::vector{"jazz"});
  CHECK(first["release_date"] == "1961-03-07");
  CHECK(first["release_date_precision"] == "day");
  CHECK(first["artist"] == "artist");
  CHECK(first["title"] == "title of j0");
  CHECK(first["source"] == "shop");
  CHECK(first["licence"] == "shop's own");
  CHECK(first["address"] == shop.url() + "/cover/j0");
  const std::string retrieved = first["retrieved"];
  CHECK(retrieved.size() == 20);
  CHECK(retrieved.ends_with("Z"));
  CHECK(entries.at("j1")["release_date_precision"] == "year");
  for (const char* undated : {"j2", "j3"}) {
    CHECK(entries.at(undated)["release_date"].is_null());
    CHECK(entries.at(undated)["release_date_precision"].is_null());
  }
  CHECK(precision_of("1961-03") == "month");
}

TEST_CASE("a rehearsal lists what would be fetched, and asks for no cover") {
  auto rock = shop_albums("r", 20, 100);
  const auto jazz = shop_albums("j", 20);
  rock.insert(rock.begin(), jazz.begin(), jazz.begin() + 2);
  const Shop shop({{"jazz", jazz}, {"rock", rock}});
  const TemporaryFolder folder;
  Journal journal = Journal::rehearsal(folder.path() / "none", {});
  std::map<std::string, std::vector<std::string>> shown;
  RehearsalOptions options;
  options.genres = {"jazz", "rock"};
  options.per_genre = 5;
  options.show = [&](const std::string& genre, const data::sources::Album& album) {
    shown[genre].push_back(album.id);
  };
  const auto genres = rehearse(options, shop, journal, shop.client());
  CHECK(shown["jazz"] == std::vector<std::string>{"j0", "j1", "j2", "j3", "j4"});
  CHECK(shown["rock"].size() == 3);
  CHECK(genres[1].covers == 5);
  CHECK(covers_asked(shop) == 0);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a disk that fails ends the run; what was safe before is kept") {
  const Shop shop({{"jazz", shop_albums("j", 30)}}, 30);
  const Place place(shop);
  place.fetch({"jazz"}, 10);
  // Where the cover of j12 should go there is a folder that is not empty.
  write_file(place.covers() / ".j12.png.sleeve-tmp" / "x", "x");
  CHECK_THROWS_AS(place.fetch({"jazz"}, 30), engine::WriteError);
  const std::size_t kept = place.manifest().size();
  CHECK(kept >= 10);
  CHECK(kept < 30);
  fs::remove_all(place.covers() / ".j12.png.sleeve-tmp");
  CHECK(place.fetch({"jazz"}, 30).genres[0].covers == 30);
  CHECK(place.manifest().size() == 30);
}

}  // namespace
}  // namespace sleeve::tests
