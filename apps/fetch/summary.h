// What a run of fetch_covers has come to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/support/terminal.h"
#include "data/fetching/fetch.h"

namespace sleeve::apps {

/// Covers of each genre, and why there are not more.
void say_genres(const std::vector<data::fetching::GenreStatus>& genres, std::int64_t per_genre,
                Terminal& terminal);

/// What was fetched, and what was refused and why.
void say_counts(const data::fetching::FetchStatus& status, data::fetching::Journal& journal,
                Terminal& terminal);

/// "1 cover", "2 covers"
std::string counted(std::size_t count, const std::string& thing);

}  // namespace sleeve::apps
