// Why a file is no cover.
#pragma once

#include <stdexcept>
#include <string>

namespace sleeve::data {

enum class Refusal {
  kUnreadable,   // missing, no regular file, no permission
  kNotAnImage,   // something else, whatever its name says
  kUnsupported,  // an image of a kind that is not read
  kTruncated,    // ends before its data do
  kDamaged,      // contradicts itself
  kTooLarge,     // beyond the limits
  kTooSmall,     // would have to be enlarged
  kChanged,      // another file than the one that was listed
};
constexpr int kRefusalCount = 8;

/// As a heading: "not an image".
inline const char* name_of(Refusal refusal) {
  constexpr const char* kNames[kRefusalCount] = {"unreadable", "not an image", "unsupported kind",
                                                 "truncated",  "damaged",      "too large",
                                                 "too small",  "changed"};
  return kNames[static_cast<int>(refusal)];
}

/// The text is the reason alone, without the file's name.
class ImageError : public std::runtime_error {
 public:
  ImageError(Refusal refusal, const std::string& reason)
      : std::runtime_error(reason), refusal_(refusal) {}
  Refusal refusal() const { return refusal_; }

 private:
  Refusal refusal_;
};

}  // namespace sleeve::data
