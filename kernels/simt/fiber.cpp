#include "kernels/simt/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

#include "kernels/simt/sanitizers.h"

namespace sleeve::simt {
namespace {

using boost::context::detail::fcontext_t;
using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

/// Stacks begin at different offsets into a page: their frames, which are much alike, would
/// otherwise share a few sets of the cache.
std::size_t stagger(const char* mapping) {
  return reinterpret_cast<std::uintptr_t>(mapping) / page_bytes() % 32 * 128;
}

}  // namespace

/// What the fiber that is switched to must know; lies on the stack of the one that leaves.
struct Fiber::Switch {
  Fiber* from;
  Fiber* to;
};

Fiber::Fiber() {
#ifdef SLEEVE_SIMT_TSAN
  race_context_ = __tsan_get_current_fiber();
#endif
}

Fiber::Fiber(void (*run)(void*), void* argument) : run_(run), argument_(argument) {
  const std::size_t guard = page_bytes();
  void* mapping = mmap(nullptr, guard + kStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED || mprotect(mapping, guard, PROT_NONE) != 0) throw std::bad_alloc();
  mapping_ = static_cast<char*>(mapping);
  stack_bottom_ = mapping_ + guard;
  stack_bytes_ = kStackBytes;
  context_ = make_fcontext(mapping_ + guard + kStackBytes - stagger(mapping_),
                           kStackBytes - stagger(mapping_), &Fiber::enter);
#ifdef SLEEVE_SIMT_TSAN
  race_context_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
  if (mapping_ == nullptr) return;
#ifdef SLEEVE_SIMT_TSAN
  __tsan_destroy_fiber(race_context_);
#endif
  // What was poisoned for a fiber's frames would outlive the mapping.
  sanitizers::unpoison(stack_bottom_, stack_bytes_);
  munmap(mapping_, page_bytes() + kStackBytes);
}

void Fiber::switch_to(Fiber& to) {
  Switch leaving{this, &to};
#ifdef SLEEVE_SIMT_ASAN
  __sanitizer_start_switch_fiber(&fake_stack_, to.stack_bottom_, to.stack_bytes_);
#endif
#ifdef SLEEVE_SIMT_TSAN
  __tsan_switch_to_fiber(to.race_context_, __tsan_switch_to_fiber_no_sync);
#endif
  arrive(jump_fcontext(to.context_, &leaving));
}

void Fiber::arrive(transfer_t transfer) {
  const auto* left = static_cast<const Switch*>(transfer.data);
  left->from->context_ = transfer.fctx;
#ifdef SLEEVE_SIMT_ASAN
  __sanitizer_finish_switch_fiber(left->to->fake_stack_, &left->from->stack_bottom_,
                                  &left->from->stack_bytes_);
#endif
}

void Fiber::enter(transfer_t transfer) {
  Fiber* self = static_cast<const Switch*>(transfer.data)->to;
  arrive(transfer);
  self->run_(self->argument_);
  __builtin_unreachable();
}

}  // namespace sleeve::simt
