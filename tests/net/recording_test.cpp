// A step as one recording, and how far the host runs ahead of the device.
#include <doctest/doctest.h>

#include "kernels/host_device.h"
#include "kernels/reference/reference_backend.h"
#include "net/training_arrays.h"
#include "support.h"

namespace sleeve::net {
namespace {

/// Counts what becomes of recordings and read-backs; bytes that are read back are there only once
/// they have been waited for.
class LateDevice final : public kernels::HostDevice {
 public:
  std::unique_ptr<kernels::Recording> record(const std::function<void()>& launches) override {
    ++recorded;
    return std::make_unique<Counted>(*this, launches);
  }
  std::unique_ptr<kernels::Readback> read_back(const void* from, std::size_t bytes) override {
    return std::make_unique<Late>(*this, HostDevice::read_back(from, bytes));
  }

  int recorded = 0, replayed = 0, awaited = 0;

 private:
  struct Counted final : kernels::Recording {
    Counted(LateDevice& device_, std::function<void()> launches_)
        : device(device_), launches(std::move(launches_)) {}
    void replay() override {
      ++device.replayed;
      launches();
    }
    LateDevice& device;
    std::function<void()> launches;
  };
  struct Late final : kernels::Readback {
    Late(LateDevice& device_, std::unique_ptr<Readback> bytes_)
        : device(device_), bytes(std::move(bytes_)) {}
    bool ready() override { return there; }
    const void* wait() override {
      device.awaited += there ? 0 : 1;
      there = true;
      return bytes->wait();
    }
    LateDevice& device;
    std::unique_ptr<Readback> bytes;
    bool there = false;
  };
};

class LateBackend final : public kernels::ReferenceBackend {
 public:
  kernels::Device& device() override { return late; }
  LateDevice late;
};

void check_recorded(const Config& config, const Labels& labels, kernels::Backend& backend) {
  if (backend.name() == "library") return;  // promises no bits
  CAPTURE(backend.name());
  CAPTURE(name_of(backend.precision()));
  Run recorded(config, labels, backend);
  Run launched(config, labels, backend);
  recorded.training.initialize();
  launched.training.initialize();
  const auto take_steps = [&](int steps) {
    for (int step = 0; step < steps; ++step) {
      recorded.training.run_step();
      launched.training.draw_inputs();
      launched.training.compute_step();
    }
    CHECK(recorded.training.step() == launched.training.step());
    CHECK(inputs_of(recorded.training) == inputs_of(launched.training));
    CHECK(everything_of(recorded.training) == everything_of(launched.training));
  };
  take_steps(4);
  // The recording is good for any step.
  recorded.training.continue_at(40);
  launched.training.continue_at(40);
  take_steps(3);
}

}  // namespace

TEST_CASE("recorded steps have the bits of steps launched one by one") {
  Backends tested = backends_of_every_precision();
  for (auto& backend : backends()) tested.push_back(std::move(backend));
  for (const auto& backend : tested) {
    check_recorded(spelled_out_config(), labels_of(4, 3), *backend);
  }
}

TEST_CASE("recorded steps have the bits of steps launched one by one: the diversity term") {
  for (const auto& backend : all_backends()) {
    check_recorded(diversity_config(), labels_of(2, 0), *backend);
  }
}

TEST_CASE("the first step is launched, the second recorded, and all later ones replayed") {
  LateBackend backend;
  Run run(small_config(), labels_of(3, 0), backend);
  run.training.initialize();
  run.training.run_step();
  CHECK(backend.late.recorded == 0);
  for (int step = 2; step <= 6; ++step) {
    run.training.run_step();
    CHECK(backend.late.recorded == 1);
    CHECK(backend.late.replayed == step - 1);
  }
  run.training.continue_at(100);
  run.training.run_step();
  CHECK(backend.late.recorded == 1);
}

TEST_CASE("the host waits for the losses of two steps ago, and for a report when asked") {
  LateBackend backend;
  Run run(small_config(), labels_of(3, 0), backend);
  run.training.initialize();
  for (int step = 1; step <= 6; ++step) {
    run.training.run_step();
    CHECK(backend.late.awaited == std::max(0, step - 2));
  }
  PendingReport report = run.training.last_report();
  CHECK_FALSE(report.ready());
  CHECK(report.step() == 6);
  run.training.run_step();
  CHECK_FALSE(report.ready());
  const StepReport sixth = report.wait();
  CHECK(report.ready());
  CHECK(sixth.step == 6);
  CHECK(sixth.finite());
  CHECK(sixth.loss_discriminator != run.training.report().loss_discriminator);
  CHECK(run.training.report().step == 7);
}

TEST_CASE("covers are prepared before every step, and the next ones after its launches") {
  class Prepared final : public engine::BatchSource {
   public:
    explicit Prepared(kernels::Backend& backend) : covers(backend, 16, 3, 0) {}
    int image_size() const override { return covers.image_size(); }
    int genre_count() const override { return covers.genre_count(); }
    int decade_count() const override { return covers.decade_count(); }
    void prepare(const kernels::StepState& state) override {
      CHECK(state.schedule.seed == 9);
      steps.push_back(state.step);
    }
    void look_ahead(const kernels::StepState& next) override {
      CHECK(next.step == steps.back() + 1);
      CHECK(loads == steps.size());
      ++looks_ahead;
    }
    void load(kernels::Backend& backend, const kernels::StepState* state,
              const kernels::CoverBatch& batch) override {
      CHECK(steps.back() == state->step);
      ++loads;
      covers.load(backend, state, batch);
    }
    RandomCovers covers;
    std::vector<std::uint64_t> steps;
    std::size_t loads = 0, looks_ahead = 0;
  };
  const auto backend = kernels::make_backend("cpu");
  Prepared covers(*backend);
  Config config = small_config();
  config.train.seed = 9;
  Training training(config, labels_of(3, 0), *backend, covers);
  training.initialize();
  for (int step = 0; step < 3; ++step) training.run_step();
  training.continue_at(7);
  training.draw_inputs();
  training.compute_step();
  training.run_step();
  CHECK(covers.steps == std::vector<std::uint64_t>{0, 1, 2, 7, 8});
  CHECK(covers.looks_ahead == 5);
}

TEST_CASE("what a training takes is known without taking it") {
  for (const kernels::Precision precision : {kernels::Precision::kF32, kernels::Precision::kBf16}) {
    const auto backend = kernels::make_backend("reference", 0, precision);
    for (const Config& config : {small_config(), spelled_out_config(), diversity_config()}) {
      const Labels labels = labels_of(4, config.model.decades ? 3 : 0);
      Run run(config, labels, *backend);
      CHECK(training_bytes(config, labels, precision) == run.training.device_bytes());
    }
  }
  const Config config;
  const Labels labels = labels_of(10, 0);
  CHECK(training_bytes(config, labels, kernels::Precision::kBf16) <
        training_bytes(config, labels, kernels::Precision::kF32));
}

TEST_CASE("the largest batch that fits") {
  constexpr auto kPrecision = kernels::Precision::kF32;
  Config config = small_config();
  const Labels labels = labels_of(3, 0);
  const auto bytes_at = [&](int batch) {
    Config other = config;
    other.data.batch = batch;
    return training_bytes(other, labels, kPrecision);
  };
  config.data.batch = 300;
  CHECK(largest_batch(config, labels, kPrecision, bytes_at(300)) == 300);
  CHECK(largest_batch(config, labels, kPrecision, bytes_at(300) - 1) == 299);
  CHECK(largest_batch(config, labels, kPrecision, bytes_at(17)) == 17);
  CHECK(largest_batch(config, labels, kPrecision, bytes_at(1)) == 1);
  CHECK(largest_batch(config, labels, kPrecision, bytes_at(1) - 1) == 0);
}

}  // namespace sleeve::net
