// Whatever deezer is said to have answered.
#include "tests/fuzz/fuzzed_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto source =
      sleeve::data::sources::make_source({.name = "deezer", .base = "http://api"});
  sleeve::tests::fuzz_source(
      *source,
      {"genres/jazz", "chart/129/0", "artists/129/132/0", "releases/129/132/0/7/A", "album/7"},
      data, size);
  return 0;
}
