// Random draws follow their distributions, and every draw has a stream of its own.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "kernels/streams.h"
#include "tests/kernels/backends.h"
#include "tests/kernels/cases/schedule_inputs.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::exact;
using cases::state_at;
using cases::Workbench;

constexpr int kCount = 20000;
constexpr double kSigmas = 5;  // the seeds are fixed: a right generator passes for good

/// One-row draws of a backend as host arrays.
class Draws {
 public:
  Draws(const std::string& backend, const StepState& state)
      : backend_(make_backend(backend, 2)), state_(state) {}

  std::vector<double> values(Distribution distribution, std::uint32_t stream = 1, int rows = 1,
                             int columns = kCount) {
    Workbench bench(*backend_);
    backend_->draw(state(bench), stream, distribution, rows, columns,
                   bench.output("out", std::size_t(rows) * std::size_t(columns), exact()), columns);
    return bench.finish().find("out").values;
  }
  std::vector<double> one_hot(int rows, int classes) {
    Workbench bench(*backend_);
    backend_->draw_one_hot(state(bench), 1, rows, classes,
                           bench.output("out", std::size_t(rows) * std::size_t(classes), exact()));
    return bench.finish().find("out").values;
  }
  std::vector<double> keep_mask(float rate) {
    Workbench bench(*backend_);
    backend_->draw_keep_mask(state(bench), 1, rate, kCount,
                             bench.output<std::uint8_t>("out", kCount, exact()));
    return bench.finish().find("out").values;
  }
  std::vector<double> instance_noise() {
    Workbench bench(*backend_);
    backend_->draw_instance_noise(state(bench), 1, kCount, bench.output("out", kCount, exact()));
    return bench.finish().find("out").values;
  }

 private:
  const StepState* state(Workbench& bench) { return bench.input("state", std::vector{state_}); }
  std::unique_ptr<Backend> backend_;
  StepState state_;
};

/// Mean of f over the values.
template <typename F>
double mean_of(const std::vector<double>& values, F f) {
  double sum = 0;
  for (const double value : values) sum += f(value);
  return sum / double(values.size());
}

/// Checks a mean of kCount terms that have this variance.
void check_mean(double mean, double expected, double variance) {
  CHECK(std::abs(mean - expected) <= kSigmas * std::sqrt(variance / kCount));
}

TEST_CASE("normal draws have the moments of N(0, 1)") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const std::vector<double> values = Draws(name, state_at(3)).values(Distribution::kNormal);
    check_mean(mean_of(values, [](double x) { return x; }), 0, 1);
    check_mean(mean_of(values, [](double x) { return x * x; }), 1, 2);
    check_mean(mean_of(values, [](double x) { return x * x * x * x; }), 3, 96);
  }
}

TEST_CASE("uniform draws fill (-1, 1) evenly") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const std::vector<double> values = Draws(name, state_at(3)).values(Distribution::kUniform);
    CHECK(*std::min_element(values.begin(), values.end()) > -1);
    CHECK(*std::max_element(values.begin(), values.end()) < 1);
    check_mean(mean_of(values, [](double x) { return x; }), 0, 1.0 / 3);
    check_mean(mean_of(values, [](double x) { return x * x; }), 1.0 / 3, 4.0 / 45);
  }
}

TEST_CASE("rows are drawn one after the other") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    Draws draws(name, state_at(3));
    CHECK(draws.values(Distribution::kNormal, 1, 6, 35) ==
          draws.values(Distribution::kNormal, 1, 1, 210));
  }
}

TEST_CASE("one-hot rows choose every class as often, the last one too") {
  constexpr int kClasses = 5, kRows = kCount;
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const std::vector<double> values = Draws(name, state_at(3)).one_hot(kRows, kClasses);
    std::vector<double> shares(kClasses, 0);
    for (int r = 0; r < kRows; ++r) {
      double sum = 0;
      for (int k = 0; k < kClasses; ++k) {
        const double value = values[std::size_t(r) * kClasses + std::size_t(k)];
        CHECK((value == 0 || value == 1));
        sum += value;
        shares[std::size_t(k)] += value / kRows;
      }
      CHECK(sum == 1);
    }
    for (const double share : shares) check_mean(share, 0.2, 0.2 * 0.8);
  }
}

TEST_CASE("a keep mask drops its rate") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    Draws draws(name, state_at(3));
    for (const float rate : {0.0F, 0.3F, 0.5F}) {
      const std::vector<double> mask = draws.keep_mask(rate);
      CHECK(std::all_of(mask.begin(), mask.end(), [](double k) { return k == 0 || k == 1; }));
      check_mean(mean_of(mask, [](double k) { return k; }), 1 - double(rate),
                 double(rate) * (1 - double(rate)));
    }
  }
}

TEST_CASE("instance noise has the deviation of its step") {
  for (const std::string& name : all_backends()) {
    for (const std::uint64_t step : {0, 100}) {
      CAPTURE(name);
      CAPTURE(step);
      const double deviation = 0.5 * std::pow(0.99, double(step));  // see state_at
      const double variance =
          mean_of(Draws(name, state_at(step)).instance_noise(), [](double x) { return x * x; });
      check_mean(variance / (deviation * deviation), 1, 2);
    }
  }
}

TEST_CASE("another seed, step or stream gives other numbers") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto first = [&](const StepState& state, std::uint32_t stream) {
      return Draws(name, state).values(Distribution::kNormal, stream, 1, 4);
    };
    const std::vector<double> one = first(state_at(3, 7), 1);
    CHECK(first(state_at(3, 7), 1) == one);
    CHECK(first(state_at(4, 7), 1) != one);
    CHECK(first(state_at(3, 8), 1) != one);
    CHECK(first(state_at(3, 7), 2) != one);
  }
}

TEST_CASE("no two draws of a training step share a stream, and all numbers fit") {
  std::set<std::uint32_t> numbers;
  for (const Stream stream :
       {Stream::kEpochShuffle, Stream::kBalancedDraws, Stream::kFlips, Stream::kLatents,
        Stream::kCodes, Stream::kFakeGenres, Stream::kFakeDecades, Stream::kRealNoise,
        Stream::kFakeNoise, Stream::kSampleLatents, Stream::kSampleCodes}) {
    CHECK(numbers.insert(stream_number(stream)).second);
  }
  for (const DropoutPass pass : {DropoutPass::kGenerator, DropoutPass::kCovers, DropoutPass::kFakes,
                                 DropoutPass::kFakesForGenerator}) {
    for (const std::uint32_t layer : {0U, 1U, 255U}) {
      CHECK(numbers.insert(dropout_stream(pass, layer)).second);
    }
  }
  for (const std::uint32_t tensor : {0U, 1U, 4095U}) {
    CHECK(numbers.insert(initialization_stream(tensor)).second);
  }
  CHECK(*numbers.rbegin() < 0x10000);
}

}  // namespace
}  // namespace sleeve::kernels
