// What tests of the networks share: a small data set in memory, and arrays brought to the host.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backends.h"
#include "engine/arena.h"
#include "engine/batch_source.h"
#include "net/training.h"

namespace sleeve::net {

/// Covers of random bytes. Labels go round: cover i has genre i % genres, every fifth one a second
/// genre as well, and every seventh none; decade i % decades, every sixth unknown.
class RandomCovers final : public engine::BatchSource {
 public:
  RandomCovers(kernels::Backend& backend, int size, int genres, int decades, int count = 24);
  int image_size() const override { return table_.size; }
  int genre_count() const override { return table_.genre_count; }
  int decade_count() const override { return table_.decade_count; }
  void load(kernels::Backend& backend, const kernels::StepState* state,
            const kernels::CoverBatch& batch) override;

 private:
  engine::Arena arena_;
  kernels::CoverTable table_;
};

/// A recipe of 16x16 covers, batch 4, that a few steps of take milliseconds.
Config small_config();
/// The same with everything a recipe can spell out: kernels 3, 4 and 5, strides 1 and 2, a linear
/// first map without norm, dropout in both networks, codes, decades, instance noise.
Config spelled_out_config();
/// 32x32 covers, batch 6, with the diversity term; a long embedding beside two numbers of noise, so
/// that fakes of a genre are alike from the beginning.
Config diversity_config();
Labels labels_of(int genres, int decades);

/// A training and what it refers to.
struct Run {
  Run(const Config& config, const Labels& labels, kernels::Backend& backend);
  RandomCovers covers;
  Training training;
};

std::vector<float> to_host(const float* array, std::size_t size, kernels::Device& device);

/// Every parameter and running statistic by name, in file order.
using HostTensors = std::map<std::string, std::vector<float>>;
HostTensors weights_of(Training& training);
/// The gradients of all parameters by name, in file order.
HostTensors gradients_of(Training& training);
/// A step's inputs by name; dropout masks as 0 and 1.
HostTensors inputs_of(Training& training);
/// Everything a checkpoint would hold.
HostTensors everything_of(Training& training);

/// A fresh folder that is removed again.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace sleeve::net
