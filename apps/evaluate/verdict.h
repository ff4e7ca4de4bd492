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
  const char* heading = "";  // "Diversity"
  Judgement judgement = Judgement::kUnknown;
  std::string summary;  // a few words, for the line
  std::string text;     // a sentence or two, with their figures
};

struct Verdict {
  Judgement judgement = Judgement::kUnknown;  // the worst of the findings; kUnknown if all are
  std::string line;                           // of their summaries: the last one `evaluate` prints
  std::vector<Finding> findings;              // diversity, genre, the discriminator's head, copies
};

/// How alike a genre's generated covers are, measured by its real ones, whatever the convention.
///   collapsed    half of the generated pairs are more alike than 95% of the real pairs
///   less varied  half of them are more alike than three quarters of the real pairs
Judgement judge_diversity(const Diversity& diversity);

/// By fixed rules, which the report prints beside what they found:
/// - diversity, genre by genre: judge_diversity;
/// - genre: how far the share of generated covers whose genre the classifier recognises has come
///   from chance to its share of held-out covers. Bad below half way, good if the two intervals
///   overlap, unknown if held-out covers are not recognised above chance;
/// - head: as the genre, if the discriminator's head calls more of the generated covers right than
///   the classifier does, by at least 0.2 and with intervals apart; else good;
/// - copies: bad if, in the classifier's features, half of the generated covers lie nearer to a
///   training cover than 95% of the held-out covers do; unknown if the generator has collapsed.
Verdict judge(const Evaluation& evaluation);

}  // namespace sleeve::apps
