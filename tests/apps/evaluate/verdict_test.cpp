// The rules by which figures become words.
#include "apps/evaluate/verdict.h"

#include <doctest/doctest.h>

#include "tests/apps/evaluate/made_up.h"

namespace sleeve::tests {
namespace {

using apps::Gap;
using apps::Judgement;
using apps::Proportion;

const apps::Finding& finding(const apps::Verdict& verdict, const std::string& heading) {
  for (const apps::Finding& one : verdict.findings) {
    if (one.heading == heading) return one;
  }
  throw std::out_of_range(heading);
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("diversity is judged by the real covers of the genre") {
  // Of the real pairs, 75% are below 0.375 and 95% below 0.475.
  apps::Diversity diversity = {spread_scores(0, 0.5), spread_scores(0, 0.74), Gap{"not asked"}};
  CHECK(judge_diversity(diversity) == Judgement::kGood);
  diversity.generated = spread_scores(0, 0.76);
  CHECK(judge_diversity(diversity) == Judgement::kBetween);
  diversity.generated = spread_scores(0.1, 0.84);
  CHECK(judge_diversity(diversity) == Judgement::kBetween);
  diversity.generated = spread_scores(0.1, 0.86);
  CHECK(judge_diversity(diversity) == Judgement::kBad);
  diversity.real = Gap{"1 held-out cover"};
  CHECK(judge_diversity(diversity) == Judgement::kUnknown);
  diversity = {spread_scores(0, 0.5), Gap{"none"}, spread_scores(0, 1)};
  CHECK(judge_diversity(diversity) == Judgement::kUnknown);
}

TEST_CASE("a good model is called good, in one line with its figures") {
  const apps::Verdict verdict = judge(made_up_evaluation());
  CHECK(verdict.judgement == Judgement::kGood);
  CHECK(verdict.line ==
        "As varied as real covers in 2 of 2 genres; genre recognised in 79.0% of generated covers "
        "(held-out covers 80.0%)");
  for (const apps::Finding& one : verdict.findings) CHECK(one.judgement == Judgement::kGood);
}

TEST_CASE("one collapsed genre is enough to say so, by name") {
  apps::Evaluation evaluation = made_up_evaluation();
  evaluation.genres.push_back(made_up_genre("polka"));
  evaluation.genres[1].diversity.generated = spread_scores(0.9, 1);
  evaluation.genres[2].diversity.real = Gap{"1 held-out cover; two are needed"};
  const apps::Verdict verdict = judge(evaluation);
  CHECK(verdict.judgement == Judgement::kBad);
  CHECK(verdict.line.starts_with("Collapsed in 1 of 3 genres; "));
  const apps::Finding& diversity = finding(verdict, "Diversity");
  CHECK(says(diversity.text, "Collapsed: rock ("));
  CHECK(says(diversity.text, "As varied as real covers: jazz."));
  CHECK(says(diversity.text, "Not judged: polka."));
}

TEST_CASE("a genre shows if the classifier sees it as in real covers") {
  apps::Evaluation evaluation = made_up_evaluation();  // chance: a half; of real covers 80 of 100
  const auto judged = [&](std::int64_t successes) {
    evaluation.overall.genre.generated_by_classifier = Proportion{successes, 1000};
    return finding(judge(evaluation), "Genre").judgement;
  };
  CHECK(judged(900) == Judgement::kGood);
  CHECK(judged(700) == Judgement::kGood);     // at most 0.728, and of real covers at least 0.711
  CHECK(judged(670) == Judgement::kBetween);  // at most 0.698
  CHECK(judged(651) == Judgement::kBetween);
  CHECK(judged(649) == Judgement::kBad);  // less than half of the way from 0.5 to 0.8
  CHECK(judged(300) == Judgement::kBad);
}

TEST_CASE("a classifier that guesses judges nothing") {
  apps::Evaluation evaluation = made_up_evaluation();
  evaluation.overall.genre.real_by_classifier = Proportion{55, 100};
  const apps::Verdict verdict = judge(evaluation);
  CHECK(finding(verdict, "Genre").judgement == Judgement::kUnknown);
  CHECK(says(finding(verdict, "Genre").text, "which chance (50.0%) explains"));
  CHECK(finding(verdict, "Discriminator's head").judgement == Judgement::kUnknown);
  CHECK(says(verdict.line, "genre not judged"));

  evaluation.genres.resize(1);
  CHECK(says(finding(judge(evaluation), "Genre").text, "There is one genre"));
}

TEST_CASE("a head that sees what the classifier does not is named") {
  apps::Evaluation evaluation = made_up_evaluation();
  evaluation.overall.genre.generated_by_classifier = Proportion{560, 1000};
  const apps::Verdict verdict = judge(evaluation);
  CHECK(verdict.judgement == Judgement::kBad);
  CHECK(finding(verdict, "Discriminator's head").judgement == Judgement::kBad);
  CHECK(says(verdict.line, "the discriminator's head claims 97.0%, which nobody else can see"));

  // Neither sees it: the genre is bad, the head honest.
  evaluation.overall.genre.generated_by_discriminator = Proportion{570, 1000};
  CHECK(finding(judge(evaluation), "Discriminator's head").judgement == Judgement::kGood);
  // Far apart by a few covers only: it may be chance.
  evaluation.overall.genre.generated_by_discriminator = Proportion{5, 6};
  CHECK(finding(judge(evaluation), "Discriminator's head").judgement == Judgement::kGood);
  // Apart for sure, but not by much.
  evaluation.overall.genre.generated_by_discriminator = Proportion{650, 1000};
  CHECK(finding(judge(evaluation), "Discriminator's head").judgement == Judgement::kGood);
  // The classifier sees as much as in real covers, the head more.
  evaluation.overall.genre.generated_by_discriminator = Proportion{1000, 1000};
  evaluation.overall.genre.generated_by_classifier = Proportion{790, 1000};
  CHECK(finding(judge(evaluation), "Discriminator's head").judgement == Judgement::kGood);
  // The classifier sees almost as much as in real covers, the head more.
  evaluation.overall.genre.generated_by_discriminator = Proportion{970, 1000};
  evaluation.overall.genre.generated_by_classifier = Proportion{670, 1000};
  CHECK(finding(judge(evaluation), "Discriminator's head").judgement == Judgement::kBetween);
}

TEST_CASE("covers nearer to training covers than held-out ones come are copies") {
  apps::Evaluation evaluation = made_up_evaluation();  // of held-out covers 5% are below 1.1
  evaluation.nearest_features.generated = spread_scores(0, 2.22);
  CHECK(finding(judge(evaluation), "Copies").judgement == Judgement::kGood);
  evaluation.nearest_features.generated = spread_scores(0, 2.18);
  CHECK(finding(judge(evaluation), "Copies").judgement == Judgement::kBad);
  CHECK(says(judge(evaluation).line, "it copies training covers"));
  apps::Evaluation collapsed = evaluation;
  collapsed.overall.diversity.generated = spread_scores(0.8, 1);
  CHECK(finding(judge(collapsed), "Copies").judgement == Judgement::kUnknown);
  evaluation.nearest_features.held_out = Gap{"no held-out covers"};
  CHECK(finding(judge(evaluation), "Copies").text == "Not judged: no held-out covers.");
}

TEST_CASE("nothing measured is nothing judged") {
  const apps::Verdict verdict = apps::judge({});
  CHECK(verdict.judgement == Judgement::kUnknown);
  CHECK(verdict.line == "Diversity not measured; genre not judged");
}

}  // namespace
}  // namespace sleeve::tests
