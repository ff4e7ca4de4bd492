#include "apps/support/compute.h"

#include <algorithm>
#include <vector>

#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "net/checkpoint.h"

namespace sleeve::apps {
namespace {

constexpr const char* kAuto = "auto";

bool has_backend(const std::string& name) {
  const std::vector<std::string> names = kernels::backend_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// `why`: for what reason it is this one, if it was not named.
std::unique_ptr<kernels::Backend> make_backend(const std::string& name, const std::string& why,
                                               const ComputeOptions& options,
                                               kernels::Precision precision) {
  try {
    return kernels::make_backend(name, options.threads, precision);
  } catch (const std::invalid_argument& error) {
    const bool wrong_precision = has_backend(name);
    throw InputError(
        "--device " + options.device + ": " + (why.empty() ? "" : why + "; ") + error.what() +
        (wrong_precision ? "; choose f32 (train.precision), or a GPU" : "; auto chooses one"));
  }
}

/// What stands before the advice in an error's text.
std::string reason_of(const kernels::DeviceUnavailable& error) {
  const std::string text = error.what();
  return text.substr(0, text.find(';'));
}

std::string describe(kernels::Backend& backend, const ComputeOptions& options) {
  const std::string name = backend.name();
  std::string text = net::device_text(backend);
  if (name == "cpu" || name == "simt") {
    text += options.threads == 0   ? ", a thread per core"
            : options.threads == 1 ? ", 1 thread"
                                   : ", " + std::to_string(options.threads) + " threads";
  }
  return text + ", " + name_of(backend.precision());
}

}  // namespace

void add_compute_options(CLI::App& app, ComputeOptions& options) {
  constexpr const char* kGroup = "Computing";
  app.add_option("--device", options.device,
                 "auto (cuda if a GPU answers, else cpu), or one of " +
                     comma_separated(kernels::backend_names()) +
                     "; reference and simt are for tests, and slow")
      ->type_name("NAME")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--threads", options.threads, "Threads of the CPU; 0: one per core")
      ->check(CLI::Range(0, 1024).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(kGroup);
}

Computer choose_computer(const ComputeOptions& options, kernels::Precision precision) {
  const auto computer = [&](const std::string& name, const std::string& why) {
    Computer chosen{.backend = make_backend(name, why, options, precision), .description = {}};
    chosen.description = describe(*chosen.backend, options);
    if (!why.empty()) chosen.description += "; --device auto: " + why;
    return chosen;
  };
  try {
    if (options.device != kAuto) return computer(options.device, "");
    if (has_backend("cuda")) return computer("cuda", "a GPU answers");
  } catch (const kernels::DeviceUnavailable& error) {
    if (options.device != kAuto) {
      throw InputError("--device " + options.device + ": " + error.what());
    }
    return computer("cpu", reason_of(error));
  }
  return computer("cpu", "this build has no cuda");
}

}  // namespace sleeve::apps
