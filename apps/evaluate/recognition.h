// Which covers a network takes for what they should be.
#pragma once

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/evaluation.h"
#include "net/recognizer.h"

namespace sleeve::apps {

/// What a network said of a set of covers.
struct HeardCovers {
  const CoverSet& covers;
  const net::Readings& readings;
  kernels::Heads heads;
};

/// Of these covers, the genre with the largest logit (the first of equal ones) is one of the
/// cover's; covers without a genre do not count. A gap if none counts.
Known<Proportion> genre_recognised(const HeardCovers& heard,
                                   const std::vector<std::size_t>& covers);

/// The same for decades; a gap, too, if the network has no head for them.
Known<Proportion> decade_recognised(const HeardCovers& heard,
                                    const std::vector<std::size_t>& covers);

}  // namespace sleeve::apps
