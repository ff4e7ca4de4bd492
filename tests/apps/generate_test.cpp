// Drawing with a trained generator, as a user would.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "data/decoding/image_file.h"
#include "engine/safetensors.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

using Arguments = std::vector<std::string>;

/// A model of three genres and two decades.
class TrainedFixture : public TrainingFixture {
 public:
  TrainedFixture() {
    REQUIRE(tests::run(train("model", {"--set", "model.decades=true", "--set", "model.codes=2"}))
                .code == 0);
  }
  std::filesystem::path out() const { return run("out"); }
  /// generate into out(), then `more`.
  Arguments draw(const Arguments& more) const {
    Arguments all = {"--checkpoint", latest("model"), "--out", out()};
    all.insert(all.end(), more.begin(), more.end());
    return generate(all);
  }
  void check_refused(const Arguments& command, const std::string& message) const {
    CAPTURE(message);
    const std::string before = listing(folder());
    const ChildProcess::Outcome outcome = tests::run(command);
    CHECK(outcome.code == 2);
    CHECK(outcome.errors.starts_with("generate: error: "));
    CHECK_CONTAINS(outcome.errors, message);
    CHECK(listing(folder()) == before);
  }
};

std::vector<float> tensor(const std::filesystem::path& path, const std::string& name,
                          const std::vector<std::int64_t>& shape) {
  const engine::SafetensorsReader file(path);
  const std::span<const float> values = file.tensor<float>(name, shape);
  return {values.begin(), values.end()};
}

void write_latents(const std::filesystem::path& path, std::int64_t columns,
                   const std::vector<float>& values) {
  engine::SafetensorsWriter file(
      path, {{"latents", {engine::DType::kF32, {std::int64_t(values.size()) / columns, columns}}}},
      {});
  file.write_values(values);
  file.finish();
}

TEST_CASE("covers are named by genre, seed and index, and follow from them") {
  const TrainedFixture fixture;
  const ChildProcess::Outcome outcome =
      run(fixture.draw({"--genre", "jazz", "--genre", "jazz:0.7,rock:0.3", "--count", "3", "--seed",
                        "7", "--grid", fixture.run("grid.png")}));
  CHECK(outcome.code == 0);
  CHECK_CONTAINS(outcome.out, "drew 3 of jazz");
  CHECK(listing(fixture.out()) ==
        "jazz-0.7-rock-0.3_seed7_0000.png\njazz-0.7-rock-0.3_seed7_0001.png\n"
        "jazz-0.7-rock-0.3_seed7_0002.png\njazz_seed7_0000.png\njazz_seed7_0001.png\n"
        "jazz_seed7_0002.png\n");
  const std::string first = read_file(fixture.out() / "jazz_seed7_0000.png");
  CHECK(first.starts_with("\x89PNG"));

  REQUIRE(run(fixture.draw({"--genre", "jazz", "--count", "1", "--seed", "7", "--force"})).code ==
          0);
  CHECK(read_file(fixture.out() / "jazz_seed7_0000.png") == first);
  REQUIRE(run(fixture.draw({"--genre", "jazz", "--count", "1", "--seed", "8"})).code == 0);
  CHECK(read_file(fixture.out() / "jazz_seed8_0000.png") != first);
}

TEST_CASE("nothing is overwritten without --force") {
  const TrainedFixture fixture;
  const Arguments command = fixture.draw({"--genre", "pop", "--count", "2"});
  REQUIRE(run(command).code == 0);
  std::filesystem::remove(fixture.out() / "pop_seed1_0000.png");
  fixture.check_refused(command, "pop_seed1_0001.png: exists");
  fixture.check_refused(fixture.draw({"--genre", "rock", "--grid", fixture.recipe()}),
                        "recipe.yaml: exists");
  fixture.check_refused(fixture.draw({"--genre", "rock", "--raw", fixture.recipe()}),
                        "recipe.yaml: exists");
}

TEST_CASE("--raw holds the covers before rounding and their latents, which draw them again") {
  const TrainedFixture fixture;
  const std::filesystem::path raw = fixture.run("raw.safetensors");
  REQUIRE(run(fixture.draw({"--genre", "jazz", "--decade", "1960s", "--count", "3", "--raw", raw}))
              .code == 0);
  const std::vector<float> images = tensor(raw, "images", {3, 3, 16, 16});
  const std::vector<float> latents = tensor(raw, "latents", {3, 10});
  CHECK(
      std::all_of(images.begin(), images.end(), [](float value) { return std::abs(value) <= 1; }));
  for (std::size_t row = 0; row < 3; ++row) {  // codes come last, uniform in (-1, 1)
    CHECK(std::abs(latents[row * 10 + 8]) < 1);
    CHECK(std::abs(latents[row * 10 + 9]) < 1);
  }
  const engine::SafetensorsReader file(raw);
  CHECK(file.metadata("step") == "20");
  CHECK(file.metadata("decade") == "1960s");

  // The picture is the rounded array.
  const data::Image picture =
      data::decode_image(data::read_image_file(fixture.out() / "jazz_seed1_0001.png"));
  REQUIRE(picture.width == 16);
  const std::size_t pixels = 256;
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = images[(3 + c) * pixels + i];
      CHECK(picture.pixels[3 * i + c] == std::lround((value + 1) * 127.5F));
    }
  }

  const std::filesystem::path again = fixture.run("again.safetensors");
  REQUIRE(
      run(fixture.draw({"--genre", "jazz", "--decade", "1960s", "--latents", raw, "--raw", again}))
          .code == 0);
  CHECK(tensor(again, "images", {3, 3, 16, 16}) == images);
  CHECK(std::filesystem::exists(fixture.out() / "jazz_raw_0002.png"));
}

TEST_CASE("many covers of several genres are the same as few, and share their latents") {
  const TrainedFixture fixture;
  const auto drawn = [&](const std::string& name, const Arguments& more) {
    Arguments all = {"--force", "--raw", fixture.run(name)};
    all.insert(all.end(), more.begin(), more.end());
    const auto drawing = run(fixture.draw(all));
    INFO(drawing.errors);
    REQUIRE(drawing.code == 0);
    return fixture.run(name);
  };
  constexpr std::int64_t kImage = 3 * 16 * 16;
  const auto many = drawn("many", {"--genre", "jazz", "--genre", "pop", "--count", "66"});
  const auto few = drawn("few", {"--genre", "pop", "--count", "66"});
  const std::vector<float> images = tensor(many, "images", {132, 3, 16, 16});
  CHECK(std::vector<float>(images.begin() + 66 * kImage, images.end()) ==
        tensor(few, "images", {66, 3, 16, 16}));
  const std::vector<float> latents = tensor(many, "latents", {132, 10});
  CHECK(std::equal(latents.begin(), latents.begin() + 660, latents.begin() + 660));
  // Row 65 comes in a second batch, and takes the second of two decades; alone it is the same.
  write_latents(fixture.run("row"), 10, {latents.begin() + 650, latents.begin() + 660});
  const auto alone =
      drawn("alone", {"--genre", "pop", "--decade", "1970s", "--latents", fixture.run("row")});
  CHECK(std::vector<float>(images.end() - kImage, images.end()) ==
        tensor(alone, "images", {1, 3, 16, 16}));
}

TEST_CASE("genre, decade, weights and latents all matter; threads and device do not") {
  const TrainedFixture fixture;
  int number = 0;
  const auto drawn = [&](const Arguments& arguments) {
    const std::filesystem::path raw = fixture.run("raw" + std::to_string(number++));
    Arguments all = {"--count", "2", "--force", "--raw", raw};
    all.insert(all.end(), arguments.begin(), arguments.end());
    REQUIRE(run(fixture.draw(all)).code == 0);
    return tensor(raw, "images", {2, 3, 16, 16});
  };
  const std::vector<float> jazz = drawn({"--genre", "jazz"});
  CHECK(drawn({"--genre", "rock"}) != jazz);
  CHECK(drawn({"--genre", "jazz", "--decade", "1970s"}) != jazz);
  CHECK(drawn({"--genre", "jazz", "--weights", "raw"}) != jazz);
  CHECK(drawn({"--genre", "jazz", "--seed", "2"}) != jazz);
  CHECK(drawn({"--genre", "jazz", "--threads", "3"}) == jazz);
  CHECK(drawn({"--genre", "jazz:2"}) == jazz);
  // Without a decade: the decades in turn.
  const auto cover = [](const std::vector<float>& covers, std::ptrdiff_t i) {
    const std::ptrdiff_t elements = std::ptrdiff_t(covers.size()) / 2;
    return std::vector(covers.begin() + i * elements, covers.begin() + (i + 1) * elements);
  };
  CHECK(cover(drawn({"--genre", "jazz", "--decade", "1960s"}), 0) == cover(jazz, 0));
  CHECK(cover(drawn({"--genre", "jazz", "--decade", "1970s"}), 1) == cover(jazz, 1));
  const std::vector<float> reference = drawn({"--genre", "jazz", "--device", "reference"});
  for (std::size_t i = 0; i < jazz.size(); ++i) {
    CHECK_FALSE(!(std::abs(reference[i] - jazz[i]) <= 1e-4F));
  }
}

TEST_CASE("a run folder stands for its latest checkpoint") {
  const TrainedFixture fixture;
  CHECK(run(generate({"--checkpoint", fixture.run("model"), "--genre", "pop", "--count", "1",
                      "--out", fixture.out()}))
            .code == 0);
}

TEST_CASE("what cannot be drawn is refused, and nothing is written") {
  const TrainedFixture fixture;
  fixture.check_refused(fixture.draw({}), "--genre is required; this model knows jazz, pop, rock");
  fixture.check_refused(fixture.draw({"--genre", "roc"}),
                        "unknown genre 'roc'; this model knows rock, pop, jazz");
  fixture.check_refused(fixture.draw({"--genre", "jazz", "--decade", "1980s"}),
                        "unknown decade '1980s'; this model knows 1960s, 1970s");
  fixture.check_refused(fixture.draw({"--genre", "jazz", "--count", "0"}), "--count");
  fixture.check_refused(fixture.draw({"--genre", "jazz", "--weights", "best"}),
                        "--weights: 'best' is none of ema|raw");
  fixture.check_refused(fixture.draw({"--genre", "jazz", "--device", "gpu"}), "--device gpu");

  const std::filesystem::path latents = fixture.run("latents.safetensors");
  write_latents(latents, 9, std::vector<float>(18));
  const Arguments with_latents = fixture.draw({"--genre", "jazz", "--latents", latents});
  fixture.check_refused(with_latents, "latents");
  write_latents(latents, 10, {});
  fixture.check_refused(with_latents, "no rows");
  write_latents(latents, 10, std::vector<float>(20, std::nanf("")));
  fixture.check_refused(with_latents, "not finite");
  write_latents(latents, 10, std::vector<float>(20, 0.5F));
  fixture.check_refused(fixture.draw({"--genre", "jazz", "--latents", latents, "--count", "3"}),
                        "has latents for 2");
  CHECK(run(with_latents).code == 0);
}

TEST_CASE("a broken checkpoint, or something else, is named") {
  const TrainedFixture fixture;
  const auto from = [&](const std::filesystem::path& checkpoint) {
    return generate({"--checkpoint", checkpoint, "--genre", "jazz", "--out", fixture.out()});
  };
  fixture.check_refused(from(fixture.run("none.safetensors")), "none.safetensors");
  fixture.check_refused(from(fixture.covers()), "not a checkpoint");
  fixture.check_refused(from(fixture.recipe()), "recipe.yaml");
  const std::string whole = read_file(fixture.latest("model"));
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{8}, std::size_t{5000}, whole.size() - 1}) {
    CAPTURE(length);
    write_file(fixture.run("cut.safetensors"), whole.substr(0, length));
    fixture.check_refused(from(fixture.run("cut.safetensors")), "cut.safetensors");
  }
}

}  // namespace
}  // namespace sleeve::tests
