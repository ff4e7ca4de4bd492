#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "bench/operation.h"
#include "bench/placed_operation.h"

namespace sleeve::bench {
namespace {

using kernels::Precision;

net::Config small_config() {
  net::Config config;
  config.data.batch = 3;
  config.model.image_size = 16;
  config.model.generator_width = config.model.discriminator_width = 4;
  return config;
}

const Operation& find(const std::vector<Operation>& operations, const std::string& name) {
  for (const Operation& one : operations) {
    if (one.name == name) return one;
  }
  throw std::out_of_range("no operation is called " + name);
}

TEST_CASE("every convolution of both networks is there in its three roles, by unique names") {
  const std::vector<Operation> operations = operations_of(small_config(), Precision::kF32);
  std::set<std::string> names;
  for (const Operation& one : operations) CHECK_MESSAGE(names.insert(one.name).second, one.name);
  for (const std::string layer : {"generator.project", "generator.up.0", "generator.up.1"}) {
    CHECK(names.contains("conv_up/" + layer + "/forward"));
    CHECK(names.contains("conv_down/" + layer + "/data_gradient"));
    CHECK(names.contains("conv_weights/" + layer));
  }
  for (const std::string layer :
       {"discriminator.down.0", "discriminator.down.1", "discriminator.heads"}) {
    CHECK(names.contains("conv_down/" + layer + "/forward"));
    CHECK(names.contains("conv_up/" + layer + "/data_gradient"));
    CHECK(names.contains("conv_weights/" + layer));
  }
}

TEST_CASE("work and traffic are counted from the shapes") {
  const std::vector<Operation> operations = operations_of(small_config(), Precision::kF32);
  // The discriminator's second layer: 8x8x4 to 4x4x8 of 3 covers, kernel 4, stride 2, padding 1.
  // Taps that meet pixels, along a side of 4: 3 + 4 + 4 + 3.
  const double multiplications = 3.0 * 14 * 14 * 4 * 8;
  const double big = 4.0 * 3 * 8 * 8 * 4, small = 4.0 * 3 * 4 * 4 * 8,
               weights = 4.0 * 4 * 4 * 4 * 8;
  const Operation& forward = find(operations, "conv_down/discriminator.down.1/forward");
  CHECK(forward.flops == 2 * multiplications);
  CHECK(forward.bytes == big + small + weights);
  const Operation& gradient = find(operations, "conv_up/discriminator.down.1/data_gradient");
  CHECK(gradient.bytes == 2 * big + small + weights);  // the raw map below is read, too
  const Operation& weight_gradient = find(operations, "conv_weights/discriminator.down.1");
  CHECK(weight_gradient.bytes == big + small + 2 * weights);  // added to that of the covers
  CHECK(find(operations, "adam/generator").flops == 0);
}

TEST_CASE("maps in bf16 are half as large, images are not") {
  const std::vector<Operation> full = operations_of(small_config(), Precision::kF32);
  const std::vector<Operation> half = operations_of(small_config(), Precision::kBf16);
  const auto ratio = [&](const std::string& name) {
    return find(half, name).bytes / find(full, name).bytes;
  };
  CHECK(ratio("conv_down/discriminator.heads/forward") > 0.5);  // logits
  CHECK(ratio("batch_norm_backward/discriminator.down.1") == 0.5);
  CHECK(ratio("materialize/generator.images") == 1);
}

TEST_CASE("a whole layer is the operations that it is made of") {
  const std::vector<Operation> operations = operations_of(small_config(), Precision::kF32);
  const Operation& layer = find(operations, "layer/generator.up.0/backward");
  REQUIRE(layer.layer.has_value());
  CHECK(layer.layer->up);
  CHECK(layer.layer->activation == kernels::Activation::kRelu);
  REQUIRE(layer.parts.size() == 3);
  double flops = 0, bytes = 0;
  for (const kernels::cases::Case& part : layer.parts) {
    flops += find(operations, part.name).flops;
    bytes += find(operations, part.name).bytes;
  }
  CHECK(layer.flops == flops);
  CHECK(layer.bytes == bytes);
}

TEST_CASE("a placed operation launches each of its sets") {
  const auto backend = kernels::make_backend("cpu", 1);
  int launched = 0;
  const kernels::cases::Case counting{"counting", [&](kernels::cases::Workbench& bench) {
                                        bench.launch([&](kernels::Backend&) { ++launched; });
                                      }};
  const double half_a_cache = double(backend->device().info().cache_bytes) / 2;
  if (half_a_cache == 0) return;
  PlacedOperation placed({.name = "counting", .parts = {counting}, .bytes = half_a_cache},
                         *backend);
  CHECK(launched == 4);  // two caches full
  launched = 0;
  const Subject subject = placed.subject();
  CHECK(subject.launches == 4);
  subject.launch();
  CHECK(launched == 4);
}

}  // namespace
}  // namespace sleeve::bench
