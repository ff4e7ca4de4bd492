// Whatever musicbrainz is said to have answered.
#include "tests/fuzz/fuzzed_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto source =
      sleeve::data::sources::make_source({.name = "musicbrainz", .base = "http://api"});
  sleeve::tests::fuzz_source(*source, {"albums/jazz/0", "genres/jazz"}, data, size);
  return 0;
}
