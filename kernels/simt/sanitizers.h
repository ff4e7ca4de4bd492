// What AddressSanitizer and ThreadSanitizer must be told about CUDA threads that are fibers.
// Without a sanitizer all of it is nothing. (CMake defines SLEEVE_SIMT_TSAN: the layer's own
// sources are compiled without ThreadSanitizer's flag.)
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define SLEEVE_SIMT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLEEVE_SIMT_ASAN 1
#endif
#endif

#ifdef SLEEVE_SIMT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef SLEEVE_SIMT_TSAN
#include <sanitizer/tsan_interface.h>
extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
void AnnotateIgnoreWritesBegin(const char* file, int line);
void AnnotateIgnoreWritesEnd(const char* file, int line);
}
#endif

namespace sleeve::simt::sanitizers {

#ifdef SLEEVE_SIMT_ASAN
inline constexpr bool kAddress = true;
inline void poison(const void* memory, std::size_t bytes) {
  __asan_poison_memory_region(memory, bytes);
}
inline void unpoison(const void* memory, std::size_t bytes) {
  __asan_unpoison_memory_region(memory, bytes);
}
#else
inline constexpr bool kAddress = false;
inline void poison(const void*, std::size_t) {}
inline void unpoison(const void*, std::size_t) {}
#endif

#ifdef SLEEVE_SIMT_TSAN
inline constexpr bool kThread = true;
/// What happened before a release of an object happened before what follows an acquire of it.
inline void acquire(void* object) { __tsan_acquire(object); }
inline void release(void* object) { __tsan_release(object); }
/// Accesses in its scope are none of the kernel's.
class IgnoreAccesses {
 public:
  IgnoreAccesses() {
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
  }
  ~IgnoreAccesses() {
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  }
  IgnoreAccesses(const IgnoreAccesses&) = delete;
  IgnoreAccesses& operator=(const IgnoreAccesses&) = delete;
};
#else
inline constexpr bool kThread = false;
inline void acquire(void*) {}
inline void release(void*) {}
class IgnoreAccesses {
 public:
  IgnoreAccesses() {}  // user-provided: an unused guard draws no warning
};
#endif

}  // namespace sleeve::simt::sanitizers
