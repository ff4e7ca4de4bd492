#include "apps/fetch/summary.h"

#include <algorithm>

namespace sleeve::apps {

using data::fetching::FetchStatus;
using data::fetching::GenreStatus;
using data::fetching::Journal;
using data::fetching::RefusalCount;

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

void say_genres(const std::vector<GenreStatus>& genres, std::int64_t per_genre,
                Terminal& terminal) {
  std::size_t width = 0;
  for (const GenreStatus& genre : genres) width = std::max(width, genre.name.size());
  terminal.line("genres");
  for (const GenreStatus& genre : genres) {
    std::string line = "  " + genre.name + std::string(width - genre.name.size() + 2, ' ') +
                       std::to_string(genre.covers);
    if (genre.covers < per_genre) {
      line += " of " + std::to_string(per_genre);
      if (!genre.trouble.empty()) {
        line += ": " + genre.trouble;
      } else if (!genre.put_off.empty()) {
        line += ": " + genre.put_off;
      } else if (genre.exhausted) {
        line += ": the source has no more";
      }
    }
    terminal.line(line);
  }
}

void say_counts(const FetchStatus& status, Journal& journal, Terminal& terminal) {
  terminal.line("fetched       " + counted(status.fetched, "cover") +
                (status.taken_over > 0
                     ? ", " + std::to_string(status.taken_over) + " of which were there already"
                     : ""));
  if (status.lost > 0) {
    terminal.line("missing       " + counted(status.lost, "cover") +
                  " of an earlier run had been removed from the folder");
  }
  if (status.same > 0) {
    terminal.line("identical     " + counted(status.same, "album") +
                  " with the cover of another, merged into it");
  }
  if (status.put_off > 0) {
    terminal.line("put off       " + counted(status.put_off, "cover") +
                  " that cannot be had now, e.g. " + status.put_off_reason);
  }
  const std::vector<RefusalCount> refusals = journal.refusals();
  std::size_t refused = 0;
  for (const RefusalCount& refusal : refusals) refused += static_cast<std::size_t>(refusal.albums);
  terminal.line("refused       " + counted(refused, "album"));
  for (const RefusalCount& refusal : refusals) {
    terminal.line("  " + std::to_string(refusal.albums) + " " + refusal.kind + ", e.g. " +
                  refusal.example);
  }
  if (const auto entries = static_cast<std::size_t>(journal.passed_over()); entries > 0) {
    terminal.line("passed over   " + counted(entries, "listed thing") +
                  " that had no cover, or were no albums");
  }
}

}  // namespace sleeve::apps
