#include "bench/results.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "bench/tables.h"
#include "engine/file_error.h"

namespace sleeve::bench {
namespace {

/// Powers of two survive the change of units exactly.
Results some_results() {
  Results results;
  results.program = "bench 1.2.3";
  results.commit = "abcdef0";
  results.device = "cuda";
  results.precision = "bf16";
  results.against = "library";
  results.batch = 256;
  results.threads = 3;
  results.machine = {.processor = "a processor",
                     .gpu = "a GPU",
                     .driver = "580.1",
                     .toolkit = "13.0",
                     .date = "2026-11-22T10:00:00Z"};
  results.roofline = {.bytes_per_second = 4e12, .flops_per_second = 8e14};
  Measurement convolution;
  convolution.name = "conv_up/generator.up.0/forward";
  convolution.seconds = {.median = 2e-3, .minimum = 1e-3, .deviation = 1e-4, .repetitions = 15};
  convolution.flops = 4e11;
  convolution.bytes = 1e9;
  convolution.against = Summary{.median = 3e-3, .minimum = 3e-3, .deviation = 0, .repetitions = 15};
  Measurement step;
  step.name = "training_step";
  step.seconds = {.median = 4e-3, .minimum = 4e-3, .deviation = 0, .repetitions = 7};
  step.images = 256;
  results.measurements = {convolution, step};
  return results;
}

void check_same(const Summary& a, const Summary& b) {
  CHECK(a.median == doctest::Approx(b.median));
  CHECK(a.minimum == doctest::Approx(b.minimum));
  CHECK(a.deviation == doctest::Approx(b.deviation));
  CHECK(a.repetitions == b.repetitions);
}

TEST_CASE("results come back from their JSON") {
  const Results before = some_results();
  const Results after = from_json(to_json(before), "test");
  CHECK(after.program == before.program);
  CHECK(after.commit == before.commit);
  CHECK(after.device == before.device);
  CHECK(after.precision == before.precision);
  CHECK(after.against == before.against);
  CHECK(after.batch == before.batch);
  CHECK(after.threads == before.threads);
  CHECK(after.machine.processor == before.machine.processor);
  CHECK(after.machine.gpu == before.machine.gpu);
  CHECK(after.machine.driver == before.machine.driver);
  CHECK(after.machine.toolkit == before.machine.toolkit);
  CHECK(after.machine.date == before.machine.date);
  CHECK(after.roofline.bytes_per_second == doctest::Approx(before.roofline.bytes_per_second));
  CHECK(after.roofline.flops_per_second == doctest::Approx(before.roofline.flops_per_second));
  REQUIRE(after.measurements.size() == before.measurements.size());
  for (std::size_t i = 0; i < before.measurements.size(); ++i) {
    const Measurement &one = after.measurements[i], &expected = before.measurements[i];
    CHECK(one.name == expected.name);
    check_same(one.seconds, expected.seconds);
    CHECK(one.flops == doctest::Approx(expected.flops));
    CHECK(one.bytes == doctest::Approx(expected.bytes));
    CHECK(one.images == doctest::Approx(expected.images));
    REQUIRE(one.against.has_value() == expected.against.has_value());
    if (one.against) check_same(*one.against, *expected.against);
  }
}

TEST_CASE("the JSON says what follows from the measurements, in the units its keys name") {
  const nlohmann::json json = nlohmann::json::parse(to_json(some_results()));
  const nlohmann::json& convolution = json["measurements"][0];
  CHECK(convolution["time"]["median_us"].get<double>() == doctest::Approx(2000));
  CHECK(convolution["gflop_per_s"].get<double>() == doctest::Approx(2e5));
  CHECK(convolution["gigabytes_per_s"].get<double>() == doctest::Approx(500));
  CHECK(convolution["speedup"].get<double>() == doctest::Approx(1.5));
  // 0.5 ms to multiply, 0.25 ms to move: the larger counts.
  CHECK(convolution["percent_of_roofline"].get<double>() == doctest::Approx(25));
  CHECK(json["measurements"][1]["images_per_s"].get<double>() == doctest::Approx(64000));
  CHECK_FALSE(json["measurements"][1].contains("percent_of_roofline"));
  CHECK_FALSE(json["measurements"][1].contains("speedup"));
}

TEST_CASE("a limit that was not measured is no limit") {
  Measurement one = some_results().measurements[0];
  CHECK(*one.share_of({.bytes_per_second = 4e12}) == doctest::Approx(0.125));
  CHECK_FALSE(one.share_of({}).has_value());
}

TEST_CASE("a file that holds no results is named, with what is wrong") {
  CHECK_THROWS_WITH_AS(from_json("{}", "a.json"), doctest::Contains("a.json"), engine::FileError);
  CHECK_THROWS_WITH_AS(from_json("not JSON", "a.json"), doctest::Contains("a.json"),
                       engine::FileError);
  CHECK_THROWS_WITH_AS(from_json(R"({"format": "another"})", "a.json"),
                       doctest::Contains("sleeve bench 1"), engine::FileError);
}

TEST_CASE("the table has a line for each measurement") {
  const std::string text = table(some_results());
  CHECK(text.find("a GPU, driver 580.1, toolkit 13.0") != std::string::npos);
  CHECK(text.find("conv_up/generator.up.0/forward  2.00 ms") != std::string::npos);
  CHECK(text.find("25.0 %") != std::string::npos);
  CHECK(text.find("64000") != std::string::npos);
}

TEST_CASE("a comparison puts results side by side, the first of them as the measure") {
  const Results first = some_results();
  Results second = some_results();
  second.device = "eager";
  second.measurements.erase(second.measurements.begin());
  second.measurements[0].seconds.median = 8e-3;
  second.measurements.push_back(second.measurements[0]);
  second.measurements[1].name = "only here";
  const std::string text = comparison({first, second});
  CHECK(text.find("[2] eager bf16") != std::string::npos);
  const auto line_of = [&](const std::string& name) {
    const std::size_t begin = text.find("\n" + name) + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  CHECK(line_of("training_step").find("4.00 ms") != std::string::npos);
  CHECK(line_of("training_step").find("8.00 ms") != std::string::npos);
  CHECK(line_of("training_step").find("0.50") != std::string::npos);
  CHECK(line_of("training_step").find("32000") != std::string::npos);
  CHECK(line_of("conv_up").find(" - ") != std::string::npos);
  CHECK(line_of("only here").find("8.00 ms") != std::string::npos);
}

TEST_CASE("batches of another size compare by covers a second, operations on them not at all") {
  const Results first = some_results();
  Results second = some_results();
  second.batch = 512;
  second.measurements[1].images = 512;
  const std::string text = comparison({first, second});
  CHECK(text.substr(text.find("training_step")).find("2.00") != std::string::npos);
  const std::string line = text.substr(text.find("conv_up"), text.find("training_step"));
  CHECK(line.find(" - ") != std::string::npos);
  CHECK(line.find("1.00") == std::string::npos);
}

}  // namespace
}  // namespace sleeve::bench
