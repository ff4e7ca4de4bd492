#include "bench/multiply_adds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/multiply_adds.cpp"
#include <hwy/foreach_target.h>  // this file once more for every instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace sleeve::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Twelve independent sums: more than latency times multipliers of any core so far.
double run_multiply_adds(std::uint64_t rounds) {
  const hn::ScalableTag<float> d;
  const auto factor = hn::Set(d, 0.5F);
  const auto addend = hn::Set(d, 1.0F);
  auto s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend;
  auto s6 = addend, s7 = addend, s8 = addend, s9 = addend, s10 = addend, s11 = addend;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    s0 = hn::MulAdd(s0, factor, addend);
    s1 = hn::MulAdd(s1, factor, addend);
    s2 = hn::MulAdd(s2, factor, addend);
    s3 = hn::MulAdd(s3, factor, addend);
    s4 = hn::MulAdd(s4, factor, addend);
    s5 = hn::MulAdd(s5, factor, addend);
    s6 = hn::MulAdd(s6, factor, addend);
    s7 = hn::MulAdd(s7, factor, addend);
    s8 = hn::MulAdd(s8, factor, addend);
    s9 = hn::MulAdd(s9, factor, addend);
    s10 = hn::MulAdd(s10, factor, addend);
    s11 = hn::MulAdd(s11, factor, addend);
  }
  const auto sum = hn::Add(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)),
                           hn::Add(hn::Add(hn::Add(s4, s5), hn::Add(s6, s7)),
                                   hn::Add(hn::Add(s8, s9), hn::Add(s10, s11))));
  volatile float used = hn::GetLane(sum);  // or the compiler would leave all of it out
  static_cast<void>(used);
  return 2.0 * 12.0 * static_cast<double>(hn::Lanes(d)) * static_cast<double>(rounds);
}

}  // namespace sleeve::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve::bench {
HWY_EXPORT(run_multiply_adds);
double multiply_add(std::uint64_t rounds) {
  return HWY_DYNAMIC_DISPATCH(run_multiply_adds)(rounds);
}
}  // namespace sleeve::bench
#endif
