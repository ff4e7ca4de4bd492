#include "apps/support/compute.h"

#include "apps/support/program.h"

namespace sleeve::apps {

void add_compute_options(CLI::App& app, ComputeOptions& options) {
  constexpr const char* kGroup = "Computing";
  app.add_option("--device", options.device,
                 "auto, cpu, or reference (slow: the definition of every operation)")
      ->type_name("NAME")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--threads", options.threads, "Threads; 0: one per core")
      ->check(CLI::Range(0, 1024).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(kGroup);
}

std::unique_ptr<kernels::Backend> make_backend(const ComputeOptions& options,
                                               kernels::Precision precision) {
  try {
    return kernels::make_backend(options.device == "auto" ? "cpu" : options.device, options.threads,
                                 precision);
  } catch (const std::invalid_argument& error) {
    throw InputError("--device " + options.device + ": " + error.what() + "; auto chooses one");
  }
}

std::string describe(const kernels::Backend& backend, const ComputeOptions& options) {
  if (options.threads == 0) return backend.name() + ", a thread per core";
  return backend.name() + ", " + std::to_string(options.threads) +
         (options.threads == 1 ? " thread" : " threads");
}

}  // namespace sleeve::apps
