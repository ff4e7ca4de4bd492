// The command line of evaluate.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "apps/evaluate/pair.h"
#include "apps/support/compute.h"
#include "kernels/ssim.h"
#include "net/drawing.h"

namespace sleeve::apps {

struct EvaluateOptions {
  std::filesystem::path checkpoint;  // or a run folder: its latest
  std::filesystem::path data;
  std::filesystem::path out;  // JSON; the page lies beside it
  std::optional<int> count;   // generated covers, and held-out ones at most, of a genre
  int pairs = 1000;           // of a genre and a kind, at most
  kernels::SsimConvention convention = kernels::SsimConvention::kClamp;
  std::uint64_t seed = 1;
  net::Weights weights = net::Weights::kAverage;
  std::filesystem::path classifier;              // read if it is there, else written
  std::optional<std::int64_t> classifier_steps;  // none: by the number of covers
  std::filesystem::path export_images;
  bool force = false;
  ComputeOptions compute;

  CLI::App* pair_command = nullptr;
  PairOptions pair;
};

void add_evaluate_options(CLI::App& app, EvaluateOptions& options);

/// Throws InputError for what is missing, files that are in the way and folders that are not there.
void check_evaluate_options(const EvaluateOptions& options);

}  // namespace sleeve::apps
