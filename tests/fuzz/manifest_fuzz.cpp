// Whatever the text: both manifest readers list covers with a path and usable genres, or throw
// InputError that names the place.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "data/errors.h"
#include "data/listing/manifest.h"
#include "data/listing/release_date.h"

namespace {

using namespace sleeve::data;

void check(const CoverEntry& cover) {
  const bool has_path = !cover.path.empty() && cover.name == cover.path.string();
  const bool has_year = !cover.year || (*cover.year >= kFirstYear && *cover.year <= kLastYear);
  if (!has_path || !has_year) std::abort();
  for (const std::string& genre : cover.genres) {
    if (genre.empty() || genre.find_first_of(",:") != std::string::npos) std::abort();
  }
}

template <typename Parse>
void try_to_parse(const Parse& parse, std::string_view text) {
  try {
    for (const CoverEntry& cover : parse(text, "m").entries) check(cover);
  } catch (const InputError& error) {
    if (!std::string_view(error.what()).starts_with("m:")) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_to_parse(parse_csv_manifest, text);
  try_to_parse(parse_json_manifest, text);
  return 0;
}
