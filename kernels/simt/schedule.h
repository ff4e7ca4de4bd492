// In which of the many ways that CUDA allows a grid is run.
#pragma once

#include <cstdint>

namespace sleeve::simt {

/// Which of the threads that can go on goes next; blocks are begun in the same order.
enum class Order : std::uint8_t { kAscending, kDescending, kShuffled };
/// When an asynchronous copy lands: where it is issued, or not before a wait asks for it.
enum class Copies : std::uint8_t { kEarly, kLate };

struct Schedule {
  Order order = Order::kAscending;
  Copies copies = Copies::kEarly;
  std::uint64_t seed = 1;  // of kShuffled: the same seed shuffles the same way
};

/// The schedule of launches from here on, for the whole process; results of a correct kernel do not
/// depend on it. At first it is what the environment variables SLEEVE_SIMT_ORDER (ascending,
/// descending, shuffled) and SLEEVE_SIMT_COPIES (early, late) say.
Schedule schedule();
void set_schedule(const Schedule& schedule);

/// A schedule for as long as this object lives.
class ScopedSchedule {
 public:
  explicit ScopedSchedule(const Schedule& schedule);
  ~ScopedSchedule();
  ScopedSchedule(const ScopedSchedule&) = delete;
  ScopedSchedule& operator=(const ScopedSchedule&) = delete;

 private:
  Schedule before_;
};

}  // namespace sleeve::simt
