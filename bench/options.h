// What bench was asked for on the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/support/compute.h"

namespace sleeve::bench {

struct BenchOptions {
  std::string operations = "*";
  std::filesystem::path config;
  std::vector<std::string> settings;  // KEY=VALUE on top of the recipe
  int batch = 0;                      // 0: that of the recipe
  int repetitions = 15;
  std::string against = "auto";
  bool list = false;
  bool check = false;
  std::filesystem::path json;
  bool force = false;
  std::vector<std::filesystem::path> compare;
  std::string precision = "f32";
  apps::ComputeOptions compute;
};

void add_bench_options(CLI::App& app, BenchOptions& options);

/// Whether --ops asks for an operation: `pattern` matches anywhere in its name.
bool is_wanted(const std::string& pattern, const std::string& name);

}  // namespace sleeve::bench
