// A host: what waits for it, and when the next of it may start.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "data/http/rate_limit.h"

namespace sleeve::data::http {

/// Things that wait for their turn at one host, of type `Job`.
template <typename Job>
class Host {
 public:
  /// `most_running`: jobs that may run at a time.
  Host(int most_running, const std::optional<RateLimit>& limit) : most_running_(most_running) {
    if (limit) log_.emplace(*limit);
  }

  /// Not to start before `earliest`; those who may start go in the order of `earliest`, then of
  /// their coming.
  void add(Time earliest, std::unique_ptr<Job> job) { waiting_.emplace(earliest, std::move(job)); }

  /// Nothing starts before `until`.
  void hold(Time until, const std::string& reason) {
    if (until <= held_until_) return;
    held_until_ = until;
    hold_reason_ = reason;
  }

  /// When the next job may start: `now` or later; Time::max() unless time alone makes it so.
  Time next_start(Time now) {
    if (waiting_.empty() || running_ >= most_running_) return Time::max();
    const Time permitted = log_ ? log_->next_start(now) : now;
    return std::max({now, permitted, held_until_, waiting_.begin()->first});
  }

  /// The next job, which is due, starts.
  std::unique_ptr<Job> start() {
    ++running_;
    if (log_) log_->start();
    return take();
  }

  /// The next job, which waits no longer and will not start; none if none waits.
  std::unique_ptr<Job> take() {
    if (waiting_.empty()) return nullptr;
    return std::move(waiting_.extract(waiting_.begin()).mapped());
  }

  /// The request of a job that started is about to be sent. False: not again, for there is a limit
  /// and no place in it; it is for the next try.
  bool sending(Time now, bool again) {
    if (log_ && again) return false;
    if (log_) log_->sent(now);
    return true;
  }

  /// A job that started is done, or will be added again.
  void ended(bool was_sent) {
    --running_;
    if (log_ && !was_sent) log_->drop();
  }

  std::size_t waiting() const { return waiting_.size(); }
  Time held_until() const { return held_until_; }
  const std::string& hold_reason() const { return hold_reason_; }

  /// Whether a new one in its place would behave the same.
  bool is_idle(Time now) {
    return waiting_.empty() && running_ == 0 && held_until_ <= now &&
           (!log_ || log_->is_empty(now));
  }

 private:
  int most_running_, running_ = 0;
  std::optional<SendLog> log_;
  Time held_until_ = Time::min();
  std::string hold_reason_;
  std::multimap<Time, std::unique_ptr<Job>> waiting_;
};

}  // namespace sleeve::data::http
