// The independent classifier: that it learns, that its file holds all of it, and how it is read.
#include "net/classifier.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "backends.h"
#include "kernels/philox.h"
#include "net/checkpoint.h"
#include "net/classifier_file.h"
#include "net/recognizer.h"
#include "support.h"

namespace sleeve::net {
namespace {

constexpr int kSize = 16, kGenres = 3, kDecades = 2, kCount = 60;
constexpr std::size_t kElements = std::size_t(kSize) * kSize * 3;

const Labels kLabels{{"jazz", "pop", "rock"}, {"1960s", "1970s"}};

int genre_of(int cover) { return cover % kGenres; }
int decade_of(int cover) { return cover / kGenres % kDecades; }

/// Noise round a grey that grows with the genre, its left half darker in the second decade.
std::vector<std::uint8_t> covers(std::uint64_t seed) {
  const kernels::Philox random(seed, 0, 0);
  std::vector<std::uint8_t> images;
  for (int cover = 0; cover < kCount; ++cover) {
    for (int pixel = 0; pixel < kSize * kSize; ++pixel) {
      const bool dark = decade_of(cover) == 1 && pixel % kSize < kSize / 2;
      for (int channel = 0; channel < 3; ++channel) {
        const auto noise = random.below(images.size(), 60);
        images.push_back(std::uint8_t(60 + 50 * genre_of(cover) + int(noise) - (dark ? 50 : 0)));
      }
    }
  }
  return images;
}

/// A source of such covers; with `shuffled`, labels say nothing of them.
class Covers final : public engine::BatchSource {
 public:
  explicit Covers(bool shuffled = false) : images_(covers(5)) {
    const kernels::Philox random(9, 0, 0);
    for (int cover = 0; cover < kCount; ++cover) {
      const auto at = std::uint64_t(cover);
      const int genre = shuffled ? int(random.below(2 * at, kGenres)) : genre_of(cover);
      const int decade = shuffled ? int(random.below(2 * at + 1, kDecades)) : decade_of(cover);
      for (int g = 0; g < kGenres; ++g) genres_.push_back(g == genre ? 1 : 0);
      decades_.push_back(std::int16_t(decade));
      rows_.push_back(cover);
    }
    table_.images = images_.data();
    table_.genres = genres_.data();
    table_.decades = decades_.data();
    table_.rows = rows_.data();
    table_.row_count = kCount;
    table_.size = kSize;
    table_.genre_count = kGenres;
    table_.decade_count = kDecades;
  }
  int image_size() const override { return kSize; }
  int genre_count() const override { return kGenres; }
  int decade_count() const override { return kDecades; }
  void load(kernels::Backend& backend, const kernels::StepState* state,
            const kernels::CoverBatch& batch) override {
    backend.gather(state, table_, false, batch);
  }

 private:
  std::vector<std::uint8_t> images_, genres_;
  std::vector<std::int16_t> decades_;
  std::vector<std::int32_t> rows_;
  kernels::CoverTable table_;
};

ClassifierConfig small_classifier() {
  ClassifierConfig config;
  config.image_size = kSize;
  config.width = 4;
  config.batch = 12;
  config.rate = 1e-2;
  return config;
}

Readings readings_of(Recognizer recognizer, const std::vector<std::uint8_t>& images) {
  Readings readings;
  recognizer.read(images, readings);
  return readings;
}

/// Columns [begin, begin + classes) of the logits: the share of covers whose largest is right.
double share_right(const Readings& readings, int begin, int classes, int (*label)(int)) {
  int right = 0;
  for (int cover = 0; cover < kCount; ++cover) {
    const auto row = readings.logits.begin() + cover * (kGenres + kDecades) + begin;
    right += std::max_element(row, row + classes) - row == label(cover) ? 1 : 0;
  }
  return double(right) / kCount;
}

ClassifierTraining trained(kernels::Backend& backend, Covers& source, int steps) {
  ClassifierTraining training(small_classifier(), kLabels, backend, source);
  for (int i = 0; i < steps; ++i) training.run_step();
  return training;
}

TEST_CASE("a classifier learns genre and decade, and calls covers right that it has not seen") {
  const auto backend = kernels::make_backend("cpu");
  Covers source;
  const ClassifierTraining training = trained(*backend, source, 150);
  CHECK(training.step() == 150);
  const kernels::LossReport report = training.report();
  CHECK(report.source == 0);
  CHECK(!(std::abs(report.total - report.genre - report.decade) > 1e-5));
  const Readings readings = readings_of(Recognizer(training), covers(6));
  CHECK(share_right(readings, 0, kGenres, genre_of) >= 0.95);
  CHECK(share_right(readings, kGenres, kDecades, decade_of) >= 0.95);
}

TEST_CASE("from labels that say nothing it learns nothing of covers that it has not seen") {
  const auto backend = kernels::make_backend("cpu");
  Covers source(true);
  const ClassifierTraining training = trained(*backend, source, 150);
  const Readings readings = readings_of(Recognizer(training), covers(6));
  CHECK(share_right(readings, 0, kGenres, genre_of) <= 0.7);
}

TEST_CASE("the same seed makes the same classifier, whatever the number of threads") {
  Covers source;
  std::vector<float> first;
  for (const int threads : {1, 3}) {
    const auto backend = kernels::make_backend("cpu", threads);
    const ClassifierTraining training = trained(*backend, source, 5);
    const std::vector<float> logits = readings_of(Recognizer(training), covers(6)).logits;
    if (first.empty()) first = logits;
    CHECK(logits == first);
  }
}

TEST_CASE("a classifier's file holds all of it") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("cpu");
  Covers source;
  const ClassifierTraining training = trained(*backend, source, 5);
  save_classifier(folder / "c.safetensors", training, "abc");

  const engine::SafetensorsReader file(folder / "c.safetensors");
  const ClassifierInfo info = classifier_info(file);
  CHECK(info.image_size == kSize);
  CHECK(info.step == 5);
  CHECK(info.labels == kLabels);
  CHECK(info.data == "abc");
  const DiscriminatorForm form = classifier_form(info.image_size, info.width, 0, info.labels);
  const Readings loaded = readings_of(Recognizer(form, *backend, file), covers(6));
  const Readings kept = readings_of(Recognizer(training), covers(6));
  CHECK(loaded.logits == kept.logits);
  CHECK(loaded.features == kept.features);

  const DiscriminatorForm wider = classifier_form(info.image_size, 8, 0, info.labels);
  CHECK_THROWS_AS(Recognizer(wider, *backend, file), engine::FileError);
}

TEST_CASE("what is said of a cover does not depend on the covers beside it") {
  const auto backend = kernels::make_backend("cpu");
  Covers source;
  const ClassifierTraining training = trained(*backend, source, 5);
  std::vector<std::uint8_t> images = covers(6);
  const std::vector<std::uint8_t> more = covers(7);
  images.insert(images.end(), more.begin(), more.end());  // beyond a batch
  Recognizer recognizer(training);
  Readings together, alone;
  recognizer.read(images, together);
  REQUIRE(together.features.size() == 2 * kCount * std::size_t(recognizer.feature_count()));
  for (std::size_t begin = 0; begin < images.size(); begin += kElements) {
    recognizer.read(std::span(images).subspan(begin, kElements), alone);
  }
  CHECK(alone.logits == together.logits);
  CHECK(alone.features == together.features);
  CHECK_THROWS_AS(recognizer.read(std::span(images).first(kElements + 1), alone),
                  std::invalid_argument);
}

TEST_CASE("backends read covers alike, with a classifier and with a discriminator") {
  const TemporaryFolder folder;
  const auto cpu = kernels::make_backend("cpu"), reference = kernels::make_backend("reference");
  Covers source;
  save_classifier(folder / "c.safetensors", trained(*cpu, source, 20), "");
  Run run(small_config(), labels_of(2, 0), *cpu);
  run.training.initialize();
  run.training.run_step();
  save_checkpoint(folder / "d.safetensors", run.training, "");

  const auto check = [&](const DiscriminatorForm& form, const std::string& name) {
    const engine::SafetensorsReader file(folder / name);
    const Readings a = readings_of(Recognizer(form, *cpu, file), covers(6));
    const Readings b = readings_of(Recognizer(form, *reference, file), covers(6));
    REQUIRE(a.logits.size() == kCount * std::size_t(form.heads.columns()));
    for (std::size_t i = 0; i < a.logits.size(); ++i) {
      CHECK(std::abs(a.logits[i] - b.logits[i]) <= 1e-4F * (1 + std::abs(b.logits[i])));
    }
    for (std::size_t i = 0; i < a.features.size(); ++i) {
      CHECK(std::abs(a.features[i] - b.features[i]) <= 1e-4F * (1 + std::abs(b.features[i])));
    }
  };
  check(classifier_form(kSize, 4, 0, kLabels), "c.safetensors");
  check(discriminator_form(small_config().model, 0, labels_of(2, 0)), "d.safetensors");
}

TEST_CASE("classifiers and covers that do not fit, and files that hold no classifier") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("cpu");
  Covers source;
  ClassifierConfig larger = small_classifier();
  larger.image_size = 32;
  CHECK_THROWS_AS(ClassifierTraining(larger, kLabels, *backend, source), std::invalid_argument);
  CHECK_THROWS_AS(ClassifierTraining(small_classifier(), labels_of(2, 0), *backend, source),
                  std::invalid_argument);
  CHECK_THROWS_AS(classifier_form(4, 4, 0, kLabels), std::invalid_argument);

  Run run(small_config(), labels_of(2, 0), *backend);
  run.training.initialize();
  save_checkpoint(folder / "d.safetensors", run.training, "");
  const engine::SafetensorsReader file(folder / "d.safetensors");
  CHECK_THROWS_AS(classifier_info(file), engine::FileError);
}

}  // namespace
}  // namespace sleeve::net
