#include "bench/run.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "apps/support/config_file.h"
#include "apps/support/program.h"
#include "apps/support/terminal.h"
#include "apps/support/text_file.h"
#include "bench/check.h"
#include "bench/machine.h"
#include "bench/placed_operation.h"
#include "bench/roofline.h"
#include "bench/tables.h"
#include "bench/training_step.h"

namespace sleeve::bench {
namespace {

using apps::InputError;
using kernels::Backend;
using kernels::Precision;

constexpr const char* kLibrary = "library";
constexpr int kCheckedBatch = 4;

net::Config config_of(const BenchOptions& options) {
  net::Config config;
  if (!options.config.empty()) config = apps::read_config(options.config);
  for (const std::string& setting : options.settings) apps::apply_setting(config, setting);
  if (options.batch > 0) config.data.batch = options.batch;
  apps::check_layers(config, options.config.empty() ? "the default recipe" : options.config);
  return config;
}

std::vector<Operation> wanted_operations(const BenchOptions& options, const net::Config& config,
                                         Precision precision) {
  std::vector<Operation> operations = operations_of(config, precision);
  std::erase_if(operations, [&](const Operation& operation) {
    return !is_wanted(options.operations, operation.name);
  });
  return operations;
}

/// null: nothing is to be measured in turn.
std::unique_ptr<Backend> make_against(const BenchOptions& options, const Backend& measured) {
  std::string name = options.against;
  if (name == "auto") {
    const std::vector<std::string> known = kernels::backend_names();
    const bool library = std::find(known.begin(), known.end(), kLibrary) != known.end();
    name = measured.name() == "cuda" && library ? kLibrary : "none";
  }
  if (name == "none") return nullptr;
  try {
    return kernels::make_backend(name, options.compute.threads, measured.precision());
  } catch (const kernels::DeviceUnavailable& error) {
    throw InputError("--against " + name + ": " + error.what());
  }
}

/// Throws std::runtime_error naming the first case that fails, after a line for each.
void check(const BenchOptions& options, const net::Config& config, Backend& backend) {
  std::vector<kernels::cases::Case> cases;
  for (const kernels::cases::Case& one : kernels::cases::all_cases()) {
    if (is_wanted(options.operations, one.name)) cases.push_back(one);
  }
  net::Config reduced = config;
  reduced.data.batch = std::min(config.data.batch, kCheckedBatch);
  for (const Operation& operation : wanted_operations(options, reduced, backend.precision())) {
    if (!operation.layer)
      cases.push_back(operation.parts.front());  // layers are made of the others
  }
  const auto reference =
      kernels::make_backend("reference", options.compute.threads, backend.precision());
  const std::vector<Fault> faults = check_cases(cases, backend, *reference);
  for (const Fault& fault : faults) {
    std::cout << "FAILED " << fault.name << ": " << fault.output << " differs by " << fault.error
              << ", tolerance " << fault.tolerance << '\n';
  }
  if (!faults.empty()) {
    throw std::runtime_error(std::to_string(faults.size()) + " of " + std::to_string(cases.size()) +
                             " cases differ from the reference, the first of them " +
                             faults.front().name);
  }
  std::cout << cases.size() << " cases agree with the reference\n\n";
}

class Run {
 public:
  Run(const BenchOptions& options, const net::Config& config, Backend& backend)
      : options_(options),
        config_(config),
        backend_(backend),
        against_(make_against(options, backend)) {}

  Results measure_all() {
    const kernels::Precision precision = backend_.precision();
    results_ = {.program = "bench " + apps::program_version(),
                .commit = commit(),
                .device = backend_.name(),
                .precision = name_of(precision),
                .against = against_ ? against_->name() : "",
                .batch = config_.data.batch,
                .threads = options_.compute.threads,
                .machine = machine_of(backend_.device())};
    terminal_.live_line("the limits of this machine");
    Backend* const library = against_ && against_->name() == kLibrary ? against_.get() : nullptr;
    results_.roofline =
        measure_roofline(backend_, library, options_.compute.threads, options_.repetitions);
    for (const Operation& operation : wanted_operations(options_, config_, precision)) {
      measure_operation(operation);
    }
    if (is_wanted(options_.operations, kTrainingStep)) measure_training_step();
    terminal_.live_line("");
    return results_;
  }

 private:
  void measure_operation(const Operation& operation) {
    terminal_.live_line(operation.name);
    PlacedOperation placed(operation, backend_);
    std::optional<PlacedOperation> other;
    if (against_) other.emplace(operation, *against_);
    add({.name = operation.name, .flops = operation.flops, .bytes = operation.bytes},
        placed.subject(), other ? std::optional(other->subject()) : std::nullopt);
  }

  void measure_training_step() {
    terminal_.live_line(kTrainingStep);
    TrainingStep step(config_, backend_);
    std::unique_ptr<TrainingStep> other;
    if (against_) other = std::make_unique<TrainingStep>(config_, *against_);
    add({.name = kTrainingStep, .flops = step.flops(), .images = double(step.images())},
        step.subject(), other ? std::optional(other->subject()) : std::nullopt);
  }

  void add(Measurement measurement, const Subject& subject, const std::optional<Subject>& other) {
    const Timing timing = measure(subject, other ? &*other : nullptr, options_.repetitions);
    measurement.seconds = timing.seconds;
    measurement.against = timing.against;
    results_.measurements.push_back(std::move(measurement));
  }

  const BenchOptions& options_;
  const net::Config& config_;
  Backend& backend_;
  std::unique_ptr<Backend> against_;
  apps::Terminal terminal_;
  Results results_;
};

void print_names(const BenchOptions& options, const net::Config& config, Precision precision) {
  for (const Operation& operation : wanted_operations(options, config, precision)) {
    std::cout << operation.name << '\n';
  }
  if (is_wanted(options.operations, kTrainingStep)) std::cout << kTrainingStep << '\n';
}

void compare(const std::vector<std::filesystem::path>& files) {
  std::vector<Results> all;
  for (const std::filesystem::path& file : files) {
    all.push_back(from_json(apps::read_text(file), file.string()));
  }
  std::cout << comparison(all);
}

}  // namespace

int run(const BenchOptions& options) {
  if (!options.compare.empty()) {
    compare(options.compare);
    return apps::kDone;
  }
  if (!options.json.empty() && !options.force && std::filesystem::exists(options.json)) {
    throw InputError("--json " + options.json.string() +
                     ": exists; name another file, or overwrite with --force");
  }
  const net::Config config = config_of(options);
  const Precision precision = kernels::precision_of(options.precision);
  if (wanted_operations(options, config, precision).empty() &&
      !is_wanted(options.operations, kTrainingStep)) {
    throw InputError("--ops " + options.operations +
                     ": no operation has that in its name; see bench --list");
  }
  if (options.list) {
    print_names(options, config, precision);
    return apps::kDone;
  }
  const std::unique_ptr<Backend> backend =
      apps::choose_computer(options.compute, precision).backend;
  if (options.check) check(options, config, *backend);
  const Results results = Run(options, config, *backend).measure_all();
  std::cout << table(results);
  if (!options.json.empty()) apps::write_text(options.json, to_json(results));
  return apps::kDone;
}

}  // namespace sleeve::bench
