// The keys of a recipe: the one place that names them.
#pragma once

#include <vector>

#include "apps/support/config_fields.h"
#include "net/config.h"

namespace sleeve::apps {

/// The tables of net::Config: sections data, model, train, report.
const Fields<net::Config>& config_fields();

/// Every key, in the order of the tables.
std::vector<KeyHelp> config_keys();
/// "train.steps"
std::vector<std::string> config_key_names();

}  // namespace sleeve::apps
