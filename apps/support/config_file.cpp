#include "apps/support/config_file.h"

#include <yaml-cpp/yaml.h>

#include <map>
#include <sstream>

#include "apps/support/config_keys.h"
#include "apps/support/text_file.h"
#include "apps/support/yaml_text.h"

namespace sleeve::apps {
namespace {

/// "model.generator.up[1].channels" -> value, for every value in a document.
void flatten(const YAML::Node& node, const std::string& key,
             std::map<std::string, std::string>& values) {
  if (node.IsScalar()) values[key] = node.Scalar();
  if (node.IsMap()) {
    for (const auto& entry : node) {
      flatten(entry.second, (key.empty() ? "" : key + ".") + entry.first.Scalar(), values);
    }
  }
  if (node.IsSequence()) {
    for (std::size_t i = 0; i < node.size(); ++i) {
      flatten(node[i], key + "[" + std::to_string(i) + "]", values);
    }
  }
}

std::map<std::string, std::string> flat_values(const net::Config& config) {
  std::map<std::string, std::string> values;
  flatten(YAML::Load(config_text(config)), "", values);
  return values;
}

std::string difference_text(const std::string& key, const std::string& before,
                            const std::string& now) {
  return key + ": " + before + " -> " + now;
}

}  // namespace

net::Config read_config(const std::filesystem::path& path) {
  return parse_config(read_text(path), path.string());
}

net::Config parse_config(const std::string& yaml, const std::string& source) {
  const Place place{source, true, "", config_key_names};
  net::Config config;
  const YAML::Node document = parse_yaml(yaml, place);
  if (!document.IsNull()) read_fields(document, place, config_fields(), config);
  return config;
}

void apply_setting(net::Config& config, const std::string& setting) {
  const Place place{"--set " + setting, false, "", config_key_names};
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw InputError(place.source + ": expects KEY=VALUE, e.g. train.steps=1000");
  }
  YAML::Node node = parse_yaml(setting.substr(equals + 1), place);
  std::string key = setting.substr(0, equals);
  for (std::size_t dot = key.rfind('.'); !key.empty(); dot = key.rfind('.')) {
    YAML::Node outer;
    outer[dot == std::string::npos ? key : key.substr(dot + 1)] = node;
    node = outer;
    key = dot == std::string::npos ? "" : key.substr(0, dot);
  }
  read_fields(node, place, config_fields(), config);
}

void check_layers(const net::Config& config, const std::string& source) {
  try {
    net::generator_layers(config.model);
    net::discriminator_layers(config.model, config.train.dropout);
  } catch (const std::invalid_argument& error) {
    throw InputError(source + ": model: " + error.what());
  }
}

std::string config_text(const net::Config& config) {
  YAML::Emitter out;
  write_fields(out, config_fields(), config);
  return std::string(out.c_str()) + "\n";
}

std::vector<std::string> config_differences(const net::Config& before, const net::Config& after,
                                            const std::string& section) {
  std::map<std::string, std::string> old_values = flat_values(before);
  std::map<std::string, std::string> new_values = flat_values(after);
  for (const auto& [key, value] : new_values) old_values.try_emplace(key, "none");
  std::vector<std::string> differences;
  for (const auto& [key, old_value] : old_values) {
    const std::string& new_value = new_values.try_emplace(key, "none").first->second;
    if (key.starts_with(section) && old_value != new_value) {
      differences.push_back(difference_text(key, old_value, new_value));
    }
  }
  return differences;
}

std::string config_help() {
  std::ostringstream out;
  for (const KeyHelp& key : config_keys()) {
    out << key.key << " (" << key.standard << ")\n    " << key.help << "; " << key.allowed << "\n";
  }
  return out.str();
}

}  // namespace sleeve::apps
