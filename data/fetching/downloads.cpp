#include "data/fetching/downloads.h"

#include <chrono>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "data/fetching/utc_time.h"

namespace sleeve::data::fetching {
namespace {

constexpr std::size_t kMaxFailuresInARow = 20;

/// Failures that another day may bring no better.
bool is_final(http::Failure failure) {
  switch (failure) {
    case http::Failure::bad_address:
    case http::Failure::too_large:
    case http::Failure::malformed_answer:
    case http::Failure::forbidden_address:
    case http::Failure::bad_redirect:
      return true;
    default:
      return false;
  }
}

const char* name_of(http::Failure failure) {
  switch (failure) {
    case http::Failure::bad_address:
      return "no web address";
    case http::Failure::too_large:
      return "too large";
    case http::Failure::forbidden_address:
      return "private address";
    case http::Failure::bad_redirect:
      return "bad redirect";
    default:
      return "no answer that makes sense";
  }
}

CoverResult refused(std::int64_t album, const std::string& trouble, const std::string& reason) {
  return {
      .album = album, .kind = CoverResult::Kind::kRefused, .trouble = trouble, .reason = reason};
}

CoverResult refused_by_status(std::int64_t album, int status) {
  const bool missing = status == 404 || status == 410;
  return refused(album, missing ? "no cover" : "not given by the server",
                 "HTTP status " + std::to_string(status));
}

}  // namespace

Downloads::Downloads(const sources::Source& source, http::Client& client, CoverFolder& folder,
                     std::size_t limit)
    : source_(source),
      client_(client),
      folder_(folder),
      limit_(limit),
      keeper_(folder.path(), [&client] { client.wake(); }) {}

void Downloads::start(const ListedAlbum& album) {
  if (std::optional<CoverFile> file = folder_.take_over(album.album.id)) {
    ++taken_over_;
    done_.push_back({.album = album.id,
                     .file = std::move(*file),
                     .retrieved = utc_text(std::chrono::system_clock::now())});
    return;
  }
  ++requests_;
  client_.get(source_.cover_request(album.album), [this, album](http::Outcome outcome) {
    --requests_;
    receive(album, std::move(outcome));
  });
}

std::vector<CoverResult> Downloads::take() {
  std::vector<CoverResult> results = std::exchange(done_, {});
  std::vector<CoverResult> kept = keeper_.take();
  std::move(kept.begin(), kept.end(), std::back_inserter(results));
  return results;
}

void Downloads::receive(const ListedAlbum& album, http::Outcome outcome) {
  if (outcome.response) {
    failures_in_a_row_ = 0;
    if (outcome.response->status == 200) {
      keeper_.keep(album.id, album.album.id, std::move(outcome.response->body));
    } else {
      done_.push_back(refused_by_status(album.id, outcome.response->status));
    }
  } else if (is_final(outcome.failure)) {
    done_.push_back(refused(album.id, name_of(outcome.failure), outcome.reason));
  } else {
    done_.push_back({.album = album.id,
                     .kind = CoverResult::Kind::kPutOff,
                     .trouble = {},
                     .reason = outcome.reason});
    note_failure(outcome.reason);
  }
}

void Downloads::note_failure(const std::string& reason) {
  if (++failures_in_a_row_ < kMaxFailuresInARow) return;
  throw std::runtime_error(std::to_string(kMaxFailuresInARow) +
                           " covers in a row could not be had, the last one because " + reason);
}

}  // namespace sleeve::data::fetching
