#include "data/cover_batches.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "data/image.h"
#include "kernels/backend.h"
#include "kernels/host_device.h"
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

/// A device whose memory is its own.
class FarDevice final : public kernels::HostDevice {
 public:
  void upload(void* to, const void* from, std::size_t bytes) override {
    uploaded += bytes;
    HostDevice::upload(to, from, bytes);
  }
  bool reads_host_memory() const override { return false; }

  std::size_t uploaded = 0;
};

TEST_CASE("a device that cannot read this process's memory gets copies of all arrays") {
  const TemporaryFolder folder;
  const auto covers = six_covers(folder.path() / "covers");
  FarDevice device;
  const data::CoverBatches batches(covers, device, {.balance = true});
  const kernels::CoverTable& table = batches.table();
  CHECK(table.images != covers->images().data());
  CHECK(std::memcmp(table.images, covers->images().data(), covers->images().size()) == 0);
  CHECK(genre_rows(table, 1) == std::vector<std::int32_t>{1, 2});
  // images, genres, decades, rows, and by genre: 5 rows and 3 beginnings
  CHECK(device.uploaded == 6 * kSize * kSize * 3 + 6 * 2 + 6 * 2 + 5 * 4 + 5 * 4 + 3 * 8);
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
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  data::CoverBatches batches(six_covers(folder.path() / "covers"), backend->device(), {});
  constexpr int kBatch = 5;  // an epoch
  std::vector<float> images(kBatch * kSize * kSize * 3), genres(kBatch * 2), decades(kBatch * 2);
  std::vector<std::int32_t> rows(kBatch);
  const kernels::StepState state = kernels::state_of_step({}, 3);
  batches.load(*backend, &state,
               {kBatch, images.data(), genres.data(), decades.data(), rows.data()});
  backend->device().synchronize();
  CHECK(std::set<std::int32_t>(rows.begin(), rows.end()) == std::set<std::int32_t>{0, 1, 2, 4, 5});
  for (int i = 0; i < kBatch; ++i) {
    CHECK(images[std::size_t(i) * kSize * kSize * 3] == static_cast<float>(rows[i] / 127.5 - 1));
    CHECK(genres[2 * i] == (rows[i] == 1 ? 0.5F : rows[i] == 0 || rows[i] == 4 ? 1.0F : 0.0F));
    CHECK(decades[2 * i] == (rows[i] == 0 || rows[i] == 5 ? 1.0F : 0.0F));
  }
}

}  // namespace
}  // namespace sleeve::tests
