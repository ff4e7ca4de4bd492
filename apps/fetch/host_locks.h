// Hosts that limit how often they are asked: one process at a time asks each of them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/http/rate_limit.h"

namespace sleeve::apps {

/// A file per host, locked as long as this object lives. It outlives its process, and tells the
/// next one whether the limit may just have been used up: it says when it was unlocked, in
/// milliseconds of the Unix epoch, and nothing while it is locked.
class HostLocks {
 public:
  /// For these hosts, by `http::authority`. `folder` is made if it is not there; empty: there is
  /// none to be had. Throws InputError if another process has one of the locks.
  HostLocks(const std::filesystem::path& folder,
            const std::map<std::string, data::http::RateLimit>& hosts);
  ~HostLocks() { release(); }
  HostLocks(const HostLocks&) = delete;
  HostLocks& operator=(const HostLocks&) = delete;

  /// Another process has had one of the locks within its limit's window, or was killed with it, or
  /// cannot be known of.
  bool limits_may_be_used() const { return limits_may_be_used_; }
  /// Why other processes are not known of, in one line; empty: they are.
  const std::string& trouble() const { return trouble_; }

 private:
  void release();
  void lock_all(const std::filesystem::path& folder,
                const std::map<std::string, data::http::RateLimit>& hosts);
  void lock(const std::filesystem::path& file, const std::string& host,
            const data::http::RateLimit& limit);
  void do_without(const std::string& reason);

  std::vector<int> files_;  // descriptors
  bool limits_may_be_used_ = false;
  std::string trouble_;
};

/// Where the user's processes find each other's locks: $XDG_CACHE_HOME/sleeve/hosts, or the same in
/// $HOME/.cache; empty without either. Source: XDG Base Directory Specification 0.8.
std::filesystem::path host_locks_folder();

}  // namespace sleeve::apps
