#include "data/http/client.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <random>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <variant>

#include "data/http/host.h"
#include "data/http/multi.h"
#include "data/http/redirect.h"
#include "data/http/secrets.h"
#include "data/http/transfer.h"
#include "data/http/url.h"

namespace sleeve::data::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A request on its way through its tries and redirects.
struct Job {
  Request request;
  Client::Done done;
  Url origin;
  int tries = 0;
  // Of the present try:
  Url url = origin;  ///< where redirects have led
  int hops = 0;
  bool was_sent = false;
  std::unique_ptr<Transfer> transfer = nullptr;
};

/// Throws std::invalid_argument.
ClientOptions checked(ClientOptions options) {
  if (options.connections_per_host < 1 || options.connections < 1 || options.retry.tries < 1)
    throw std::invalid_argument("an HTTP client needs a connection and a try at least");
  check(Header{"User-Agent", options.user_agent});
  for (const auto& [host, limit] : options.rate_limits) SendLog{limit};
  return options;
}

}  // namespace

class Client::Core {
 public:
  explicit Core(ClientOptions options)
      : options_(checked(std::move(options))),
        private_hosts_(options_.private_hosts.begin(), options_.private_hosts.end()),
        random_(options_.seed),
        multi_(options_.connections_per_host) {}

  ~Core() {
    for (const auto& [easy, job] : running_) multi_.remove(easy);
  }

  void get(Request request, Done done) {
    for (const Header& header : request.headers) check(header);
    ++active_;
    const auto url = parse_url(request.url);
    if (!url || !is_web(*url)) {
      finished_.emplace_back(std::move(done),
                             Outcome{.failure = Failure::bad_address,
                                     .reason = "no address of the web: one begins with http:// or "
                                               "https://, and has no password in it"});
      return;
    }
    add(steady_clock::now(), std::make_unique<Job>(Job{std::move(request), std::move(done), *url}));
  }

  std::size_t active() const { return active_; }

  bool poll(milliseconds timeout) {
    const Time deadline = steady_clock::now() + timeout;
    while (true) {
      multi_.perform();
      collect();
      const Time next = start_due(steady_clock::now());
      if (!finished_.empty()) break;
      const Time now = steady_clock::now();
      if (woken_.exchange(false) || now >= deadline) return false;
      multi_.wait(std::chrono::ceil<milliseconds>(std::min(next, deadline) - now));
    }
    while (!finished_.empty()) {
      auto [done, outcome] = std::move(finished_.front());
      finished_.pop_front();
      --active_;
      done(std::move(outcome));
    }
    return true;
  }

  void wake() {
    woken_ = true;
    multi_.wake();
  }

  milliseconds held_for(const std::string& host) const {
    const auto found = hosts_.find(host);
    return found == hosts_.end() ? milliseconds(0) : left_of(found->second, steady_clock::now());
  }

  std::optional<Pause> longest_pause() const {
    const Time now = steady_clock::now();
    std::optional<Pause> longest;
    for (const auto& [name, host] : hosts_) {
      const milliseconds left = left_of(host, now);
      if (host.waiting() == 0 || left == milliseconds(0)) continue;
      if (!longest || left > longest->left) longest = Pause{name, left, host.hold_reason()};
    }
    return longest;
  }

 private:
  static milliseconds left_of(const Host<Job>& host, Time now) {
    if (host.held_until() <= now) return milliseconds(0);
    return std::chrono::ceil<milliseconds>(host.held_until() - now);
  }

  Host<Job>& host_of(const Url& url) {
    const std::string name = authority(url);
    const auto found = hosts_.find(name);
    if (found != hosts_.end()) return found->second;
    const auto limit = options_.rate_limits.find(name);
    if (limit == options_.rate_limits.end())
      return hosts_.try_emplace(name, options_.connections_per_host, std::nullopt).first->second;
    Host<Job>& host =
        hosts_.try_emplace(name, options_.connections_per_host, limit->second).first->second;
    if (options_.limits_may_be_used)
      host.hold(opened_ + widened(limit->second.window), "another run may just have asked it");
    return host;
  }

  void add(Time earliest, std::unique_ptr<Job> job) {
    Host<Job>& host = host_of(job->url);
    host.add(earliest, std::move(job));
  }

  /// Starts what may start; returns when the next may.
  Time start_due(Time now) {
    for (auto entry = hosts_.begin(); entry != hosts_.end();) {
      Host<Job>& host = entry->second;
      if (host.held_until() > now + options_.retry.longest_pause) {
        while (auto job = host.take())
          fail(std::move(job),
               pause_too_long(host.held_until() - now, options_.retry.longest_pause));
      }
      entry = host.is_idle(now) ? hosts_.erase(entry) : std::next(entry);
    }
    while (has_connection()) {
      Host<Job>* const host = next_in_turn(now);
      if (!host) break;
      start(*host, host->start());
    }
    Time next = Time::max();
    if (!has_connection()) return next;  // the end of a transfer decides, not time
    for (auto& [name, host] : hosts_) next = std::min(next, host.next_start(now));
    return next;
  }

  /// Of the hosts at which a job may start the one after that of the last job: when there are too
  /// few connections for all, none of them waits for another to have had enough.
  Host<Job>* next_in_turn(Time now) {
    auto entry = hosts_.upper_bound(last_started_);
    for (std::size_t i = 0; i < hosts_.size(); ++i, ++entry) {
      if (entry == hosts_.end()) entry = hosts_.begin();
      if (entry->second.next_start(now) > now) continue;
      last_started_ = entry->first;
      return &entry->second;
    }
    return nullptr;
  }

  bool has_connection() const {
    return running_.size() < static_cast<std::size_t>(options_.connections);
  }

  void start(Host<Job>& host, std::unique_ptr<Job> job) {
    if (job->hops == 0) ++job->tries;
    job->was_sent = false;
    const Request& request = job->request;
    job->transfer = std::make_unique<Transfer>(
        TransferSpec{.url = job->url,
                     .headers = job->hops == 0 ? request.headers : without_secrets(request.headers),
                     .user_agent = options_.user_agent,
                     .certificates = options_.certificates,
                     .max_bytes = request.max_bytes,
                     .time_limit = request.time_limit,
                     .connect_limit = std::min(options_.connect_limit, request.time_limit),
                     .stall_limit = options_.stall_limit,
                     .may_be_private = private_hosts_.contains(job->url.host),
                     .sending = [&host, job = job.get()] {
                       return host.sending(steady_clock::now(), std::exchange(job->was_sent, true));
                     }});
    CURL* const easy = job->transfer->handle();
    multi_.add(easy);
    running_.emplace(easy, std::move(job));
  }

  /// Takes over what libcurl is done with.
  void collect() {
    while (const std::optional<Multi::Done> done = multi_.next_done()) {
      std::unique_ptr<Job> job = std::move(running_.extract(done->easy).mapped());
      multi_.remove(done->easy);
      auto result = job->transfer->result(done->code);
      job->transfer.reset();
      host_of(job->url).ended(job->was_sent);
      if (const auto* problem = std::get_if<Problem>(&result))
        conclude(std::move(job), *problem);
      else
        conclude(std::move(job), std::get<Answer>(std::move(result)));
    }
  }

  void conclude(std::unique_ptr<Job> job, const Problem& problem) {
    if (may_pass(problem.failure))
      try_again(std::move(job), problem, std::nullopt);
    else
      fail(std::move(job), problem);
  }

  void conclude(std::unique_ptr<Job> job, Answer answer) {
    const int status = answer.response.status;
    if (is_redirect(status) && !answer.location.empty()) {
      redirect(std::move(job), answer.location);
      return;
    }
    if (says_later(status)) {
      const auto asked = retry_after(answer.retry_after, std::chrono::system_clock::now());
      try_again(std::move(job), {Failure::gave_up, "it answered HTTP " + std::to_string(status)},
                asked, concerns_whole_host(status));
      return;
    }
    if (job->request.busy && status >= 200 && status <= 299) {
      if (const auto why = job->request.busy(answer.response)) {
        try_again(std::move(job), {Failure::gave_up, "it answered: " + *why}, std::nullopt, true);
        return;
      }
    }
    finish(std::move(job), {.response = std::move(answer.response)});
  }

  void redirect(std::unique_ptr<Job> job, const std::string& location) {
    const Redirect next = follow(job->url, location, job->hops);
    if (!next.to) {
      fail(std::move(job), {Failure::bad_redirect, next.refusal});
      return;
    }
    job->url = *next.to;
    ++job->hops;
    add(steady_clock::now(), std::move(job));
  }

  /// From the beginning of its redirects, unless it has been tried often enough. `asked`: the pause
  /// that the server asks for, which concerns all that is sent to it.
  void try_again(std::unique_ptr<Job> job, const Problem& problem,
                 std::optional<milliseconds> asked, bool concerns_host = false) {
    if (asked == milliseconds(0)) asked.reset();
    const double uniform = std::uniform_real_distribution<double>()(random_);
    const milliseconds delay = asked ? *asked : back_off(options_.retry, job->tries, uniform);
    const Time until = steady_clock::now() + delay;
    if (asked || concerns_host)
      host_of(job->url).hold(until, censored(problem.what, job->request.headers));
    if (delay > options_.retry.longest_pause) {
      fail(std::move(job), pause_too_long(delay, options_.retry.longest_pause));
      return;
    }
    if (job->tries >= options_.retry.tries) {
      fail(std::move(job), problem);
      return;
    }
    job->url = job->origin;
    job->hops = 0;
    add(until, std::move(job));
  }

  void fail(std::unique_ptr<Job> job, const Problem& problem) {
    std::string reason = printable(job->url);
    if (job->hops > 0) reason += " (redirected from " + printable(job->origin) + ")";
    reason += ": " + problem.what;
    if (job->tries > 1) reason += ", " + std::to_string(job->tries) + " tries";
    if (!problem.advice.empty()) reason += "; " + problem.advice;
    reason = censored(std::move(reason), job->request.headers);
    finish(std::move(job), {.failure = problem.failure, .reason = std::move(reason)});
  }

  void finish(std::unique_ptr<Job> job, Outcome outcome) {
    outcome.tries = job->tries;
    finished_.emplace_back(std::move(job->done), std::move(outcome));
  }

  ClientOptions options_;
  const Time opened_ = steady_clock::now();
  std::set<std::string> private_hosts_;
  std::mt19937_64 random_;
  Multi multi_;
  /// By authority.
  std::map<std::string, Host<Job>> hosts_;
  std::string last_started_;  ///< of them
  std::unordered_map<CURL*, std::unique_ptr<Job>> running_;
  std::deque<std::pair<Done, Outcome>> finished_;
  std::size_t active_ = 0;
  std::atomic<bool> woken_ = false;
};

Client::Client(ClientOptions options) : core_(std::make_unique<Core>(std::move(options))) {}
Client::~Client() = default;
void Client::get(Request request, Done done) { core_->get(std::move(request), std::move(done)); }
std::size_t Client::active() const { return core_->active(); }
bool Client::poll(milliseconds timeout) { return core_->poll(timeout); }
void Client::wake() { core_->wake(); }
milliseconds Client::held_for(const std::string& host) const { return core_->held_for(host); }
std::optional<Pause> Client::longest_pause() const { return core_->longest_pause(); }

}  // namespace sleeve::data::http
