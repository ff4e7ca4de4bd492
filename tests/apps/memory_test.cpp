// What fits into a device's memory, and what a run does with little of it.
#include "apps/train/memory.h"

#include <doctest/doctest.h>

#include "data/cover_batches.h"
#include "net/checkpoint.h"
#include "net/training.h"
#include "net/training_arrays.h"
#include "tests/apps/training_fixture.h"
#include "tests/support/far_device.h"

namespace sleeve::tests {
namespace {

const net::Labels kLabels{{"jazz", "pop", "rock"}, {}};

net::Config small_config() {
  net::Config config;
  config.data.batch = 4;
  config.model.image_size = 16;
  config.model.latent = 8;
  config.model.generator_width = 4;
  config.model.discriminator_width = 4;
  return config;
}

/// What check_memory says of a device with so much free memory; "fits" if nothing.
std::string advice(const net::Config& config, std::size_t free_bytes) {
  FarDevice device(free_bytes);
  FarBackend backend(device);
  try {
    apps::check_memory(config, kLabels, backend);
  } catch (const kernels::OutOfMemory& error) {
    return error.what();
  }
  return "fits";
}

TEST_CASE("a batch that is too large is refused with one that fits") {
  net::Config config;
  config.data.batch = 512;
  const std::size_t needed = apps::training_memory(config, kLabels, kernels::Precision::kF32);
  CHECK(needed > net::training_bytes(config, kLabels, kernels::Precision::kF32));
  CHECK(advice(config, needed) == "fits");
  const std::string text = advice(config, needed - needed / 3);
  CHECK_CONTAINS(text, "training at data.batch 512 needs " + apps::bytes_text(needed) +
                           " of device memory, " + apps::bytes_text(needed - needed / 3) +
                           " are free; data.batch ");
  REQUIRE(contains(text, " would fit"));

  // The advice holds, and little more would.
  const std::string after = text.substr(text.rfind("data.batch ") + 11);
  config.data.batch = std::stoi(after);
  CHECK(config.data.batch > 256);
  CHECK(config.data.batch % 16 == 0);
  CHECK(advice(config, needed - needed / 3) == "fits");
  config.data.batch += 17;
  CHECK_CONTAINS(advice(config, needed - needed / 3), "would fit");
  CHECK_CONTAINS(advice(config, std::size_t{20} << 20), "no batch would fit");
  CHECK_CONTAINS(advice(config, 0), "no batch would fit");
}

TEST_CASE("sizes for people") {
  CHECK(apps::bytes_text(0) == "0.0 MiB");
  CHECK(apps::bytes_text(std::size_t{5} << 19) == "2.5 MiB");
  CHECK(apps::bytes_text(std::size_t{3} << 29) == "1.5 GiB");
}

TEST_CASE("a run whose covers are streamed has the bits of one whose covers are there") {
  const TrainingFixture fixture;
  const auto covers = std::make_shared<data::DataSet>(fixture.covers());
  const auto checkpoint_after = [&](kernels::Backend& backend, bool streamed,
                                    const std::string& name) {
    data::CoverBatches batches(covers, backend.device(),
                               {.batch = 4, .flip = true, .decades = false});
    CHECK(batches.is_streamed() == streamed);
    net::Training training(small_config(), kLabels, backend, batches);
    training.initialize();
    for (int step = 0; step < 9; ++step) training.run_step();
    net::save_checkpoint(fixture.run(name), training, "");
    return fixture.run(name);
  };
  const auto reference = kernels::make_backend("reference");
  FarDevice device(0, When::kEarly, When::kLate);
  FarBackend backend(device);
  CHECK(first_difference(checkpoint_after(*reference, false, "there"),
                         checkpoint_after(backend, true, "streamed")) == "");
}

}  // namespace
}  // namespace sleeve::tests
