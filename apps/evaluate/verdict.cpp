#include "apps/evaluate/verdict.h"

#include <algorithm>
#include <cctype>

#include "apps/evaluate/report/format.h"

namespace sleeve::apps {
namespace {

Finding unjudged(const char* heading, const char* summary = "") {
  return {.heading = heading, .judgement = Judgement::kUnknown, .summary = summary, .text = {}};
}

/// Names of the genres that were judged so.
std::vector<std::string> genres_judged(const Evaluation& evaluation, Judgement judgement) {
  std::vector<std::string> names;
  for (const GenreEvaluation& genre : evaluation.genres) {
    if (judge_diversity(genre.diversity) == judgement) names.push_back(genre.name);
  }
  return names;
}

std::string out_of(const std::vector<std::string>& names, const Evaluation& evaluation) {
  return std::to_string(names.size()) + " of " + counted(evaluation.genres.size(), "genre");
}

Finding judge_diversity_of_all(const Evaluation& evaluation) {
  const auto collapsed = genres_judged(evaluation, Judgement::kBad);
  const auto less_varied = genres_judged(evaluation, Judgement::kBetween);
  const auto varied = genres_judged(evaluation, Judgement::kGood);
  const auto unknown = genres_judged(evaluation, Judgement::kUnknown);
  Finding finding = unjudged("Diversity");
  if (!collapsed.empty()) {
    finding.judgement = Judgement::kBad;
    finding.summary = "collapsed in " + out_of(collapsed, evaluation);
    finding.text = "Collapsed: " + enumerated(collapsed) +
                   " (half of the generated pairs are more alike than 95% of the real pairs). ";
  } else if (!less_varied.empty()) {
    finding.judgement = Judgement::kBetween;
    finding.summary = "less varied than real covers in " + out_of(less_varied, evaluation);
  } else if (!varied.empty()) {
    finding.judgement = Judgement::kGood;
    finding.summary = "as varied as real covers in " + out_of(varied, evaluation);
  } else {
    finding.summary = "diversity not measured";
  }
  if (!less_varied.empty()) {
    finding.text += "Less varied than real covers: " + enumerated(less_varied) +
                    " (half of the generated pairs are more alike than three quarters of the real "
                    "pairs). ";
  }
  if (!varied.empty()) finding.text += "As varied as real covers: " + enumerated(varied) + ". ";
  if (!unknown.empty()) finding.text += "Not judged: " + enumerated(unknown) + ". ";
  if (!finding.text.empty()) finding.text.pop_back();
  return finding;
}

std::string share_text(const Proportion& proportion) {
  const Interval interval = proportion.interval();
  return percent(proportion.share()) + " (95% interval " + percent(interval.low) + " to " +
         percent(interval.high) + ")";
}

Finding judge_genre(const Evaluation& evaluation) {
  Finding finding = unjudged("Genre", "genre not judged");
  const Known<Proportion>& generated = evaluation.overall.genre.generated_by_classifier;
  const Known<Proportion>& real = evaluation.overall.genre.real_by_classifier;
  if (evaluation.genres.size() < 2) {
    finding.text = "There is one genre: nothing to tell it from.";
    return finding;
  }
  if (!generated || !real) {
    finding.text = "Not judged: " + (generated ? real : generated).why() + ".";
    return finding;
  }
  const double chance = 1.0 / static_cast<double>(evaluation.genres.size());
  const std::string of_real = "of held-out covers " + share_text(*real);
  if (real->interval().low <= chance) {
    finding.text = "Not judged: the classifier recognises the genre " + of_real +
                   ", which chance (" + percent(chance) + ") explains.";
    return finding;
  }
  const double way = (generated->share() - chance) / (real->share() - chance);
  finding.summary = "genre recognised in " + percent(generated->share()) +
                    " of generated covers (held-out covers " + percent(real->share()) + ")";
  finding.text = "An independent classifier recognises the genre of generated covers in " +
                 share_text(*generated) + ", " + of_real + "; chance is " + percent(chance) + ".";
  finding.judgement = way < 0.5                                            ? Judgement::kBad
                      : generated->interval().high >= real->interval().low ? Judgement::kGood
                                                                           : Judgement::kBetween;
  return finding;
}

Finding judge_head(const Evaluation& evaluation, Judgement genre) {
  Finding finding = unjudged("Discriminator's head");
  const Known<Proportion>& by_head = evaluation.overall.genre.generated_by_discriminator;
  const Known<Proportion>& by_classifier = evaluation.overall.genre.generated_by_classifier;
  if (!by_head || !by_classifier || genre == Judgement::kUnknown) {
    finding.text = "Not judged: " +
                   (!by_head         ? by_head.why()
                    : !by_classifier ? by_classifier.why()
                                     : "the genre is not, either") +
                   ".";
    return finding;
  }
  const std::string figures = "The discriminator's head calls " + percent(by_head->share()) +
                              " of the generated covers right, the classifier " +
                              percent(by_classifier->share()) + ".";
  const bool apart = by_head->interval().low > by_classifier->interval().high &&
                     by_head->share() - by_classifier->share() >= 0.2;
  finding.text = figures;
  if (!apart || genre == Judgement::kGood) {
    finding.judgement = Judgement::kGood;
  } else if (genre == Judgement::kBetween) {
    finding.judgement = Judgement::kBetween;
  } else {
    finding.judgement = Judgement::kBad;
    finding.summary = "the discriminator's head claims " + percent(by_head->share()) +
                      ", which nobody else can see";
    finding.text += " The generator has learnt what pleases the head, not what shows the genre.";
  }
  return finding;
}

Finding judge_copies(const Evaluation& evaluation) {
  Finding finding = unjudged("Copies");
  const Nearness& nearness = evaluation.nearest_features;
  if (!nearness.generated || !nearness.held_out) {
    finding.text =
        "Not judged: " + (nearness.generated ? nearness.held_out : nearness.generated).why() + ".";
    return finding;
  }
  if (judge_diversity(evaluation.overall.diversity) == Judgement::kBad) {
    finding.text =
        "Not judged: the generator has collapsed, and one cover drawn over and over may come near "
        "some training cover by chance.";
    return finding;
  }
  const double median = nearness.generated->median();
  const bool copies = median < nearness.held_out->percentile_5();
  finding.judgement = copies ? Judgement::kBad : Judgement::kGood;
  if (copies) finding.summary = "it copies training covers";
  finding.text =
      "To the nearest training cover, in the classifier's features, half of the "
      "generated covers are nearer than " +
      four_digits(median) +
      "; of the held-out covers, which cannot be copies, 5% are "
      "nearer than " +
      four_digits(nearness.held_out->percentile_5()) + ".";
  return finding;
}

/// kBad over kBetween over kGood; kUnknown only if there is nothing else.
Judgement worst_of(const std::vector<Finding>& findings) {
  for (const Judgement judgement : {Judgement::kBad, Judgement::kBetween, Judgement::kGood}) {
    if (std::any_of(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.judgement == judgement; })) {
      return judgement;
    }
  }
  return Judgement::kUnknown;
}

}  // namespace

const char* name_of(Judgement judgement) {
  constexpr const char* kNames[] = {"good", "between", "bad", "unknown"};
  return kNames[static_cast<int>(judgement)];
}

Judgement judge_diversity(const Diversity& diversity) {
  if (!diversity.real || !diversity.generated) return Judgement::kUnknown;
  const double median = diversity.generated->median();
  if (median > diversity.real->percentile_95()) return Judgement::kBad;
  return median > diversity.real->upper_quartile() ? Judgement::kBetween : Judgement::kGood;
}

Verdict judge(const Evaluation& evaluation) {
  Verdict verdict;
  verdict.findings.push_back(judge_diversity_of_all(evaluation));
  verdict.findings.push_back(judge_genre(evaluation));
  verdict.findings.push_back(judge_head(evaluation, verdict.findings.back().judgement));
  verdict.findings.push_back(judge_copies(evaluation));
  verdict.judgement = worst_of(verdict.findings);
  for (const Finding& finding : verdict.findings) {
    if (finding.summary.empty()) continue;
    verdict.line += (verdict.line.empty() ? "" : "; ") + finding.summary;
  }
  verdict.line[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(verdict.line[0])));
  return verdict;
}

}  // namespace sleeve::apps
