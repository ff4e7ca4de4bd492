// The cpu backend picks the best instruction set it finds; the others of this machine must be
// right as well.
#include <doctest/doctest.h>
#include <hwy/detect_targets.h>
#include <hwy/targets.h>

#include <cstdint>
#include <string>

#include "tests/kernels/case_subcases.h"

namespace sleeve::kernels {
namespace {

/// Makes Highway believe, as long as it lives, that there is no other instruction set.
class OnlyInstructionSet {
 public:
  explicit OnlyInstructionSet(std::int64_t target) { choose(target); }
  ~OnlyInstructionSet() { choose(0); }
  OnlyInstructionSet(const OnlyInstructionSet&) = delete;
  OnlyInstructionSet& operator=(const OnlyInstructionSet&) = delete;

 private:
  static void choose(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

TEST_CASE("every instruction set of this machine agrees with the reference") {
  const auto reference = make_backend("reference");
  // Those that this build has code for.
  const auto targets = static_cast<std::uint64_t>(hwy::SupportedTargets() & HWY_TARGETS);
  for_each_case("every instruction set of this machine agrees with the reference",
                [&](const cases::Case& one) {
                  for (std::uint64_t rest = targets; rest != 0; rest &= rest - 1) {
                    const auto target = static_cast<std::int64_t>(rest & (~rest + 1));
                    CAPTURE(std::string(hwy::TargetName(target)));
                    const OnlyInstructionSet only(target);
                    const auto cpu = make_backend("cpu", 1);
                    check_against_reference(one, *cpu, *reference);
                  }
                });
}

}  // namespace
}  // namespace sleeve::kernels
