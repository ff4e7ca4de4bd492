// What arrived at a server, and when.
#pragma once

#include <httplib.h>

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sleeve::tests {

struct Arrival {
  std::chrono::steady_clock::time_point time;
  std::string path;  ///< with its query
  httplib::Headers headers;
  int client_port = 0;  ///< tells connections apart
};

/// Servers write it from their threads, a test reads it from its own.
class ArrivalLog {
 public:
  void add(Arrival arrival) {
    const std::lock_guard lock(mutex_);
    arrivals_.push_back(std::move(arrival));
  }

  /// In the order of arrival.
  std::vector<Arrival> arrivals() const {
    const std::lock_guard lock(mutex_);
    return arrivals_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Arrival> arrivals_;
};

}  // namespace sleeve::tests
