// A flow of control with a stack of its own, over Boost.Context's assembly.
#pragma once

#include <boost/context/detail/fcontext.hpp>
#include <cstddef>

namespace sleeve::simt {

class Fiber {
 public:
  /// The one that a host thread runs already.
  Fiber();
  /// One that calls run(argument), which must never return, when first switched to.
  Fiber(void (*run)(void*), void* argument);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Leaves this fiber, which must be the one that runs; returns when something switches back.
  void switch_to(Fiber& to);

  /// Throws std::bad_alloc where there is no memory for a stack. Below each lies a page that no one
  /// can write: a thread that needs more dies there, not in its neighbour's stack.
  static constexpr std::size_t kStackBytes = 256 * 1024;

 private:
  struct Switch;
  static void enter(boost::context::detail::transfer_t transfer);
  static void arrive(boost::context::detail::transfer_t transfer);

  boost::context::detail::fcontext_t context_ = nullptr;
  void (*run_)(void*) = nullptr;
  void* argument_ = nullptr;
  char* mapping_ = nullptr;  // the guard page, then the stack
  // Of the sanitizers, if any.
  const void* stack_bottom_ = nullptr;
  std::size_t stack_bytes_ = 0;
  void* fake_stack_ = nullptr;
  [[maybe_unused]] void* race_context_ = nullptr;
};

}  // namespace sleeve::simt
