#include "apps/evaluate/read_covers.h"

#include <algorithm>

namespace sleeve::apps {
namespace {

constexpr std::size_t kAtOnce = 64;  // a signal waits for these

}  // namespace

ReadCovers read_covers(CoverSet covers, const Readers& readers, bool classifier_only,
                       const std::string& name, Stages& stages) {
  ReadCovers read{.covers = std::move(covers), .by_classifier = {}, .by_discriminator = {}};
  const std::size_t count = read.covers.count(), bytes = read.covers.image_bytes();
  stages.begin("reading " + name, count);
  for (std::size_t first = 0; first < count; first += kAtOnce) {
    const std::size_t n = std::min(kAtOnce, count - first);
    const auto images = std::span(read.covers.images).subspan(first * bytes, n * bytes);
    readers.classifier.read(images, read.by_classifier);
    if (!classifier_only) readers.discriminator.read(images, read.by_discriminator);
    stages.advance(first + n);
  }
  stages.end();
  return read;
}

}  // namespace sleeve::apps
