#include "apps/train/monitor.h"

#include <doctest/doctest.h>

#include "apps/support/terminal.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::apps {
namespace {

net::StepReport report_of(float loss_real, float loss_fake, float real, float fake) {
  net::StepReport report;
  report.real.source = loss_real;
  report.fake.source = loss_fake;
  report.real.probability = real;
  report.fake.probability = fake;
  return report;
}

/// The number of warnings over `n` reports.
int warnings(Monitor& monitor, const net::StepReport& report, int n) {
  int count = 0;
  for (int i = 0; i < n; ++i) count += monitor.observe(report) ? 1 : 0;
  return count;
}

TEST_CASE("a discriminator that no longer errs is reported once, and again after a recovery") {
  // With the target 0.9 the least loss is the entropy of 0.9, 0.3251.
  Monitor monitor(net::TrainConfig{});
  const net::StepReport healthy = report_of(0.5F, 0.4F, 0.7F, 0.3F);
  const net::StepReport won = report_of(0.33F, 0.01F, 0.9F, 0.01F);
  CHECK(warnings(monitor, healthy, 100) == 0);
  CHECK(warnings(monitor, won, 9) == 0);
  CHECK(warnings(monitor, healthy, 1) == 0);
  CHECK(warnings(monitor, won, 9) == 0);
  CHECK(warnings(monitor, won, 91) == 1);
  CHECK(warnings(monitor, healthy, 1) == 0);
  CHECK(warnings(monitor, won, 10) == 1);
}

TEST_CASE("without smoothing the least loss is 0") {
  net::TrainConfig train;
  train.real_target = 1;
  Monitor monitor(train);
  CHECK(warnings(monitor, report_of(0.3F, 0.02F, 0.74F, 0.02F), 20) == 0);
  CHECK(warnings(monitor, report_of(0.02F, 0.01F, 0.98F, 0.01F), 20) == 1);
}

TEST_CASE("a discriminator that takes fakes for covers is reported") {
  Monitor monitor(net::TrainConfig{});
  CHECK(warnings(monitor, report_of(0.4F, 5, 0.9F, 0.99F), 20) == 1);
}

TEST_CASE("covers of a genre that look all the same are reported after three grids") {
  Monitor monitor(net::TrainConfig{});
  CHECK_FALSE(monitor.observe_samples(0.3));
  CHECK_FALSE(monitor.observe_samples(0.01));
  CHECK_FALSE(monitor.observe_samples(0.01));
  CHECK(monitor.observe_samples(0.01));
  CHECK_FALSE(monitor.observe_samples(0.01));
}

TEST_CASE("times are shown as a clock does") {
  CHECK(clock_text(0) == "0:00");
  CHECK(clock_text(59.6) == "1:00");
  CHECK(clock_text(3599) == "59:59");
  CHECK(clock_text(3 * 3600 + 62) == "3:01:02");
}

}  // namespace
}  // namespace sleeve::apps
