// What is expected of a source whatever it is answered.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/sources/source.h"

namespace sleeve::tests {

/// The input is the body of an answer to each of `cursors`: it must become albums and cursors that
/// keep the rules (tests/data/sources/album_rules.h), BadAnswer, or UnknownGenre. And the input's
/// first line is a cursor, the rest the answer: then it may be no cursor as well.
void fuzz_source(const data::sources::Source& source, const std::vector<std::string>& cursors,
                 const std::uint8_t* data, std::size_t size);

}  // namespace sleeve::tests
