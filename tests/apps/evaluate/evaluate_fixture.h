// A small model of covers drawn by code, and the commands that evaluate it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/apps/training_fixture.h"

namespace sleeve::tests {

using Arguments = std::vector<std::string>;

constexpr int kSize = 32;

/// 240 covers.
void write_demo(const std::filesystem::path& path, unsigned seed, double held_out = 0.4,
                int size = kSize);

/// A model of six genres and six decades after a few steps, and its data set.
class EvaluateFixture : public TrainingFixture {
 public:
  EvaluateFixture();
  std::string data() const { return run("demo.safetensors").string(); }
  std::string model() const { return run("model").string(); }
  std::filesystem::path report() const { return run("report.json"); }

  /// evaluate, small and fast, then `more`.
  Arguments evaluate(const Arguments& more = {}) const;
  /// The same with another value for an option.
  Arguments evaluate_with(const std::string& option, const std::string& value) const;
  /// Exit code 2, an error with `message` in it, and no file touched.
  void check_refused(const Arguments& command, const std::string& message) const;
};

}  // namespace sleeve::tests
