// The program as a user runs it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

ChildProcess::Outcome bench(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), SLEEVE_BENCH);
  return run(arguments);
}

/// Two repetitions of something small.
std::vector<std::string> quick(const std::string& operations) {
  return {"--ops",         operations,
          "--batch",       "2",
          "--repetitions", "2",
          "--set",         "model.image_size=16",
          "--set",         "model.generator_width=4",
          "--set",         "model.discriminator_width=4",
          "--device",      "cpu",
          "--threads",     "1"};
}

TEST_CASE("bad options are explained, with exit code 2") {
  for (const auto& [arguments, text] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--repetition", "3"}, "the nearest is --repetitions"},
           {{"--repetitions", "0"}, "--repetitions"},
           {{"--device", "gpu5"}, "unknown backend 'gpu5'"},
           {{"--precision", "f16"}, "f16"},
           {{"--batch", "1"}, "--batch"},
           {{"--against", "nothing"}, "unknown backend 'nothing'"},
           {{"--ops", "no_such_thing"}, "no_such_thing"},
           {{"--set", "model.size=8"}, "model.size"},
           {{"--config", "/does/not/exist.yaml"}, "/does/not/exist.yaml"},
           {{"--compare", "/does/not/exist.json"}, "/does/not/exist.json"}}) {
    CAPTURE(arguments.front());
    const ChildProcess::Outcome outcome = bench(arguments);
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(outcome.errors.find(text) != std::string::npos, outcome.errors);
  }
}

TEST_CASE("names are listed") {
  const ChildProcess::Outcome outcome = bench({"--list", "--ops", "conv_up*forward"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("conv_up/generator.project/forward\n"));
  CHECK(outcome.out.find("data_gradient") == std::string::npos);
  CHECK(outcome.out.find("training_step") == std::string::npos);
}

TEST_CASE("what was measured is printed and written, and can be compared") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "results.json").string();
  std::vector<std::string> arguments = quick("training_step");
  arguments.insert(arguments.end(), {"--against", "reference", "--json", file});
  const ChildProcess::Outcome outcome = bench(arguments);
  CHECK_MESSAGE(outcome.code == 0, outcome.errors);
  CHECK(outcome.out.find("training_step") != std::string::npos);

  std::ifstream stream(file);
  const nlohmann::json json = nlohmann::json::parse(stream);
  CHECK(json["device"] == "cpu");
  CHECK(json["batch"] == 2);
  REQUIRE(json["measurements"].size() == 1);
  CHECK(json["measurements"][0]["name"] == "training_step");
  CHECK(json["measurements"][0]["images_per_s"].get<double>() > 0);
  CHECK(json["measurements"][0]["against"]["repetitions"] == 2);

  const ChildProcess::Outcome again = bench(arguments);
  CHECK(again.code == 2);
  CHECK(again.errors.find("--force") != std::string::npos);
  const ChildProcess::Outcome compared = bench({"--compare", file, file});
  CHECK(compared.code == 0);
  CHECK(compared.out.find("1.00") != std::string::npos);
}

TEST_CASE("the check says how many cases agree before anything is measured") {
  std::vector<std::string> arguments = quick("column_sums");
  arguments.push_back("--check");
  const ChildProcess::Outcome outcome = bench(arguments);
  CHECK_MESSAGE(outcome.code == 0, outcome.errors);
  CHECK(outcome.out.find("cases agree with the reference") != std::string::npos);
  CHECK(outcome.out.find("column_sums/discriminator.heads") != std::string::npos);
}

}  // namespace
}  // namespace sleeve::tests
