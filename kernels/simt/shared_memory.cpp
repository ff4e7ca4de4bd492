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
  if (static_bytes_ > kStaticBytes || arrays_.size() == kMostArrays) {
    fail("static shared arrays take more than " + std::to_string(kStaticBytes) +
             " bytes of a block, or are more than " + std::to_string(kMostArrays),
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
  const unsigned char* zone = arena_;
  for (std::size_t i = 0; i <= arrays_.size(); ++i) {
    const unsigned char* zone_end = i == arrays_.size() ? used_ + kZone : arrays_[i].begin;
    if (arrays_.empty()) return;
    for (const unsigned char* byte = zone; byte != zone_end; ++byte) {
      if (*byte == kZoneMark) continue;
      // Whichever array is nearer is the likelier one.
      const bool before = i != arrays_.size() && (i == 0 || zone_end - byte < byte - zone);
      const Array& array = arrays_[before ? i : i - 1];
      const std::string distance =
          before ? std::to_string(zone_end - byte) + " bytes before the beginning"
                 : std::to_string(byte - zone) + " bytes past the end";
      fail("something was written " + distance + " of a " +
               (array.key == nullptr ? "dynamic" : "static") + " shared array of " +
               std::to_string(array.end - array.begin) + " bytes",
           array.where);
    }
    if (i != arrays_.size()) zone = arrays_[i].end;
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
