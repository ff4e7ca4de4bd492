// Covers, and what the two networks say of them.
#pragma once

#include <string>

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/stages.h"
#include "net/recognizer.h"

namespace sleeve::apps {

struct ReadCovers {
  CoverSet covers;
  net::Readings by_classifier;
  net::Readings by_discriminator;  // empty for training covers, of which nobody asks
};

/// The networks that read.
struct Readers {
  net::Recognizer& classifier;
  net::Recognizer& discriminator;
};

/// Reads with both, or, if `classifier_only`, with one; `name` is the stage's. Throws Stopped.
ReadCovers read_covers(CoverSet covers, const Readers& readers, bool classifier_only,
                       const std::string& name, Stages& stages);

}  // namespace sleeve::apps
