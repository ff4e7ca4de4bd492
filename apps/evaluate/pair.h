// evaluate pair: how alike two image files are.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>

#include "apps/support/compute.h"

namespace sleeve::apps {

struct PairOptions {
  std::filesystem::path first, second;
  ComputeOptions compute;
};

/// To the sub-command's own App.
void add_pair_options(CLI::App& app, PairOptions& options);

/// Prints a line for each convention of MS-SSIM: its name, a space, and the score, or why there is
/// none. Throws InputError: a file that is no image, two sizes.
int pair(const PairOptions& options);

}  // namespace sleeve::apps
