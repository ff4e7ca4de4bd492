// The diversity term, where it can be told without a computer.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::Workbench;

constexpr double kTolerance = 4 * 0x1p-24;

template <typename Check>
void on_every_backend(Check check) {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    check(*make_backend(name, 2));
  }
}

std::vector<double> pairs_of(Backend& backend, int rows, const std::vector<float>& genres,
                             const std::vector<float>& decades) {
  Workbench bench(backend);
  auto* pairs = bench.output<std::int32_t>("pairs", 2 * std::size_t(rows), cases::exact());
  backend.pair_equal_labels({.rows = rows,
                             .genre_count = int(genres.size()) / rows,
                             .decade_count = int(decades.size()) / rows,
                             .genres = bench.input("genres", genres),
                             .decades = bench.input("decades", decades)},
                            pairs);
  return bench.finish().find("pairs").values;
}

struct Result {
  LossReport report{};
  std::vector<double> gradients;
};

Result loss_of(Backend& backend, const std::vector<std::int32_t>& pairs,
               const std::vector<float>& scores) {
  Workbench bench(backend);
  Result result;
  LossReport before{};
  before.total = 2;
  before.genre = 5;
  auto* report = bench.structure<LossReport>("report", &before, [&](const LossReport& values) {
    result.report = values;
    return std::vector<cases::Output>{};
  });
  backend.diversity_loss(bench.input("pairs", pairs), int(scores.size()), 3,
                         bench.input("scores", scores),
                         bench.output("gradients", scores.size(), cases::exact()), report);
  result.gradients = bench.finish().find("gradients").values;
  return result;
}

TEST_CASE("a row is paired with the next of its labels, the last of its kind with itself") {
  on_every_backend([](Backend& backend) {
    const std::vector<float> genres = {1, 0, 0, 1, 1, 0, 1, 0, 0, 0};
    const std::vector<float> decades = {1, 0, 0, 1, 0, 1, 1, 0, 0, 0};
    CHECK(pairs_of(backend, 5, genres, {}) == std::vector<double>{0, 2, 1, 1, 2, 3, 3, 3, 4, 4});
    CHECK(pairs_of(backend, 5, {}, decades) == std::vector<double>{0, 3, 1, 2, 2, 2, 3, 3, 4, 4});
    CHECK(pairs_of(backend, 5, genres, decades) ==
          std::vector<double>{0, 3, 1, 1, 2, 2, 3, 3, 4, 4});
    CHECK(pairs_of(backend, 3, {}, {}) == std::vector<double>{0, 1, 1, 2, 2, 2});
  });
}

TEST_CASE("the loss is the mean over pairs of two images; others have no say and no gradient") {
  on_every_backend([](Backend& backend) {
    const Result result = loss_of(backend, {0, 2, 1, 1, 2, 3, 3, 3}, {0.5F, NAN, 0.25F, 1});
    CHECK(std::abs(double(result.report.diversity) - 0.375) <= kTolerance);
    CHECK(std::abs(double(result.report.total) - (2 + 3 * 0.375)) <= 4 * kTolerance);
    CHECK(result.report.genre == 5);
    CHECK(result.gradients == std::vector<double>{1.5, 0, 1.5, 0});
  });
}

TEST_CASE("with no two images of a genre the loss and its gradient are 0") {
  on_every_backend([](Backend& backend) {
    const Result result = loss_of(backend, {0, 0, 1, 1}, {1, NAN});
    CHECK(result.report.diversity == 0);
    CHECK(result.report.total == 2);
    CHECK(result.gradients == std::vector<double>{0, 0});
  });
}

TEST_CASE("a gradient through tanh vanishes where tanh is flat") {
  on_every_backend([](Backend& backend) {
    Workbench bench(backend);
    float* dz = bench.in_out<float>("dz", {1, 2, 3, 4}, cases::exact());
    backend.add_tanh_gradient(bench.input<float>("out", {0, 0.5F, 1, -1}),
                              bench.input<float>("out_gradient", {8, 4, 7, 7}), 4, dz);
    CHECK(bench.finish().find("dz").values == std::vector<double>{9, 5, 3, 4});
  });
}

}  // namespace
}  // namespace sleeve::kernels
