#include "apps/fetch/progress.h"

#include <algorithm>
#include <cstdio>

namespace sleeve::apps {
namespace {

using data::fetching::FetchStatus;
using data::fetching::GenreStatus;

constexpr std::chrono::milliseconds kRedraw{250};
constexpr std::chrono::seconds kLine{10};  // where there is no live one

}  // namespace

FetchProgress::FetchProgress(std::int64_t per_genre, Terminal& terminal)
    : per_genre_(per_genre), terminal_(terminal) {}

void FetchProgress::show(const FetchStatus& status) {
  const Clock::duration since = Clock::now() - shown_;
  if (terminal_.live() ? since < kRedraw : since < kLine) return;
  shown_ = Clock::now();
  if (terminal_.live()) {
    terminal_.live_line(text(status));
  } else {
    terminal_.line(text(status));
  }
}

std::string FetchProgress::text(const FetchStatus& status) const {
  std::string text;
  std::int64_t lacking = 0;
  for (const GenreStatus& genre : status.genres) {
    text +=
        genre.name + " " + std::to_string(genre.covers) + "/" + std::to_string(per_genre_) + "  ";
    if (!genre.exhausted) lacking += std::max<std::int64_t>(0, per_genre_ - genre.covers);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  const double rate = static_cast<double>(status.fetched) / seconds;
  char figures[80];
  std::snprintf(figures, sizeof(figures), "%.1f covers/s", rate);
  text += figures;
  if (rate > 0) text += "  " + clock_text(static_cast<double>(lacking) / rate) + " left";
  if (status.pause) {
    text += "  [waiting " + clock_text(std::chrono::duration<double>(status.pause->left).count()) +
            " for " + status.pause->host + ": " + status.pause->reason + "]";
  }
  return text;
}

}  // namespace sleeve::apps
