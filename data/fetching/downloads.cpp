#include "data/fetching/downloads.h"

#include <chrono>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "data/fetching/utc_time.h"
#include "data/http/url.h"

namespace sleeve::data::fetching {
namespace {

constexpr std::size_t kMaxFailuresInARow = 20;
constexpr std::size_t kMaxRequests = 256;      // most of them wait for their turn
constexpr std::chrono::seconds kLongPause{5};  // back-offs are mostly shorter

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

CoverResult put_off(std::int64_t album, const std::string& reason) {
  return {.album = album, .kind = CoverResult::Kind::kPutOff, .trouble = {}, .reason = reason};
}

/// What says that this cover will never be given. Others (401, 403, 408...) may be about who asks,
/// or how often.
bool is_final(int status) { return status == 400 || status == 404 || status == 410; }

std::string text_of(int status) { return "HTTP status " + std::to_string(status); }

std::string host_of(const http::Request& request) {
  const std::optional<http::Url> url = http::parse_url(request.url);
  return url ? http::authority(*url) : "";
}

}  // namespace

Downloads::Downloads(const sources::Source& source, http::Client& client, CoverFolder& folder,
                     std::size_t per_host)
    : source_(source),
      client_(client),
      folder_(folder),
      per_host_(per_host),
      keeper_(folder.path(), [&client] { client.wake(); }) {}

bool Downloads::has_room() const { return requests_ < kMaxRequests && keeper_.has_room(); }

bool Downloads::is_crowded(const ListedAlbum& album) const {
  const auto host = hosts_.find(host_of(source_.cover_request(album.album)));
  return host != hosts_.end() && host->second.requests >= per_host_;
}

bool Downloads::is_held(const ListedAlbum& album) const {
  if (!source_.hosts().empty()) return false;
  return client_.held_for(host_of(source_.cover_request(album.album))) >= kLongPause;
}

void Downloads::start(const ListedAlbum& album) {
  if (std::optional<CoverFile> file = folder_.take_over(album.album.id)) {
    ++taken_over_;
    done_.push_back({.album = album.id,
                     .file = std::move(*file),
                     .retrieved = utc_text(std::chrono::system_clock::now())});
    return;
  }
  http::Request request = source_.cover_request(album.album);
  const std::string name = host_of(request);
  Host& host = hosts_[name];
  if (host.failures_in_a_row >= kMaxFailuresInARow) {
    done_.push_back(put_off(album.id, host.reason));
    return;
  }
  ++requests_;
  ++host.requests;
  client_.get(std::move(request), [this, album, name](http::Outcome outcome) {
    receive(album, name, std::move(outcome));
  });
}

std::vector<CoverResult> Downloads::take() {
  std::vector<CoverResult> results = std::exchange(done_, {});
  std::vector<CoverResult> kept = keeper_.take();
  std::move(kept.begin(), kept.end(), std::back_inserter(results));
  return results;
}

void Downloads::receive(const ListedAlbum& album, const std::string& host, http::Outcome outcome) {
  --requests_;
  --hosts_[host].requests;
  if (!outcome.response && is_final(outcome.failure)) {
    forget_if_idle(host);
    done_.push_back(refused(album.id, name_of(outcome.failure), outcome.reason));
    return;
  }
  if (!outcome.response) return note_failure(album, host, outcome.reason);
  const int status = outcome.response->status;
  if (status != 200 && !is_final(status)) {
    return note_failure(album, host, host + " answered with " + text_of(status));
  }
  hosts_[host].failures_in_a_row = 0;
  forget_if_idle(host);
  if (status == 200) {
    keeper_.keep(album.id, album.album.id, std::move(outcome.response->body));
  } else {
    done_.push_back(
        refused(album.id, status == 400 ? "not given by the server" : "no cover", text_of(status)));
  }
}

void Downloads::forget_if_idle(const std::string& host) {
  const auto at = hosts_.find(host);
  if (at->second.requests == 0 && at->second.failures_in_a_row == 0) hosts_.erase(at);
}

void Downloads::note_failure(const ListedAlbum& album, const std::string& host,
                             const std::string& reason) {
  done_.push_back(put_off(album.id, reason));
  Host& at = hosts_[host];
  at.reason = reason;
  if (++at.failures_in_a_row < kMaxFailuresInARow || source_.hosts().empty()) return;
  throw std::runtime_error(std::to_string(kMaxFailuresInARow) +
                           " covers in a row could not be had, the last one because " + reason);
}

}  // namespace sleeve::data::fetching
