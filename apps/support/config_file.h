// Recipes as YAML: read from a file and from --set, written complete into run folder and
// checkpoint.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "net/config.h"

namespace sleeve::apps {

/// A recipe names only what differs from the defaults. Throws InputError, with file, line and key:
/// a key that is unknown or given twice, a value of the wrong type or out of range; and
/// engine::FileError for a file that cannot be read.
net::Config read_config(const std::filesystem::path& path);

/// The same from text; `source` stands for the file's name in errors.
net::Config parse_config(const std::string& yaml, const std::string& source);

/// "train.steps=100" on top of `config`, as from --set. Throws InputError.
void apply_setting(net::Config& config, const std::string& setting);

/// Throws InputError, beginning with `source`, if the layers do not fit the image size.
void check_layers(const net::Config& config, const std::string& source);

/// Every key as YAML. Reads back as the same config, to the last bit.
std::string config_text(const net::Config& config);

/// "KEY: OLD -> NEW" for each key in `section` ("model"; "": anywhere) whose value differs.
std::vector<std::string> config_differences(const net::Config& before, const net::Config& after,
                                            const std::string& section);

/// A table of every key with what it allows, its default and its meaning, for people.
std::string config_help();

}  // namespace sleeve::apps
