#include "data/cover_batches.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "data/image.h"
#include "kernels/backend.h"
#include "tests/support/far_device.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

constexpr int kSize = 16;

/// Cover i is filled with level i. Row 3 is held out, row 5 unlabelled.
std::shared_ptr<const data::DataSet> six_covers(const std::filesystem::path& path) {
  const data::CoverLabels labels = {{"jazz", "rock"},
                                    {"1970s", "1980s"},
                                    {1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0},
                                    {0, 1, -1, 0, 1, 0},
                                    {0, 0, 0, 1, 0, 0}};
  data::Image image;
  data::write_data_set(path, kSize, labels, {}, [&](std::size_t row) {
    image = data::Image(kSize, kSize, static_cast<std::uint8_t>(row));
    return std::span<const std::uint8_t>(image.pixels);
  });
  return std::make_shared<data::DataSet>(path);
}

std::vector<std::int32_t> genre_rows(const kernels::CoverTable& table, int genre) {
  return {table.genre_rows + table.genre_begin[genre],
          table.genre_rows + table.genre_begin[genre + 1]};
}

TEST_CASE("training rows are those not held out, and the mapped file is used in place") {
  const TemporaryFolder folder;
  const auto covers = six_covers(folder.path() / "covers");
  const auto device = kernels::make_host_device();
  const data::CoverBatches batches(covers, *device, {});
  CHECK(batches.image_size() == kSize);
  CHECK(batches.genre_count() == 2);
  CHECK(batches.decade_count() == 2);
  const kernels::CoverTable& table = batches.table();
  CHECK(std::vector<std::int32_t>(table.rows, table.rows + table.row_count) ==
        std::vector<std::int32_t>{0, 1, 2, 4, 5});
  CHECK(table.genre_rows == nullptr);
  CHECK(table.images == covers->images().data());
  CHECK(data::CoverBatches(covers, *device, {.decades = false}).decade_count() == 0);
}

TEST_CASE("balanced draws know the training rows of every genre") {
  const TemporaryFolder folder;
  const auto covers = six_covers(folder.path() / "covers");
  const auto device = kernels::make_host_device();
  const data::CoverBatches batches(covers, *device, {.balance = true});
  CHECK(genre_rows(batches.table(), 0) == std::vector<std::int32_t>{0, 1, 4});
  CHECK(genre_rows(batches.table(), 1) == std::vector<std::int32_t>{1, 2});
}

TEST_CASE("a device that cannot read this process's memory gets copies of all arrays") {
  const TemporaryFolder folder;
  const auto covers = six_covers(folder.path() / "covers");
  FarDevice device(std::size_t{1} << 20);
  const data::CoverBatches batches(covers, device, {.balance = true});
  const kernels::CoverTable& table = batches.table();
  CHECK_FALSE(batches.is_streamed());
  CHECK(table.images != covers->images().data());
  CHECK(std::memcmp(table.images, covers->images().data(), covers->images().size()) == 0);
  CHECK(genre_rows(table, 1) == std::vector<std::int32_t>{1, 2});
  // images, genres, decades, rows, and by genre: 5 rows and 3 beginnings
  CHECK(batches.bytes() == 6 * kSize * kSize * 3 + 6 * 2 + 6 * 2 + 5 * 4 + 5 * 4 + 3 * 8);
}

TEST_CASE("covers go to a device at once if they fit beside what is reserved") {
  const TemporaryFolder folder;
  const auto covers = six_covers(folder.path() / "covers");
  constexpr std::size_t kBytes = 6 * kSize * kSize * 3 + 6 * 2 + 6 * 2 + 5 * 4;
  const auto is_streamed = [&](std::size_t free, std::size_t reserved) {
    FarDevice device(free);
    return data::CoverBatches(covers, device, {.batch = 2, .reserved_bytes = reserved})
        .is_streamed();
  };
  CHECK_FALSE(is_streamed(kBytes, 0));
  CHECK(is_streamed(kBytes - 1, 0));
  CHECK_FALSE(is_streamed(kBytes + 1000, 1000));
  CHECK(is_streamed(kBytes + 1000, 1001));
  CHECK(is_streamed(1000, 1001));
  FarDevice device(0);
  const data::CoverBatches batches(covers, device, {.batch = 2});
  CHECK(batches.bytes() == 2 * 2 * (kSize * kSize * 3 + 2 + 2 + 4));
}

/// What a batch holds.
struct Batch {
  explicit Batch(int n)
      : images(std::size_t(n) * kSize * kSize * 3, NAN),
        genres(std::size_t(n) * 2, NAN),
        decades(std::size_t(n) * 2, NAN),
        rows(std::size_t(n), -1) {}
  kernels::CoverBatch arrays() {
    return {int(rows.size()), images.data(), genres.data(), decades.data(), rows.data()};
  }
  bool operator==(const Batch&) const = default;
  std::vector<float> images, genres, decades;
  std::vector<std::int32_t> rows;
};

/// The batches of `steps`, as a training asks for them.
std::vector<Batch> batches_of(const std::vector<std::uint64_t>& steps, kernels::Backend& backend,
                              const std::shared_ptr<const data::DataSet>& covers,
                              const data::BatchOptions& options) {
  data::CoverBatches source(covers, backend.device(), options);
  std::vector<Batch> batches(steps.size(), Batch(options.batch));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const kernels::StepState state = kernels::state_of_step({.seed = 5}, steps[i]);
    source.prepare(state);
    source.load(backend, &state, batches[i].arrays());
    source.look_ahead(kernels::state_of_step(state.schedule, steps[i] + 1));
  }
  backend.device().synchronize();
  return batches;
}

TEST_CASE("streamed covers are those of a data set that is all there, in whatever order") {
  const TemporaryFolder folder;
  const auto covers = six_covers(folder.path() / "covers");
  // Straight on, a step twice, and training that goes on elsewhere.
  const std::vector<std::uint64_t> steps = {0, 1, 2, 3, 4, 4, 5, 11, 12, 13, 3, 4, 6, 8, 9};
  const auto reference = kernels::make_backend("reference");
  for (const bool balance : {false, true}) {
    const data::BatchOptions options = {.batch = 4, .flip = true, .balance = balance};
    const std::vector<Batch> expected = batches_of(steps, *reference, covers, options);
    CHECK(expected[0] != expected[1]);
    CHECK(expected[4] == expected[5]);
    for (const When launches : {When::kEarly, When::kLate}) {
      for (const When uploads : {When::kEarly, When::kLate}) {
        FarDevice device(0, launches, uploads);
        FarBackend backend(device);
        CHECK(batches_of(steps, backend, covers, options) == expected);
      }
    }
  }
}

TEST_CASE("a streamed batch is uploaded once") {
  const TemporaryFolder folder;
  FarDevice device(0);
  FarBackend backend(device);
  batches_of({0, 1, 2, 3}, backend, six_covers(folder.path() / "covers"), {.batch = 3});
  CHECK(device.uploaded() == 5 * 4);  // and that of the step after; images, genres, decades, rows
}

TEST_CASE("data sets that nothing can be drawn from") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "covers";
  const auto device = kernels::make_host_device();
  const auto error = [&](const data::CoverLabels& labels, const data::BatchOptions& options) {
    const data::Image image(kSize, kSize);
    data::write_data_set(path, kSize, labels, {},
                         [&](std::size_t) { return std::span(image.pixels); });
    try {
      const data::CoverBatches batches(std::make_shared<data::DataSet>(path), *device, options);
      return std::string("no error");
    } catch (const engine::FileError& thrown) {
      return std::string(thrown.what()).substr(path.string().size());
    }
  };
  const data::CoverLabels rock_held_out = {{"jazz", "rock"}, {}, {1, 0, 0, 1}, {-1, -1}, {0, 1}};
  CHECK(error(rock_held_out, {}) == "no error");
  CHECK(error(rock_held_out, {.balance = true}).find(": genre 'rock' has no cover to train on") ==
        0);
  CHECK(error({{"jazz"}, {}, {1}, {-1}, {1}}, {}).find(": every cover is held out") == 0);
  CHECK(error({{}, {}, {}, {-1}, {0}}, {}) == "no error");
  CHECK(error({{}, {}, {}, {-1}, {0}}, {.balance = true}).find(": it has no genres") == 0);
}

TEST_CASE("a batch holds covers of the training split with their labels") {
  constexpr int kBatch = 5;  // an epoch
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  data::CoverBatches batches(six_covers(folder.path() / "covers"), backend->device(),
                             {.batch = kBatch});
  std::vector<float> images(kBatch * kSize * kSize * 3), genres(kBatch * 2), decades(kBatch * 2);
  std::vector<std::int32_t> rows(kBatch);
  const kernels::StepState state = kernels::state_of_step({}, 3);
  batches.load(*backend, &state,
               {kBatch, images.data(), genres.data(), decades.data(), rows.data()});
  backend->device().synchronize();
  CHECK_THROWS_WITH_AS(batches.load(*backend, &state,
                                    {4, images.data(), genres.data(), decades.data(), rows.data()}),
                       "a batch of 4 covers was asked for instead of 5", std::invalid_argument);
  CHECK(std::set<std::int32_t>(rows.begin(), rows.end()) == std::set<std::int32_t>{0, 1, 2, 4, 5});
  for (int i = 0; i < kBatch; ++i) {
    CHECK(images[std::size_t(i) * kSize * kSize * 3] == static_cast<float>(rows[i] / 127.5 - 1));
    CHECK(genres[2 * i] == (rows[i] == 1 ? 0.5F : rows[i] == 0 || rows[i] == 4 ? 1.0F : 0.0F));
    CHECK(decades[2 * i] == (rows[i] == 0 || rows[i] == 5 ? 1.0F : 0.0F));
  }
}

}  // namespace
}  // namespace sleeve::tests
