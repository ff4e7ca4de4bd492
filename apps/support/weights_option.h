// Which weights of a checkpoint's generator draw.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "net/drawing.h"

namespace sleeve::apps {

/// --weights, in this group of the help.
void add_weights_option(CLI::App& app, net::Weights& weights, const std::string& group);

}  // namespace sleeve::apps
