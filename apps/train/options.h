// The command line of train_gan.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/support/compute.h"

namespace sleeve::apps {

struct TrainOptions {
  std::filesystem::path config;  // empty: that of the run to resume
  std::filesystem::path data;    // empty: that of the run to resume
  std::filesystem::path run;
  std::vector<std::string> settings;  // KEY=VALUE
  std::optional<std::int64_t> steps;
  bool resume = false;
  std::filesystem::path init;
  bool force = false;
  std::filesystem::path trace;
  int trace_steps = 10;
  bool dry_run = false;
  bool list_keys = false;
  ComputeOptions compute;
};

void add_train_options(CLI::App& app, TrainOptions& options);

/// What CLI11 cannot say: options that need or exclude others. Throws InputError.
void check_train_options(const TrainOptions& options);

}  // namespace sleeve::apps
