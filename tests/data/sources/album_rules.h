// What every album must be, whoever said whatever of it.
#pragma once

#include <string>

#include "data/sources/source.h"

namespace sleeve::tests {

/// "" or what is wrong with it.
std::string broken_rule(const data::sources::Album& album);

/// The same for every album of a page, and for its cursors, which `source` must take.
std::string broken_rule(const data::sources::Source& source, const data::sources::Page& page);

}  // namespace sleeve::tests
