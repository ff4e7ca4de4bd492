#include "data/sources/source_info.h"

#include <chrono>

#include "data/errors.h"
#include "data/sources/record.h"

namespace sleeve::data::sources {
namespace {

using std::chrono::seconds;

SourceInfo musicbrainz() {
  SourceInfo info;
  info.name = "musicbrainz";
  info.description =
      "MusicBrainz, the open music encyclopedia: albums that people tagged with a genre, with "
      "covers from the Cover Art Archive of the Internet Archive.";
  info.needs =
      "A way to reach you (--contact), which goes into the User-Agent: programs that do not say "
      "who "
      "they are get blocked.";
  info.permits =
      "One request a second, free for non-commercial use. Data on albums is CC0, tags are CC "
      "BY-NC-SA 3.0.";
  info.forbids =
      "Commercial use of the service without an arrangement with the MetaBrainz Foundation. Covers "
      "stay the works of their owners; the archive grants no licence to them.";
  info.licence = "no licence granted: copyright of the cover's owner; via the Cover Art Archive";
  info.needs_contact = true;
  info.base = "https://musicbrainz.org";
  info.covers_base = "https://coverartarchive.org";
  info.base_limit = {1, seconds(1)};
  info.cover_sizes = {250, 500, 1200};
  return info;
}

SourceInfo deezer() {
  SourceInfo info;
  info.name = "deezer";
  info.description =
      "Deezer's public API: the chart of a genre, then all albums of the genre's artists.";
  info.needs = "Nothing: no key, no account.";
  info.permits = "50 requests in 5 seconds from an address, for personal use.";
  info.forbids =
      "Commercial use. Covers stay the works of their owners; Deezer grants no licence to them.";
  info.licence = "no licence granted: copyright of the cover's owner; via Deezer";
  info.base = "https://api.deezer.com";
  info.base_limit = {50, seconds(5)};
  info.cover_sizes = {56, 250, 500, 1000};
  return info;
}

SourceInfo napster() {
  SourceInfo info;
  info.name = "napster";
  info.description =
      "Napster's API 2.2, or a server that answers as it did (--base): the top albums of a genre. "
      "Napster's streaming shut around the beginning of 2026.";
  info.needs =
      "A key in NAPSTER_API_KEY or in a file (--key-file). Napster has given out no new ones since "
      "2024.";
  info.permits = "5 requests a second with a key, unless its owner was granted more.";
  info.forbids =
      "What the agreement that came with the key forbids. Covers stay the works of their owners; "
      "Napster grants no licence to them.";
  info.licence = "no licence granted: copyright of the cover's owner; via Napster";
  info.key_variable = "NAPSTER_API_KEY";
  info.base = "https://api.napster.com";
  // The same images are behind the API's own host, where they would use up its rate.
  info.covers_base = "https://direct.rhapsody.com";
  info.base_limit = {5, seconds(1)};
  info.cover_sizes = {70, 170, 300, 500, 600};
  return info;
}

SourceInfo manifest() {
  SourceInfo info;
  info.name = "manifest";
  info.description =
      "A list of addresses that you have: CSV or JSONL with url, genres and, if known, date, "
      "artist, "
      "title, source and licence.";
  info.needs = "The list (--manifest).";
  info.permits = "What the sites permit whose addresses you list.";
  info.forbids = "What they forbid. State source and licence in the list: data sets carry them on.";
  info.licence = "not stated";
  return info;
}

}  // namespace

const std::vector<SourceInfo>& all_sources() {
  static const std::vector<SourceInfo> sources{musicbrainz(), deezer(), napster(), manifest()};
  return sources;
}

const SourceInfo& source_called(const std::string& name) {
  std::string names;
  for (const SourceInfo& info : all_sources()) {
    if (info.name == name) return info;
    names += (names.empty() ? "" : ", ") + info.name;
  }
  std::string error = "there is no source '" + name + "'; there are " + names;
  for (const SourceNotBuilt& source : sources_not_built()) {
    if (in_lower_case(source.name) != in_lower_case(name)) continue;
    error += "; " + source.name + " is not built: " + source.reason;
  }
  throw InputError(error);
}

const std::vector<SourceNotBuilt>& sources_not_built() {
  static const std::vector<SourceNotBuilt> sources{
      {"Spotify", "its developer policy forbids training models on its content"},
      {"Discogs", "its terms restrict images, and the number one may fetch in a day"},
      {"iTunes", "its artwork may only be used to promote what the store sells"}};
  return sources;
}

}  // namespace sleeve::data::sources
