// The PyTorch scripts beside bench, where a Python has PyTorch, and what bench makes of their
// results.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

std::string python_with_torch() {
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string command = std::string(python) + " -c 'import torch' 2> /dev/null";
    if (std::system(command.c_str()) == 0) return python;
  }
  return {};
}

TEST_CASE("the PyTorch scripts write what bench compares") {
  const std::string python = python_with_torch();
  if (python.empty()) {
    MESSAGE("skipped: no python3 with PyTorch");
    return;
  }
  const TemporaryFolder folder;
  const std::string step = (folder.path() / "step.json").string();
  const std::string layers = (folder.path() / "layers.json").string();
  const auto measure = [&](const std::string& script, const std::string& file) {
    const ChildProcess::Outcome outcome =
        run({python, SLEEVE_SOURCE "/bench/" + script, "--device", "cpu", "--size", "16", "--width",
             "8", "--batch", "2", "--repetitions", "1", "--threads", "1", "--json", file});
    REQUIRE_MESSAGE(outcome.code == 0, outcome.errors);
  };
  measure("pytorch_step.py", step);
  measure("pytorch_layers.py", layers);
  const ChildProcess::Outcome compared = run({SLEEVE_BENCH, "--compare", step, layers});
  CHECK_MESSAGE(compared.code == 0, compared.errors);
  for (const char* text : {"PyTorch", "eager f32", "training_step", "layer/generator.up.0/forward",
                           "layer/discriminator.down.1/backward"}) {
    CHECK_MESSAGE(compared.out.find(text) != std::string::npos, std::string(text));
  }
}

}  // namespace
}  // namespace sleeve::tests
