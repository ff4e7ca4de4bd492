#include "bench/training_step.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "apps/train/covers.h"
#include "data/demo/demo_covers.h"
#include "engine/file_error.h"

namespace sleeve::bench {
namespace {

namespace fs = std::filesystem;

/// A new folder for temporary files that goes with this object, and with what lies in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "sleeve_bench_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw engine::WriteError(pattern +
                               ": this folder cannot be made; set TMPDIR to one that can "
                               "be written");
    }
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// The file is mapped, so it may go at once.
std::shared_ptr<const data::DataSet> demo_covers(const net::Config& config) {
  constexpr int kBatches = 4;
  constexpr double kHeldOut = 0.1;
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "covers.safetensors";
  data::PrepareOptions options;
  options.size = config.model.image_size;
  options.held_out = kHeldOut;
  const int count = std::max(256, kBatches * config.data.batch);
  data::prepare_demo_covers({.count = count}, options, file);
  return std::make_shared<data::DataSet>(file);
}

}  // namespace

TrainingStep::TrainingStep(const net::Config& config, kernels::Backend& backend)
    : covers_(demo_covers(config)),
      batches_(covers_, backend.device(),
               {.batch = config.data.batch,
                .flip = config.data.flip,
                .balance = config.data.balance,
                .decades = config.model.decades}),
      training_(config, apps::labels_of(*covers_, config), backend, batches_) {
  training_.initialize();
}

Subject TrainingStep::subject() {
  return {.device = &training_.backend().device(), .launch = [this] { training_.run_step(); }};
}

}  // namespace sleeve::bench
