#include "bench/check.h"

#include <doctest/doctest.h>

#include "kernels/reference/reference_backend.h"

namespace sleeve::bench {
namespace {

using kernels::ReferenceBackend;
using kernels::cases::Case;

/// Leaves out the last row, and nothing else is wrong.
class WrongSums final : public ReferenceBackend {
 public:
  void column_sums(const float* matrix, int rows, int columns, float* sums,
                   bool accumulate) override {
    ReferenceBackend::column_sums(matrix, rows - 1, columns, sums, accumulate);
  }
};

std::vector<Case> cases_of(const std::string& operation) {
  std::vector<Case> cases;
  for (const Case& one : kernels::cases::all_cases()) {
    if (one.name.starts_with(operation + "/")) cases.push_back(one);
  }
  return cases;
}

TEST_CASE("a backend that is wrong fails the check, case by case") {
  WrongSums wrong;
  ReferenceBackend reference;
  const std::vector<Case> sums = cases_of("column_sums");
  REQUIRE_FALSE(sums.empty());
  const std::vector<Fault> faults = check_cases(sums, wrong, reference);
  REQUIRE_FALSE(faults.empty());
  CHECK(faults.front().name == sums.front().name);
  CHECK(faults.front().output == "sums");
  CHECK(faults.front().error > faults.front().tolerance);
  CHECK(check_cases(cases_of("add"), wrong, reference).empty());
}

TEST_CASE("so does one whose training step is wrong") {
  net::Config config;
  config.data.batch = 2;
  config.model.image_size = 8;
  config.model.generator_width = config.model.discriminator_width = 4;
  WrongSums wrong;
  ReferenceBackend reference;
  std::vector<Case> cases;
  for (const Operation& operation : operations_of(config, kernels::Precision::kF32)) {
    if (!operation.layer) cases.push_back(operation.parts.front());
  }
  const std::vector<Fault> faults = check_cases(cases, wrong, reference);
  REQUIRE(faults.size() == 1);
  CHECK(faults.front().name == "column_sums/discriminator.heads");
}

}  // namespace
}  // namespace sleeve::bench
