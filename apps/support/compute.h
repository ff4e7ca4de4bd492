// --device and --threads, which go with every program that computes.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "kernels/backend.h"

namespace sleeve::apps {

struct ComputeOptions {
  std::string device = "auto";
  int threads = 0;  // 0: one per core
};

void add_compute_options(CLI::App& app, ComputeOptions& options);

struct Computer {
  std::unique_ptr<kernels::Backend> backend;
  /// "cpu (AMD EPYC 9B45), 2 threads, f32"; of `auto` also why it was chosen.
  std::string description;
};

/// What was asked for; `auto` is cuda if a GPU answers, else cpu. Throws InputError if this build
/// or this machine does not have it, or if it does not compute in that precision.
Computer choose_computer(const ComputeOptions& options, kernels::Precision precision);

}  // namespace sleeve::apps
