#include "kernels/simt/shared_memory.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "kernels/simt/failure.h"
#include "kernels/simt/sanitizers.h"

namespace sleeve::simt {
namespace {

constexpr std::size_t kZone = 128;          // at least, on either side of an array
constexpr std::size_t kMostArrays = 64;     // each costs zones and padding
constexpr unsigned char kUnwritten = 0xFF;  // four of them a NaN, two of them a bf16 NaN
constexpr unsigned char kZoneMark = 0xFD;   // likewise, but no NaN that arithmetic makes
constexpr std::size_t kArenaBytes = SharedMemory::kDynamicBytes + SharedMemory::kStaticBytes +
                                    kMostArrays * (kZone + SharedMemory::kAlignment) + kZone;

std::size_t rounded_up(std::size_t bytes) {
  return (bytes + SharedMemory::kAlignment - 1) / SharedMemory::kAlignment *
         SharedMemory::kAlignment;
}

}  // namespace

SharedMemory::SharedMemory()
    : arena_(static_cast<unsigned char*>(std::aligned_alloc(kAlignment, rounded_up(kArenaBytes)))) {
  if (arena_ == nullptr) throw std::bad_alloc();
  arrays_.reserve(kMostArrays);
}

SharedMemory::~SharedMemory() {
  sanitizers::unpoison(arena_, kArenaBytes);
  std::free(arena_);
}

void SharedMemory::begin_block(std::size_t dynamic_bytes) {
  arrays_.clear();
  static_bytes_ = 0;
  sanitizers::poison(arena_, kArenaBytes);
  used_ = arena_;
  dynamic_bytes_ = dynamic_bytes;
  dynamic_ = dynamic_bytes == 0 ? nullptr : take(nullptr, dynamic_bytes, {});
}

void* SharedMemory::static_array(const void* key, std::size_t bytes, Place where) {
  for (const Array& array : arrays_) {
    if (array.key == key) return array.begin;
  }
  static_bytes_ += rounded_up(bytes);
  if (static_bytes_ > kStaticBytes || static_bytes_ + dynamic_bytes_ > kDynamicBytes ||
      arrays_.size() == kMostArrays) {
    fail("more shared memory than a block has: " + std::to_string(static_bytes_) +
             " bytes of static arrays (of " + std::to_string(kStaticBytes) + "), " +
             std::to_string(static_bytes_ + dynamic_bytes_) + " bytes with the dynamic one (of " +
             std::to_string(kDynamicBytes) + "), " + std::to_string(arrays_.size() + 1) +
             " arrays (of " + std::to_string(kMostArrays) + ")",
         where);
  }
  return take(key, bytes, where);
}

unsigned char* SharedMemory::take(const void* key, std::size_t bytes, Place where) {
  const sanitizers::IgnoreAccesses guard;
  unsigned char* begin = used_ + kZone;
  unsigned char* next = begin + rounded_up(bytes);
  sanitizers::unpoison(begin, bytes);
  std::memset(begin, kUnwritten, bytes);
  if constexpr (!sanitizers::kAddress) {
    std::memset(used_, kZoneMark, kZone);
    std::memset(begin + bytes, kZoneMark, static_cast<std::size_t>(next + kZone - begin) - bytes);
  }
  used_ = next;
  arrays_.push_back({key, begin, begin + bytes, where});
  return begin;
}

void SharedMemory::end_block() const {
  if constexpr (sanitizers::kAddress) return;
  if (arrays_.empty()) return;
  const unsigned char* zone = arena_;
  for (std::size_t i = 0; i <= arrays_.size(); ++i) {
    const bool last = i == arrays_.size();
    check_zone(zone, last ? used_ + kZone : arrays_[i].begin, i);
    if (!last) zone = arrays_[i].end;
  }
}

void SharedMemory::check_zone(const unsigned char* begin, const unsigned char* end,
                              std::size_t next) const {
  for (const unsigned char* byte = begin; byte != end; ++byte) {
    if (*byte == kZoneMark) continue;
    // Whichever array is nearer is the likelier one.
    const bool before = next != arrays_.size() && (next == 0 || end - byte < byte - begin);
    const Array& array = arrays_[before ? next : next - 1];
    fail("something was written " +
             (before ? std::to_string(end - byte) + " bytes before the beginning"
                     : std::to_string(byte - begin) + " bytes past the end") +
             " of a " + (array.key == nullptr ? "dynamic" : "static") + " shared array of " +
             std::to_string(array.end - array.begin) + " bytes",
         array.where);
  }
}

bool SharedMemory::holds(const void* pointer, std::size_t bytes) const {
  const auto* begin = static_cast<const unsigned char*>(pointer);
  for (const Array& array : arrays_) {
    if (begin >= array.begin && begin + bytes <= array.end) return true;
  }
  return false;
}

}  // namespace sleeve::simt
