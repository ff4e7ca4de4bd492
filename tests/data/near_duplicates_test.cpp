#include "data/preparing/near_duplicates.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "data/content_hash.h"
#include "data/decoding/image_file.h"
#include "data/resize.h"
#include "kernels/philox.h"
#include "tests/data/files.h"

namespace sleeve::tests {
namespace {

using Groups = std::vector<std::vector<std::int32_t>>;

data::Fingerprint fingerprint_of(const Bytes& file) {
  return data::fingerprint(data::decode_image(file));
}

TEST_CASE(
    "a cover is known again re-encoded, reduced, brightened, and at another data set's size") {
  int known = 0;
  constexpr int kCovers = 50;
  for (int i = 0; i < kCovers; ++i) {
    const data::Image cover = waves(300, 300, std::uint64_t(i));
    data::Image brighter = cover;
    for (std::uint8_t& level : brighter.pixels)
      level = static_cast<std::uint8_t>(40 + level * 4 / 5);
    const data::Fingerprint original = data::fingerprint(cover);
    known +=
        data::are_near_duplicates(original, fingerprint_of(encode_jpeg(cover, 40))) &&
        data::are_near_duplicates(original, data::fingerprint(data::centre_square(cover, 90))) &&
        data::are_near_duplicates(original, data::fingerprint(brighter));
  }
  CHECK(known == kCovers);
}

TEST_CASE("different covers are not taken for one another") {
  std::vector<data::Fingerprint> covers;
  for (std::uint64_t i = 0; i < 200; ++i) covers.push_back(data::fingerprint(waves(64, 64, i)));
  CHECK(data::near_duplicate_groups(covers).empty());
}

TEST_CASE("covers of one plain colour are nobody's duplicates") {
  const data::Fingerprint black = data::fingerprint(data::Image(64, 64, 0));
  const data::Fingerprint grey = data::fingerprint(data::Image(64, 64, 99));
  CHECK(black.plain);
  CHECK(!data::are_near_duplicates(black, black));
  CHECK(!data::are_near_duplicates(black, grey));
}

/// A fingerprint of its own for each number, with hashes at random; all thumbnails correlate.
data::Fingerprint made_up(std::uint64_t hash) {
  data::Fingerprint result;
  result.hash = hash;
  for (std::size_t i = 0; i < result.thumbnail.size(); ++i) {
    result.thumbnail[i] = static_cast<std::uint8_t>(i);
  }
  return result;
}

TEST_CASE("the same hash is not enough: thumbnails must agree") {
  const data::Fingerprint one = made_up(5);
  data::Fingerprint other = made_up(5);
  CHECK(data::are_near_duplicates(one, other));
  std::reverse(other.thumbnail.begin(), other.thumbnail.end());
  CHECK(!data::are_near_duplicates(one, other));
}

std::uint64_t with_flips(std::uint64_t hash, int flips, std::uint64_t number) {
  const kernels::Philox random(3, 0, number);
  std::uint64_t mask = 0;
  for (std::uint64_t i = 0; std::popcount(mask) < flips; ++i) {
    mask |= std::uint64_t{1} << random.below(i, 64);
  }
  return hash ^ mask;
}

TEST_CASE("the search finds just the pairs that comparing all with all finds") {
  std::vector<data::Fingerprint> covers;
  const kernels::Philox random(4, 0, 0);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const std::uint64_t hash = std::uint64_t{random.bits(2 * i)} << 32 | random.bits(2 * i + 1);
    covers.push_back(made_up(hash));
    // One at each distance around the limit, all bits in one band for some.
    covers.push_back(made_up(with_flips(hash, 1 + static_cast<int>(i % 12), i)));
    if (i % 10 == 0) covers.push_back(made_up(hash ^ 0xFF00));
  }
  std::vector<std::vector<bool>> alike(covers.size(), std::vector<bool>(covers.size()));
  for (std::size_t i = 0; i < covers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      alike[i][j] = data::are_near_duplicates(covers[i], covers[j]);
  }
  std::vector<std::int32_t> group_of(covers.size(), -1);
  const Groups groups = data::near_duplicate_groups(covers);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    CHECK(groups[g].size() >= 2);
    for (const std::int32_t i : groups[g]) group_of[i] = static_cast<std::int32_t>(g);
  }
  int pairs = 0;
  for (std::size_t i = 0; i < covers.size(); ++i) {
    bool has_neighbour = false;
    for (std::size_t j = 0; j < covers.size(); ++j) {
      if (!(i > j ? alike[i][j] : alike[j][i])) continue;
      has_neighbour = true;
      ++pairs;
      REQUIRE(group_of[i] == group_of[j]);
    }
    REQUIRE((group_of[i] >= 0) == has_neighbour);
  }
  CHECK(pairs / 2 >= 200);  // distances 1 to 8 of 12, and the bands
}

TEST_CASE("groups grow through chains, in order") {
  const std::uint64_t hash = 0x0123456789ABCDEF;
  const std::vector<data::Fingerprint> covers = {made_up(~hash), made_up(hash),
                                                 made_up(hash ^ 0xFFFF), made_up(hash ^ 0xFF),
                                                 made_up(~hash ^ 1)};
  CHECK(data::near_duplicate_groups(covers) == Groups{{0, 4}, {1, 2, 3}});
}

TEST_CASE("the hash of a file is XXH3-128") {
  // From the reference implementation: xxhsum -H2 of an empty file, and of "abc".
  CHECK(data::to_string(data::content_hash({})) == "99aa06d3014798d86001c324468d497f");
  const Bytes abc = {'a', 'b', 'c'};
  CHECK(data::to_string(data::content_hash(abc)) == "06b05ab6733a618578af5f94892f3950");
}

TEST_CASE("held out is what lies below the share, read as a fraction") {
  const std::uint64_t half = std::uint64_t{1} << 63;
  CHECK(data::is_held_out({0, ~std::uint64_t{0}}, 0.001));
  CHECK(data::is_held_out({half - (half >> 20), 0}, 0.5));
  CHECK(!data::is_held_out({half, 0}, 0.5));
  CHECK(!data::is_held_out({~std::uint64_t{0}, 0}, 0.999));
}

TEST_CASE(
    "the held-out share is that of all hashes, and a larger one keeps what a smaller one had") {
  int held_out = 0;
  for (int i = 0; i < 10000; ++i) {
    const Bytes bytes = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)};
    const data::ContentHash hash = data::content_hash(bytes);
    held_out += data::is_held_out(hash, 0.1);
    if (data::is_held_out(hash, 0.1)) REQUIRE(data::is_held_out(hash, 0.2));
    REQUIRE(!data::is_held_out(hash, 0));
  }
  CHECK(std::abs(held_out - 1000) <= 4 * 30);  // four standard deviations of a binomial
}

}  // namespace
}  // namespace sleeve::tests
