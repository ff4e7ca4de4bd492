// The CUDA source, run on the CPU: every case in every precision, threads in every order, and
// asynchronous copies that land at once or as late as they may.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "kernels/simt/sanitizers.h"
#include "kernels/simt/schedule.h"
#include "tests/kernels/case_subcases.h"

namespace sleeve::kernels {
namespace {

using cases::all_cases;
using cases::Case;
using simt::Copies;
using simt::Order;
using simt::ScopedSchedule;

constexpr std::array<simt::Schedule, 6> kSchedules = {{{Order::kAscending, Copies::kEarly},
                                                       {Order::kDescending, Copies::kLate},
                                                       {Order::kShuffled, Copies::kEarly},
                                                       {Order::kAscending, Copies::kLate},
                                                       {Order::kDescending, Copies::kEarly},
                                                       {Order::kShuffled, Copies::kLate}}};

std::size_t number_of(const Case& one) { return std::size_t(&one - all_cases().data()); }

/// The precision of a case that is run in one only.
Precision precision_of(const Case& one) { return static_cast<Precision>(number_of(one) % 3); }

/// Every case once, the cases taking the schedules in turn. ThreadSanitizer, under which they take
/// fifty times as long, sees each case in one of the precisions.
void check_cases(const std::string& test, Precision precision) {
  Backend& reference = shared_backend("reference", precision);
  Backend& tested = shared_backend("simt", precision);
  for_each_case(test, [&](const Case& one) {
    if (simt::sanitizers::kThread && precision_of(one) != precision) return;
    const std::size_t turn = number_of(one) + std::size_t(precision);
    const ScopedSchedule scoped(kSchedules[turn % kSchedules.size()]);
    check_against_reference(one, tested, reference);
  });
}

TEST_CASE("kernels agree with the reference in f32") {
  check_cases("kernels agree with the reference in f32", Precision::kF32);
}

TEST_CASE("kernels agree with the reference in tf32") {
  check_cases("kernels agree with the reference in tf32", Precision::kTf32);
}

TEST_CASE("kernels agree with the reference in bf16") {
  check_cases("kernels agree with the reference in bf16", Precision::kBf16);
}

/// One case in so many is run in every way; sanitizers, which look at other things, make each ten
/// times as long. Primes: not in step with how cases are enumerated.
constexpr std::size_t kThoroughly =
    simt::sanitizers::kAddress || simt::sanitizers::kThread ? 41 : 5;

TEST_CASE("kernels give the same bits in every order of threads and timing of copies") {
  for_each_case("kernels give the same bits in every order of threads and timing of copies",
                [&](const Case& one) {
                  if (number_of(one) % kThoroughly != 0) return;
                  Backend& tested = shared_backend("simt", precision_of(one));
                  const cases::Outputs expected = one.compute(tested);
                  for (const simt::Schedule& schedule : kSchedules) {
                    CAPTURE(int(schedule.order));
                    CAPTURE(int(schedule.copies));
                    const ScopedSchedule scoped(schedule);
                    CHECK(same_bits(one.compute(tested), expected));
                  }
                });
}

TEST_CASE("kernels give the same bits again, and on any number of host threads") {
  for_each_case("kernels give the same bits again, and on any number of host threads",
                [&](const Case& one) {
                  if (number_of(one) % kThoroughly != 1) return;
                  check_same_bits(one, "simt", precision_of(one));
                });
}

}  // namespace
}  // namespace sleeve::kernels
