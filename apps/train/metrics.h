// metrics.jsonl: a line of figures per report (docs/formats.md names them).
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "apps/train/diversity_probe.h"
#include "net/training.h"

namespace sleeve::apps {

class MetricsFile {
 public:
  /// Opens for appending. Lines of steps after `step`, which a resumed run will write again, and a
  /// last line cut short are removed first. Throws engine::WriteError.
  MetricsFile(const std::filesystem::path& path, std::uint64_t step);

  /// "seconds" of the last line that stayed; 0 if there is none.
  double seconds() const { return seconds_; }

  /// The line is on its way to the disk when this returns. Figures of what the training does not
  /// have (a genre loss, decades, codes) are left out. Throws engine::WriteError.
  void append(const net::Training& training, const net::StepReport& report, double seconds,
              double images_per_second);

  /// A line of its own for how alike the covers of each genre are. Throws engine::WriteError.
  void append(std::uint64_t step, double seconds, kernels::SsimConvention convention,
              const std::vector<GenreDiversity>& genres);

 private:
  void append(const std::string& line);

  std::filesystem::path path_;
  std::ofstream file_;
  double seconds_ = 0;
};

}  // namespace sleeve::apps
