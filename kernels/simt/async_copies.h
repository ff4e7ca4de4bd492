// cp.async: copies into shared memory that have landed for certain only after a wait.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/simt/schedule.h"

namespace sleeve::simt {

/// The copies that one thread has in flight. Everything here is inlined into the kernel, so that a
/// sanitizer sees its accesses where they are issued.
class AsyncCopies {
 public:
  void begin_block(Copies when) {
    when_ = when;
    copies_.clear();
    groups_.clear();
    landed_ = 0;
  }

  /// `from` is null for zeros.
  template <typename Words>
  void issue(Words* to, const Words* from) {
    const Copy copy{to, from, &land<Words>};
    if (when_ == Copies::kEarly) {
      copy.land(copy);
    } else {
      copies_.push_back(copy);
    }
  }

  /// What has been issued since the last one becomes a group.
  void commit() {
    if (when_ == Copies::kLate) groups_.push_back(copies_.size());
  }

  /// All but the `pending` groups that were committed last land.
  void wait(std::size_t pending) {
    if (groups_.size() <= pending) return;
    const std::size_t finished = groups_.size() - pending;
    for (const std::size_t end = groups_[finished - 1]; landed_ != end; ++landed_) {
      copies_[landed_].land(copies_[landed_]);
    }
    groups_.erase(groups_.begin(), groups_.begin() + static_cast<std::ptrdiff_t>(finished));
    if (landed_ == copies_.size()) {
      copies_.clear();
      landed_ = 0;
      groups_.assign(groups_.size(), 0);
    }
  }

 private:
  struct Copy {
    void* to;
    const void* from;
    void (*land)(const Copy&);
  };

  template <typename Words>
  static void land(const Copy& copy) {
    auto* to = static_cast<Words*>(copy.to);
    *to = copy.from == nullptr ? Words{} : *static_cast<const Words*>(copy.from);
  }

  Copies when_ = Copies::kEarly;
  std::vector<Copy> copies_;         // those in flight begin at landed_
  std::vector<std::size_t> groups_;  // where in copies_ each group ends
  std::size_t landed_ = 0;
};

}  // namespace sleeve::simt
