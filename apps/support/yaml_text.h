#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "apps/support/config_fields.h"

namespace sleeve::apps {

/// The one document of a YAML text; null if it is empty. Throws InputError with the line of a
/// syntax error.
YAML::Node parse_yaml(const std::string& yaml, const Place& place);

}  // namespace sleeve::apps
