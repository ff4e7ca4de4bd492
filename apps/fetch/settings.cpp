#include "apps/fetch/settings.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "apps/fetch/source_help.h"
#include "apps/support/nearest.h"
#include "apps/support/text_file.h"
#include "apps/support/yaml_text.h"
#include "data/listing/cover_list.h"
#include "data/listing/manifest_row.h"

namespace sleeve::apps {
namespace {

bool same_but_for_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

void add_genre(std::string_view text, const YAML::Mark& mark, const Place& place,
               std::vector<std::string>& genres) {
  const std::string genre(data::without_space_around(text));
  if (genre.empty()) place.fail(mark, "an empty name of a genre; expects e.g. jazz,rock");
  data::check_genre_name(genre, place.source);
  for (const std::string& other : genres) {
    if (same_but_for_case(genre, other)) place.fail(mark, "'" + genre + "' is there twice");
  }
  genres.push_back(genre);
}

/// "jazz,rock", or a list in YAML.
Field<FetchSettings> genres_field() {
  Field<FetchSettings> field;
  field.name = "genres";
  field.read = [](const YAML::Node& node, const Place& place, FetchSettings& settings) {
    settings.genres.clear();
    if (node.IsSequence()) {
      for (const YAML::Node& item : node) {
        if (!item.IsScalar()) place.fail(item.Mark(), "expects names of genres");
        add_genre(item.Scalar(), item.Mark(), place, settings.genres);
      }
    } else if (node.IsScalar()) {
      for (std::string_view text = node.Scalar();;) {
        const std::size_t comma = text.find(',');
        add_genre(text.substr(0, comma), node.Mark(), place, settings.genres);
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
      }
    } else {
      place.fail(node.Mark(), "expects names of genres, e.g. [jazz, rock]");
    }
  };
  field.describe = [](const std::string& key, const FetchSettings&, std::vector<KeyHelp>& out) {
    out.push_back({key, "names, parted by commas", "",
                   "Genres, as the source calls them; each album gets the one asked for"});
  };
  return field;
}

/// How an option looks: its group, and what stands for its value.
struct Look {
  const char* group;
  const char* type;
};

constexpr const char* kWhat = "Covers";
constexpr const char* kSource = "Source";
constexpr const char* kInspect = "Looking first";

const std::map<std::string, Look>& looks() {
  static const std::map<std::string, Look> looks = {
      {"source", {kRequired, "NAME"}},   {"genres", {kRequired, "A,B,.."}},
      {"out", {kRequired, "DIR"}},       {"per_genre", {kWhat, "N"}},
      {"manifest", {kSource, "FILE"}},   {"base", {kSource, "URL"}},
      {"covers_base", {kSource, "URL"}}, {"key_file", {kSource, "FILE"}},
      {"contact", {kSource, "TEXT"}},    {"certificates", {kSource, "FILE"}},
      {"cover_size", {kWhat, "N"}},      {"connections", {kSource, "N"}},
      {"dry_run", {kInspect, ""}}};
  return looks;
}

std::string option_called(std::string key) {
  std::replace(key.begin(), key.end(), '_', '-');
  return "--" + key;
}

std::vector<KeyHelp> fetch_keys() {
  std::vector<KeyHelp> keys;
  describe_fields("", fetch_fields(), FetchSettings{}, keys);
  return keys;
}

FetchSettings read_config_file(const std::string& path) {
  FetchSettings settings;
  const Place place{path, true, ""};
  const YAML::Node document = parse_yaml(read_text(path), place);
  if (!document.IsNull()) read_fields(document, place, fetch_fields(), settings);
  return settings;
}

void apply(const std::string& key, const std::string& value, FetchSettings& settings) {
  const Place place{option_called(key), false, ""};
  for (const Field<FetchSettings>& field : fetch_fields()) {
    if (field.name == key) field.read(YAML::Node(value), place, settings);
  }
}

void check_complete(const FetchSettings& settings) {
  const auto need = [](bool there, const std::string& text) {
    if (!there) throw InputError(text + "; see fetch_covers --help");
  };
  need(!settings.source.empty(), "--source is required: where covers come from");
  need(!settings.genres.empty(), "--genres is required: what to ask for, e.g. jazz,rock");
  need(!settings.out.empty(), "--out is required: the folder for covers and manifest");
}

}  // namespace

const Fields<FetchSettings>& fetch_fields() {
  using Settings = FetchSettings;
  static const Fields<Settings> fields = {
      text("source", &Settings::source, source_names(),
           "Where covers come from: " + source_names()),
      genres_field(),
      number("per_genre", &Settings::per_genre, 1, 10'000'000,
             "Usable covers wanted of each genre, different by content"),
      text("out", &Settings::out, "a folder",
           "Folder for covers/ and manifest.jsonl; run again with the same one, a run goes on"),
      text("manifest", &Settings::manifest, "a file",
           "CSV or JSONL of addresses, for the source manifest"),
      text("base", &Settings::base, "an address", "Ask there instead: a mirror, a proxy"),
      text("covers_base", &Settings::covers_base, "an address", "Get covers there instead"),
      text("key_file", &Settings::key_file, "a file",
           "The source's key, in a file that nobody else can read; else from the environment"),
      text("contact", &Settings::contact, "an address of mail or web",
           "How the source can reach you; sent with each request"),
      text("certificates", &Settings::certificates, "a file",
           "Trust these (PEM) instead of the system's, e.g. for a mirror"),
      number("cover_size", &Settings::cover_size, 1, 10000,
             "Pixels a side, if the source has covers of several sizes: the next larger"),
      number("connections", &Settings::connections, 1, 64, "At a time, to one host"),
      flag("dry_run", &Settings::dry_run,
           "List what would be fetched; fetch no cover, and leave DIR as it is")};
  return fields;
}

void add_fetch_options(CLI::App& app, FetchCommand& command) {
  for (const KeyHelp& key : fetch_keys()) {
    const std::string name = option_called(key.key);
    const auto [group, type] = looks().at(key.key);
    const auto note = [&command, key = key.key](const std::string& value) {
      command.given.emplace_back(key, value);
    };
    CLI::Option* option = nullptr;
    if (key.key == "dry_run") {
      option = app.add_flag_callback(
          name, [note] { note("true"); }, key.help);
    } else {
      const std::string standard = key.standard.empty() ? "" : " [" + key.standard + "]";
      option =
          app.add_option_function<std::string>(name, note, key.help + standard)->type_name(type);
    }
    option->group(group);
  }
  app.add_option("--config", command.config,
                 "YAML with any of these options as keys (per_genre: 500); options go first")
      ->type_name("FILE")
      ->group("Config");
  app.footer(source_help());
}

FetchSettings fetch_settings(const FetchCommand& command) {
  FetchSettings settings;
  if (!command.config.empty()) settings = read_config_file(command.config);
  for (const auto& [key, value] : command.given) apply(key, value, settings);
  check_complete(settings);
  return settings;
}

}  // namespace sleeve::apps
