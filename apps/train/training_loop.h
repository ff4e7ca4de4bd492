// Training steps, and what is written between them.
//
// The device works while the host writes: figures of a step are taken when they have come, at the
// latest before the next ones are asked for, and before the host waits for the device anyway.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "apps/train/diversity_probe.h"
#include "apps/train/metrics.h"
#include "apps/train/monitor.h"
#include "apps/train/progress.h"
#include "apps/train/run_folder.h"
#include "apps/train/run_log.h"
#include "apps/train/sample_grid.h"
#include "net/trace.h"

namespace sleeve::apps {

class TrainingLoop {
 public:
  /// `covers` are those it trains on; `trace` may be null.
  TrainingLoop(net::Training& training, const data::DataSet& covers, const RunFolder& folder,
               RunLog& log, Terminal& terminal, net::TraceWriter* trace);

  /// Trains until config().train.steps, or until a stop signal; a checkpoint is saved at either
  /// end. Returns the exit code. Throws std::runtime_error when a loss or weight is not finite,
  /// engine::WriteError; checkpoints saved before stand.
  int run();

 private:
  void trace_step();
  void begin_report();
  void finish_report();
  void catch_up();
  void draw_samples(std::uint64_t step);
  void measure_diversity(std::uint64_t step);
  void save_checkpoint(std::uint64_t step);
  void warn(const std::optional<std::string>& warning);
  [[noreturn]] void fail_not_finite(std::uint64_t step);

  net::Training& training_;
  const RunFolder& folder_;
  RunLog& log_;
  net::TraceWriter* trace_;
  const std::uint64_t first_step_;
  const std::string config_yaml_;
  MetricsFile metrics_;
  net::Drawing drawing_;
  SampleGrid samples_;
  std::unique_ptr<DiversityProbe> diversity_;  // null: not measured
  Monitor monitor_;
  Progress progress_;
  std::optional<net::PendingReport> pending_report_;
};

}  // namespace sleeve::apps
