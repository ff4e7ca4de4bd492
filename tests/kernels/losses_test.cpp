// Losses that can be told without a computer.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

constexpr double kTolerance = 16 * 0x1p-24;  // relative; sums of up to four terms

using cases::Workbench;

struct Result {
  LossReport report;
  std::vector<double> gradient;
};

Result evaluate(Backend& backend, AcganLoss loss, const std::vector<float>& logits,
                const std::vector<float>& targets = {}) {
  Workbench bench(backend);
  const float* on_device = targets.empty() ? nullptr : bench.input("targets", targets);
  if (loss.heads.genres > 0) loss.genres = on_device;
  if (loss.heads.codes > 0) loss.codes = on_device;
  Result result;
  auto* report = bench.structure<LossReport>("report", nullptr, [&](const LossReport& values) {
    result.report = values;
    return std::vector<cases::Output>{};
  });
  backend.acgan_loss(loss, bench.input("logits", logits),
                     bench.output("gradient", logits.size(), cases::exact()), report);
  result.gradient = bench.finish().find("gradient").values;
  return result;
}

void check_close(double value, double expected) {
  CHECK(std::abs(value - expected) <= kTolerance * std::max(1.0, std::abs(expected)));
}

template <typename Check>
void on_every_backend(Check check) {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    check(*make_backend(name, 2));
  }
}

TEST_CASE("source loss at logit 0 is log 2, and far out it is linear without overflow") {
  on_every_backend([](Backend& backend) {
    const Result even = evaluate(backend, {.heads = {}, .batch = 1, .source_target = 1}, {0});
    check_close(even.report.source, std::log(2.0));
    check_close(even.report.probability, 0.5);
    check_close(even.gradient[0], -0.5);

    const AcganLoss smoothed{.heads = {}, .batch = 2, .source_target = 0.9F};
    const Result far = evaluate(backend, smoothed, {1000, -600});
    check_close(far.report.source, 0.5 * (1000 * (1 - double(0.9F)) + 600 * double(0.9F)));
    check_close(far.report.probability, 0.5);
    check_close(far.gradient[0], 0.5 * (1 - double(0.9F)));
    check_close(far.gradient[1], 0.5 * -double(0.9F));
  });
}

TEST_CASE(
    "cross-entropy is a mean over known rows, and unknown rows have a gradient of exactly 0") {
  on_every_backend([](Backend& backend) {
    const std::vector<float> genres = {1, 0, 0, 0, 0, 0, 0, 0.5F, 0.5F};
    const AcganLoss loss{.heads = {.genres = 3}, .batch = 3, .genre_weight = 2};
    const Result result = evaluate(backend, loss, {0, 7, 7, 7, 0, 9, 2, 1, 0, -1000, 0, 0}, genres);
    check_close(result.report.genre, 0.5 * (std::log(3.0) + std::log(2.0)));
    check_close(result.report.total, std::log(2.0) + std::log(3.0) + std::log(2.0));
    // Ties go to the first of equal logits.
    check_close(result.report.genre_accuracy, 1);
    for (const std::size_t column : {5, 6, 7}) CHECK(result.gradient[column] == 0);
    check_close(result.gradient[1], 1.0 / 3 - 1);
    check_close(result.gradient[2], 1.0 / 3);
    check_close(result.gradient[10], 0);
  });
}

TEST_CASE("with nothing known, losses, accuracies and gradients of the labels are 0") {
  on_every_backend([](Backend& backend) {
    const AcganLoss loss{.heads = {.genres = 2, .decades = 2, .codes = 1},
                         .batch = 1,
                         .genre_weight = 1,
                         .decade_weight = 1,
                         .code_weight = 1};
    const Result result = evaluate(backend, loss, {0, 1, 2, 3, 4, 5});
    check_close(result.report.total, std::log(2.0));
    CHECK(result.report.genre == 0);
    CHECK(result.report.decade == 0);
    CHECK(result.report.code == 0);
    CHECK(result.report.genre_accuracy == 0);
    CHECK(result.report.decade_accuracy == 0);
    for (const std::size_t column : {1, 2, 3, 4, 5}) CHECK(result.gradient[column] == 0);
  });
}

TEST_CASE("codes are under a squared error, a mean over all of them") {
  on_every_backend([](Backend& backend) {
    const std::vector<float> codes = {0, 0.5F, 1, -1};
    const AcganLoss loss{.heads = {.codes = 2}, .batch = 2, .code_weight = 3};
    const Result result = evaluate(backend, loss, {0, 1, 0.5F, 0, 1, 1}, codes);
    check_close(result.report.code, (1.0 + 0 + 0 + 4) / 4);
    check_close(result.report.total, std::log(2.0) + 3 * 1.25);
    check_close(result.gradient[1], 3 * 2 * 1.0 / 4);
    check_close(result.gradient[5], 3 * 2 * 2.0 / 4);
  });
}

}  // namespace
}  // namespace sleeve::kernels
