// The albums of a source to try fetch_covers with: their covers can be learned.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/servers/catalogue.h"

namespace sleeve::tests {

/// The genres of data/demo, whose motifs the covers show. One cover in twenty cannot be had, or is
/// only half there.
CatalogueOptions demo_catalogue(std::size_t albums_per_genre, std::uint64_t seed);

}  // namespace sleeve::tests
