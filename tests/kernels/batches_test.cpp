// How batches are drawn from a data set and what they hold.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "kernels/cover_rows.h"
#include "tests/kernels/backends.h"
#include "tests/kernels/cases/cover_inputs.h"
#include "tests/kernels/cases/schedule_inputs.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::Covers;
using cases::exact;
using cases::Outputs;
using cases::Workbench;

constexpr int kSize = 5, kGenres = 4, kDecades = 3;

Outputs gather(Backend& backend, const Covers& covers, int batch, std::uint64_t step,
               bool balanced = false, bool flip = false) {
  Workbench bench(backend);
  const CoverTable table = cases::table_of(
      covers, balanced,
      [&](const char* name, const auto& values) { return bench.input(name, values); });
  const std::size_t n = std::size_t(batch);
  const CoverBatch out = {.batch = batch,
                          .images = bench.output("images", n * kSize * kSize * 3, exact()),
                          .genres = bench.output("genres", n * kGenres, exact()),
                          .decades = bench.output("decades", n * kDecades, exact()),
                          .rows = bench.output<std::int32_t>("rows", n, exact())};
  backend.gather(bench.input("state", std::vector{cases::state_at(step)}), table, flip, out);
  return bench.finish();
}

/// Whether image i of the batch is that of its row, seen in a mirror or not.
bool shows_its_row(const Outputs& batch, const Covers& covers, std::size_t i, bool mirrored) {
  constexpr std::size_t kPixels = std::size_t{kSize} * kSize;
  const std::size_t row = std::size_t(batch.find("rows").values[i]);
  for (std::size_t p = 0; p < kPixels; ++p) {
    const std::size_t x = p % kSize, from = mirrored ? p - x + (kSize - 1 - x) : p;
    for (std::size_t c = 0; c < 3; ++c) {
      const double byte = covers.images[(row * kPixels + from) * 3 + c];
      const double value = batch.find("images").values[(i * kPixels + p) * 3 + c];
      if (!(std::abs(value - (byte / 127.5 - 1)) <= 2 * cases::kUnitRoundoff)) return false;
    }
  }
  return true;
}

TEST_CASE("an epoch shows every cover of the split once, and the next in another order") {
  const Covers covers = cases::make_covers(60, kSize, kGenres, kDecades);
  const std::size_t rows = covers.rows.size();
  REQUIRE(rows % 8 == 0);
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    std::vector<double> order;
    for (std::uint64_t step = 0; step < 2 * rows / 8; ++step) {
      const Outputs batch = gather(*backend, covers, 8, step);
      order.insert(order.end(), batch.find("rows").values.begin(), batch.find("rows").values.end());
    }
    const auto middle = order.begin() + std::ptrdiff_t(rows);
    const std::vector<double> first(order.begin(), middle), second(middle, order.end());
    const std::set<double> expected(covers.rows.begin(), covers.rows.end());
    CHECK(std::set<double>(first.begin(), first.end()) == expected);
    CHECK(std::set<double>(second.begin(), second.end()) == expected);
    CHECK(first != second);
    CHECK(first != std::vector<double>(covers.rows.begin(), covers.rows.end()));
  }
}

TEST_CASE("a batch larger than the data set goes on into the next epochs") {
  const Covers covers = cases::make_covers(6, kSize, kGenres, kDecades);
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    std::map<double, int> seen;
    const int batch = 10 * int(covers.rows.size());
    const Outputs epochs = gather(*make_backend(name, 2), covers, batch, 0);
    for (const double row : epochs.find("rows").values) ++seen[row];
    CHECK(seen.size() == covers.rows.size());
    for (const auto& [row, times] : seen) CHECK(times == 10);
  }
}

TEST_CASE("images and labels are those of the row") {
  const Covers covers = cases::make_covers(60, kSize, kGenres, kDecades);
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const Outputs batch = gather(*make_backend(name, 2), covers, 40, 2);
    bool unlabelled = false, blended = false, unknown_decade = false;
    for (std::size_t i = 0; i < 40; ++i) {
      CHECK(shows_its_row(batch, covers, i, false));
      const std::size_t row = std::size_t(batch.find("rows").values[i]);
      int set = 0;
      for (std::size_t g = 0; g < kGenres; ++g) set += covers.genres[row * kGenres + g];
      for (std::size_t g = 0; g < kGenres; ++g) {
        const double expected = covers.genres[row * kGenres + g] != 0 ? 1.0 / set : 0;
        CHECK(std::abs(batch.find("genres").values[i * kGenres + g] - expected) <=
              cases::kUnitRoundoff);
      }
      for (int d = 0; d < kDecades; ++d) {
        CHECK(batch.find("decades").values[i * kDecades + std::size_t(d)] ==
              (covers.decades[row] == d ? 1 : 0));
      }
      unlabelled = unlabelled || set == 0;
      blended = blended || set == 2;
      unknown_decade = unknown_decade || covers.decades[row] == -1;
    }
    CHECK(unlabelled);
    CHECK(blended);
    CHECK(unknown_decade);
  }
}

TEST_CASE("flipping mirrors half of the covers") {
  constexpr int kBatch = 400;
  const Covers covers = cases::make_covers(60, kSize, kGenres, kDecades);
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const Outputs batch = gather(*make_backend(name, 2), covers, kBatch, 2, false, true);
    int mirrored = 0;
    for (std::size_t i = 0; i < kBatch; ++i) {
      const bool is_mirrored = shows_its_row(batch, covers, i, true);
      CHECK(is_mirrored != shows_its_row(batch, covers, i, false));
      mirrored += is_mirrored ? 1 : 0;
    }
    CHECK(std::abs(mirrored - kBatch / 2.0) <= 5 * std::sqrt(kBatch / 4.0));
  }
}

TEST_CASE("balanced draws choose genres evenly, whatever their sizes, and skip empty ones") {
  constexpr int kBatch = 2000;
  Covers covers = cases::make_covers(60, kSize, kGenres, kDecades);
  // One genre with a single cover, one without any (make_covers), two with the others.
  covers.genre_rows = {0, 1, 3, 4, 6, 7, 9, 10, 12, 13};
  covers.genre_begin = {0, 1, 1, 4, 10};
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    std::map<double, int> seen;
    const Outputs batch = gather(*make_backend(name, 2), covers, kBatch, 2, true);
    for (const double row : batch.find("rows").values) ++seen[row];
    const auto check_share = [&](double row, double share) {
      CAPTURE(row);
      CHECK(std::abs(seen[row] - kBatch * share) <= 5 * std::sqrt(kBatch * share * (1 - share)));
    };
    check_share(0, 1.0 / 3);
    for (const double row : {1, 3, 4}) check_share(row, 1.0 / 9);
    for (const double row : {6, 7, 9, 10, 12, 13}) check_share(row, 1.0 / 18);
    CHECK(seen.size() == 10);
  }
}

TEST_CASE("a staged table gives the batch that the whole data set gives") {
  constexpr int kBatch = 7;
  const Covers covers = cases::make_covers(60, kSize, kGenres, kDecades);
  const auto in_place = [](const char*, const auto& values) { return values.data(); };
  for (const bool balanced : {false, true}) {
    const CoverTable table = cases::table_of(covers, balanced, in_place);
    std::vector<std::int32_t> rows;
    for (const std::uint64_t step : {2, 3}) {
      for (int i = 0; i < kBatch; ++i) {
        rows.push_back(row_of_cover(cases::state_at(step), table, kBatch, i));
      }
    }
    const Covers staged = cases::staged_covers(covers, rows);
    for (const std::string& name : all_backends()) {
      CAPTURE(name);
      for (const std::uint64_t step : {2, 3}) {
        CAPTURE(step);
        const auto backend = make_backend(name, 2);
        const Outputs expected = gather(*backend, covers, kBatch, step, balanced, true);
        const Outputs given = gather(*backend, staged, kBatch, step, balanced, true);
        for (const char* array : {"images", "genres", "decades", "rows"}) {
          CHECK(given.find(array).values == expected.find(array).values);
        }
      }
    }
  }
}

}  // namespace
}  // namespace sleeve::kernels
