// What fetch_covers is asked for, by options and by keys of a config file: one table for both.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/support/config_fields.h"

namespace sleeve::apps {

struct FetchSettings {
  std::string source;
  std::vector<std::string> genres;
  std::int64_t per_genre = 1000;
  std::string out;
  std::string manifest;
  std::string base, covers_base;
  std::string key_file;
  std::string contact;
  std::string certificates;
  int cover_size = 500;
  int connections = 8;
  bool dry_run = false;
};

const Fields<FetchSettings>& fetch_fields();

/// A command line as it was given.
struct FetchCommand {
  std::string config;
  std::vector<std::pair<std::string, std::string>> given;  // keys of the table and their values
};

void add_fetch_options(CLI::App& app, FetchCommand& command);

/// Those of the config file, and on top those of the command line. Throws InputError: an unknown
/// key, a value that is not allowed, something that is missing.
FetchSettings fetch_settings(const FetchCommand& command);

}  // namespace sleeve::apps
