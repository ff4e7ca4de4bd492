#include <algorithm>

#include "apps/evaluate/report/definitions.h"
#include "apps/evaluate/report/format.h"
#include "apps/evaluate/report/html.h"
#include "apps/evaluate/report/html_tables.h"
#include "apps/evaluate/report/page_style.h"
#include "apps/evaluate/report/report.h"

namespace sleeve::apps {
namespace {

struct Mark {
  const char* style;
  const char* word;
};

Mark mark_of(Judgement judgement) {
  constexpr Mark kMarks[] = {
      {"good", "good"}, {"middling", "so-so"}, {"bad", "bad"}, {"unknown", "not judged"}};
  return kMarks[static_cast<int>(judgement)];
}

std::string card(const std::string& content, const std::string& style = "") {
  return element("div", content, "class=\"card " + style + "\"");
}

std::string section(const std::string& title, const std::string& introduction,
                    const std::string& content) {
  return element("section", element("h2", escaped(title)) +
                                element("p", escaped(introduction), "class=\"soft\"") +
                                card(content));
}

std::string verdict_card(const Verdict& verdict) {
  std::string content = element("p", escaped(verdict.line));
  for (const Finding& finding : verdict.findings) {
    const Mark mark = mark_of(finding.judgement);
    content += element(
        "div",
        element("div", escaped(finding.heading)) +
            element("div",
                    element("span", mark.word, std::string("class=\"badge ") + mark.style + "\"") +
                        escaped(finding.text)),
        "class=\"finding\"");
  }
  return card(content, std::string("verdict ") + mark_of(verdict.judgement).style);
}

std::string fact(const std::string& name, const std::string& value) {
  return element("dt", escaped(name)) + element("dd", escaped(value));
}

std::string covers_text(const GenreEvaluation& genre) {
  const auto count = [](std::int64_t n) { return grouped(static_cast<std::uint64_t>(n)); };
  return count(genre.training_covers) + " to train on, " + count(genre.held_out_covers) +
         " held out, " + count(genre.generated_covers) + " generated";
}

std::string comparison_card(const Evaluation& evaluation) {
  const Comparison& compared = evaluation.compared;
  const std::string size = std::to_string(compared.image_size);
  std::string facts =
      fact("checkpoint", compared.checkpoint) +
      fact("step", grouped(compared.step) + ", " + compared.weights +
                       " weights, trained with seed " + std::to_string(compared.training_seed)) +
      fact("data set", compared.data_set) + fact("classifier", compared.classifier) +
      fact("covers", size + "x" + size + " pixels; " + covers_text(evaluation.overall)) +
      fact("MS-SSIM convention", compared.convention) +
      fact("seed", std::to_string(compared.seed)) + fact("device", compared.device);
  if (!compared.trained_on.empty()) facts += fact("trained on", compared.trained_on);
  facts += fact("program", compared.program) + fact("command", compared.command);
  return card(element("dl", facts, "class=\"facts\""));
}

std::string covers_section(const Evaluation& evaluation) {
  std::string facts;
  for (const GenreEvaluation& genre : evaluation.genres) {
    facts += fact(genre.name, covers_text(genre));
  }
  return card(element("dl", facts, "class=\"facts\""));
}

std::string recognition_sections(const Evaluation& evaluation) {
  const auto chance_of = [](std::size_t kinds) {
    return 1 / static_cast<double>(std::max<std::size_t>(kinds, 1));
  };
  const double genre_chance = chance_of(evaluation.genres.size());
  const double decade_chance = chance_of(evaluation.compared.decades.size());
  std::string sections =
      section("Do covers look like their genre?",
              std::string(definition_of("genre_accuracy").text) + " Guessing reaches " +
                  percent(genre_chance) +
                  ", the dashed line. Behind each share: its 95% interval, and of "
                  "how many covers it is.",
              recognition_table(evaluation, &GenreEvaluation::genre, genre_chance) +
                  terms({"generated_by_discriminator", "real_by_discriminator",
                         "real_by_classifier", "generated_by_classifier", "interval_95"}));
  if (evaluation.compared.decades.empty()) return sections;
  return sections +
         section("Do covers look like their decade?",
                 std::string(definition_of("decade_accuracy").text) + " Guessing reaches " +
                     percent(decade_chance) + ", the dashed line.",
                 recognition_table(evaluation, &GenreEvaluation::decade, decade_chance));
}

/// Small pictures are shown at twice their size, as whole pixels.
std::string picture(const Picture& picture) {
  constexpr int kSmall = 560;
  const int scale = picture.width < kSmall ? 2 : 1;
  const std::string image = "<img src=\"data:image/png;base64," + base64(picture.png) +
                            "\" width=\"" + std::to_string(scale * picture.width) + "\" height=\"" +
                            std::to_string(scale * picture.height) + "\" alt=\"" +
                            escaped(picture.title) + "\">";
  return element("figure",
                 element("h3", escaped(picture.title)) +
                     element("figcaption", escaped(picture.caption)) + image,
                 "id=\"" + escaped(picture.name) + "\"");
}

std::string pictures_section(const Evaluation& evaluation) {
  if (evaluation.pictures.empty()) return "";
  std::string figures;
  for (const Picture& one : evaluation.pictures) figures += picture(one);
  return section("Pictures", "Figures say how much; pictures say what.", figures);
}

std::string notes_section(const Evaluation& evaluation) {
  if (evaluation.notes.empty()) return "";
  std::string items;
  for (const std::string& note : evaluation.notes) items += element("li", escaped(note));
  return section("Notes", "What else to know when reading this.", element("ul", items));
}

std::string body(const Evaluation& evaluation, const Verdict& verdict) {
  return element("h1", "How good are these covers?") +
         element("p",
                 "An evaluation of " + escaped(evaluation.compared.checkpoint) + " by " +
                     escaped(evaluation.compared.program),
                 "class=\"soft\"") +
         verdict_card(verdict) + comparison_card(evaluation) + notes_section(evaluation) +
         section("Are they different covers, or the same one over and over?",
                 std::string(definition_of("ms_ssim").text) +
                     " Convention here: " + evaluation.compared.convention + ".",
                 diversity_table(evaluation)) +
         recognition_sections(evaluation) +
         section("Are they, as a set, like real covers?",
                 "Generated covers beside real training covers, each held against the same "
                 "held-out covers, in " +
                     std::to_string(evaluation.overall.generated.dimensions) +
                     " features of the classifier. What training covers reach is as good as it "
                     "gets.",
                 comparison_table(evaluation)) +
         section("Are they copies?",
                 "How near covers come to the nearest training cover: generated ones, and held-out "
                 "ones, which cannot be copies.",
                 nearness_table(evaluation)) +
         pictures_section(evaluation) +
         element("section",
                 element("h2", "How many covers there are") + covers_section(evaluation));
}

}  // namespace

std::string html_report(const Evaluation& evaluation, const Verdict& verdict) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
         element("title", "Evaluation of " + escaped(evaluation.compared.checkpoint)) +
         element("style", kPageStyle) + "\n</head>\n<body>\n" +
         element("main", body(evaluation, verdict)) + "\n</body>\n</html>\n";
}

}  // namespace sleeve::apps
