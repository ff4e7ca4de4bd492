// Whatever napster is said to have answered.
#include "tests/fuzz/fuzzed_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto source =
      sleeve::data::sources::make_source({.name = "napster", .base = "http://api", .key = "key"});
  sleeve::tests::fuzz_source(*source, {"genre/jazz", "genres/jazz", "albums/g.299/life/0"}, data,
                             size);
  return 0;
}
