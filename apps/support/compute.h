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

/// The backend that was asked for; `auto` is the fastest this build has. Throws InputError for an
/// unknown one.
std::unique_ptr<kernels::Backend> make_backend(
    const ComputeOptions& options, kernels::Precision precision = kernels::Precision::kF32);

/// "cpu, 2 threads"
std::string describe(const kernels::Backend& backend, const ComputeOptions& options);

}  // namespace sleeve::apps
