// The command line of generate.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/support/compute.h"
#include "net/drawing.h"

namespace sleeve::apps {

struct DrawOptions {
  std::filesystem::path checkpoint;  // or a run folder: its latest
  std::filesystem::path out;
  std::vector<std::string> genres;  // blends; each is a row of the grid
  std::string decade;               // a blend; empty: all alike
  std::optional<int> count;         // per genre; none: 16, or all rows of `latents`
  std::uint64_t seed = 1;
  std::filesystem::path latents;
  std::filesystem::path grid;
  std::filesystem::path raw;
  net::Weights weights = net::Weights::kAverage;
  bool force = false;
  ComputeOptions compute;
};

void add_draw_options(CLI::App& app, DrawOptions& options);

}  // namespace sleeve::apps
