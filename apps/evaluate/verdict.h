// What the figures of an evaluation come to, in words.
#pragma once

#include <string>
#include <vector>

#include "apps/evaluate/evaluation.h"

namespace sleeve::apps {

enum class Judgement {
  kGood,     // as real covers are
  kBetween,  // short of them
  kBad,      // what must not be overlooked: collapse, a genre that does not show, copies
  kUnknown,  // figures are missing, or the classifier is no better than chance
};

/// "good", "between", "bad", "unknown"
const char* name_of(Judgement judgement);

struct Finding {
  Judgement judgement = Judgement::kUnknown;
  std::string text;  // a sentence with its figures
};

struct Verdict {
  std::string line;               // all of it, in one line: the last one `evaluate` prints
  Judgement judgement;            // the worst of the findings
  std::vector<Finding> findings;  // diversity, genre, the discriminator's head, copies
};

/// How alike a genre's generated covers are, measured by its real ones, whatever the convention.
///   collapsed    half of the generated pairs are more alike than 95% of the real pairs
///   less varied  half of them are more alike than three quarters of the real pairs
Judgement judge_diversity(const Diversity& diversity);

/// By fixed rules, which the report prints beside it:
///   diversity  genre by genre, as judge_diversity
///   genre      how far the share of generated covers that the classifier recognises goes from
///              chance to the share of held-out covers: bad below half way; good if the two
///              intervals overlap
///   head       bad if the discriminator's head recognises many more of the generated covers
///              (0.2, intervals apart) than the classifier does
///   copies     bad if half of the generated covers are nearer to a training cover, in the
///              classifier's features, than 95% of the held-out covers are
Verdict judge(const Evaluation& evaluation);

}  // namespace sleeve::apps
