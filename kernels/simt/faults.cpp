#include "kernels/simt/faults.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>
#include <string>
#include <tuple>

#include "kernels/simt/sanitizers.h"

namespace sleeve::simt::faults {
namespace {

const char* base_name(const char* file) {
  const char* slash = std::strrchr(file, '/');
  return slash == nullptr ? file : slash + 1;
}

std::string name(Place where) {
  return std::string(base_name(where.file)) + ":" + std::to_string(where.line);
}

const char* name(Kind kind) {
  switch (kind) {
    case Kind::kBarrier:
      return "barrier";
    case Kind::kFence:
      return "fence";
    case Kind::kWait:
      return "wait";
    case Kind::kBound:
      return "bound";
  }
  return "";
}

/// The variables, and what has been seen; reports when the process exits.
class Watch {
 public:
  Watch() {
    if (const char* omit = std::getenv("SLEEVE_SIMT_OMIT")) omit_ = omit;
    if (const char* places = std::getenv("SLEEVE_SIMT_PLACES")) places_file_ = places;
    const std::size_t colon = omit_.rfind(':');
    if (colon != std::string::npos) omit_line_ = std::atoi(omit_.c_str() + colon + 1);
  }

  ~Watch() {
    if (!omit_.empty()) {
      std::fprintf(stderr, "simt: left out %s, reached %llu times\n", omit_.c_str(),
                   static_cast<unsigned long long>(omissions_.load()));
    }
    if (places_file_.empty()) return;
    std::FILE* file = std::fopen(places_file_.c_str(), "a");
    if (file == nullptr) {
      std::fprintf(stderr, "simt: cannot write %s (SLEEVE_SIMT_PLACES)\n", places_file_.c_str());
      return;
    }
    for (const auto& [place, kind] : places_) {
      std::fprintf(file, "%s %s\n", name(kind), place.c_str());
    }
    std::fclose(file);
  }

  bool active() const { return !omit_.empty() || !places_file_.empty(); }

  bool visit(Kind kind, Place where) {
    if (!places_file_.empty()) note(kind, where);
    if (where.line != omit_line_) return false;
    const sanitizers::IgnoreAccesses guard;
    if (name(where) != omit_) return false;
    omissions_.fetch_add(1, std::memory_order_relaxed);
    return true;
  }

 private:
  void note(Kind kind, Place where) {
    // Loops come by the same place again and again.
    static thread_local Place last;
    if (where == last) return;
    last = where;
    const sanitizers::IgnoreAccesses guard;
    const std::lock_guard lock(mutex_);
    places_.emplace(name(where), kind);
  }

  std::string omit_, places_file_;
  int omit_line_ = -1;
  std::atomic<unsigned long long> omissions_ = 0;
  std::mutex mutex_;  // guards places_
  std::set<std::tuple<std::string, Kind>> places_;
};

Watch watch;

}  // namespace

const bool watching = watch.active();

bool visit(Kind kind, Place where) { return watch.visit(kind, where); }

}  // namespace sleeve::simt::faults
