// What a run of bench, or of the PyTorch scripts beside it, found out; and its JSON
// (docs/formats.md).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/statistics.h"

namespace sleeve::bench {

/// Where it was measured; empty strings: does not apply, or nobody knows.
struct Machine {
  std::string processor = {};
  std::string gpu = {}, driver = {}, toolkit = {};
  std::string date = {};  // UTC, 2026-11-22T13:05:00Z
};

/// The best the machine was seen to do in the same run; 0: not measured.
struct Roofline {
  double bytes_per_second = 0;  // read and written, of a large copy
  double flops_per_second = 0;  // of a large matrix product, or of multiply-adds in registers
};

/// One operation, or one training step.
struct Measurement {
  std::string name = {};
  Summary seconds = {};
  double flops = 0;   // multiplications and additions of one launch; 0: not counted
  double bytes = 0;   // that one launch must read and write, each array once; 0: not counted
  double images = 0;  // covers of a training step's batch; 0: an operation
  std::optional<Summary> against = {};  // seconds of Results::against, measured in turn

  /// Share of the roofline, 0 to 1: the least time the machine could take over the median. None
  /// where neither work nor traffic can be held against a measured limit.
  std::optional<double> share_of(const Roofline& roofline) const;
  /// How many times as long Results::against takes; none if it was not measured.
  std::optional<double> speedup() const;
};

struct Results {
  std::string program = {};  // "bench 0.1.0", "PyTorch 2.11.0"
  std::string commit = {};
  std::string device = {};     // "cuda", "cpu", "eager"
  std::string precision = {};  // "f32"
  std::string against = {};    // the backend measured in turn; empty: none
  int batch = 0;
  int threads = 0;  // 0: one per core, or not on the CPU
  Machine machine = {};
  Roofline roofline = {};
  std::vector<Measurement> measurements = {};
};

std::string to_json(const Results& results);
/// Throws engine::FileError, naming `source` and what is wrong.
Results from_json(const std::string& text, const std::string& source);

}  // namespace sleeve::bench
