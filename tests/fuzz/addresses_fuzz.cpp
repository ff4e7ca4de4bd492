// Whatever the text: both readers of address lists give albums that keep the rules, or throw
// InputError that names the place.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "data/errors.h"
#include "data/sources/manifest.h"
#include "tests/data/sources/album_rules.h"

namespace {

template <typename Parse>
void try_to_parse(const Parse& parse, std::string_view text) {
  try {
    const auto list = parse(text, "m");
    for (std::size_t line = 0; line < list.size(); ++line) {
      if (!sleeve::tests::broken_rule(list.album(line)).empty()) std::abort();
    }
  } catch (const sleeve::data::InputError& error) {
    if (!std::string_view(error.what()).starts_with("m:")) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_to_parse(sleeve::data::sources::parse_csv_addresses, text);
  try_to_parse(sleeve::data::sources::parse_json_addresses, text);
  return 0;
}
