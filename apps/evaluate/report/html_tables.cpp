#include "apps/evaluate/report/html_tables.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string_view>

#include "apps/evaluate/report/charts.h"
#include "apps/evaluate/report/definitions.h"
#include "apps/evaluate/report/format.h"
#include "apps/evaluate/report/html.h"
#include "apps/evaluate/verdict.h"

namespace sleeve::apps {
namespace {

constexpr const char* kNumber = "class=\"number\"";

std::string number(const std::string& text) { return element("td", text, kNumber); }

std::string gap(const std::string& why, std::size_t columns) {
  return element("td", "&mdash; " + escaped(why),
                 "class=\"gap\" colspan=\"" + std::to_string(columns) + "\"");
}

std::string heading(std::string_view name, const char* attributes = "") {
  return element("th", escaped(name), attributes);
}

std::string row_heading(const std::string& content, int rows) {
  return element("th", content, "rowspan=\"" + std::to_string(rows) + "\" scope=\"rowgroup\"");
}

/// A cell with a name and the colour in which it is drawn.
std::string keyed(std::string_view name, const std::string& kind) {
  return element("td", element("span", "", "class=\"key " + kind + "\"") + escaped(name),
                 "class=\"line\"");
}

std::string table(const std::string& head, const std::string& bodies) {
  return element("table", element("thead", element("tr", head)) + bodies);
}

/// Of all genres together, then of each.
std::string for_all(const Evaluation& evaluation,
                    const std::function<std::string(const GenreEvaluation&)>& body) {
  std::string bodies = element("tbody", body(evaluation.overall));
  for (const GenreEvaluation& genre : evaluation.genres) bodies += element("tbody", body(genre));
  return bodies;
}

constexpr std::size_t kFirstQuantile = 1, kLastQuantile = 5;  // the ends are in the box plot

std::string distribution_heads(double end) {
  std::string heads = element("th", box_plot_axis(end)) + heading("Count", kNumber) +
                      heading("Mean", kNumber) + heading("Zeros", kNumber);
  for (std::size_t i = kFirstQuantile; i <= kLastQuantile; ++i) {
    heads += heading(four_digits(100 * Distribution::kLevels[i]) + "%", kNumber);
  }
  return heads;
}

constexpr std::size_t kDistributionColumns = 4 + kLastQuantile - kFirstQuantile + 1;

std::string distribution_cells(const Known<Distribution>& known, double end,
                               const std::string& kind) {
  if (!known) return gap(known.why(), kDistributionColumns);
  std::string cells = element("td", box_plot(*known, end, kind)) + number(grouped(known->count)) +
                      number(fixed(known->mean, 3)) + number(percent(known->zero_share));
  for (std::size_t i = kFirstQuantile; i <= kLastQuantile; ++i) {
    cells += number(fixed(known->quantiles[i], 3));
  }
  return cells;
}

std::string distribution_row(const Known<Distribution>& known, double end, const std::string& kind,
                             std::string_view name) {
  return keyed(name, kind) + distribution_cells(known, end, kind);
}

std::string diversity_badge(const Diversity& diversity) {
  switch (judge_diversity(diversity)) {
    case Judgement::kGood:
      return element("span", "as varied", "class=\"badge good\"");
    case Judgement::kBetween:
      return element("span", "less varied", "class=\"badge middling\"");
    case Judgement::kBad:
      return element("span", "collapsed", "class=\"badge bad\"");
    case Judgement::kUnknown:
      break;
  }
  return element("span", "not judged", "class=\"badge unknown\"");
}

std::string recognition_cell(const Known<Proportion>& known, double chance,
                             const std::string& kind) {
  if (!known) return gap(known.why(), 1);
  const Interval interval = known->interval();
  const std::string plausible = fixed(100 * interval.low, 1) + "&ndash;" + percent(interval.high) +
                                " of " + grouped(static_cast<std::uint64_t>(known->count));
  return element("td",
                 share_bar(*known, chance, kind) + element("b", percent(known->share())) + " " +
                     element("span", plausible, "class=\"soft\""),
                 "class=\"line\"");
}

std::string comparison_row(const SetComparison& comparison) {
  std::string cells = number(grouped(comparison.other)) + number(grouped(comparison.real));
  cells += comparison.frechet ? number(four_digits(*comparison.frechet))
                              : gap(comparison.frechet.why(), 1);
  const Known<KernelDistance>& kernel = comparison.kernel;
  cells += kernel
               ? number(four_digits(kernel->mean) + " &plusmn; " + four_digits(kernel->deviation))
               : gap(kernel.why(), 1);
  const Known<ManifoldFigures>& manifold = comparison.manifold;
  if (!manifold) return cells + gap(manifold.why(), 5);
  return cells + number(percent(manifold->precision)) + number(percent(manifold->recall)) +
         number(fixed(manifold->density, 3)) + number(percent(manifold->coverage)) +
         number(std::to_string(manifold->k));
}

std::string nearness_body(const Nearness& nearness, std::string_view key) {
  double end = 0;
  for (const Known<Distribution>* one : {&nearness.generated, &nearness.held_out}) {
    if (*one) end = std::max(end, (*one)->quantiles.back());
  }
  end = scale_end(end);
  const auto row = [&](const Known<Distribution>& known, const char* kind, const char* name) {
    return element("tr", distribution_row(known, end, kind, name));
  };
  return element("h3", escaped(definition_of(key).name)) +
         element("p", escaped(definition_of(key).text)) +
         table(heading("Covers") + distribution_heads(end),
               element("tbody", row(nearness.generated, "generated", "generated") +
                                    row(nearness.held_out, "real", "held out")));
}

}  // namespace

std::string terms(std::initializer_list<std::string_view> keys) {
  std::string list;
  for (const std::string_view key : keys) {
    const Definition& definition = definition_of(key);
    list += element(
        "div", element("dt", escaped(definition.name)) + element("dd", escaped(definition.text)));
  }
  return element("dl", list, "class=\"terms\"");
}

std::string diversity_table(const Evaluation& evaluation) {
  constexpr double kEnd = 1;  // of MS-SSIM; the same in every report
  const auto body = [&](const GenreEvaluation& genre) {
    const Diversity& diversity = genre.diversity;
    return element("tr", row_heading(escaped(genre.name) + "<br>" + diversity_badge(diversity), 3) +
                             distribution_row(diversity.real, kEnd, "real", "real")) +
           element("tr", distribution_row(diversity.generated, kEnd, "generated", "generated")) +
           element("tr", distribution_row(diversity.between, kEnd, "between", "between"));
  };
  return table(heading("Genre") + heading("Pairs") + distribution_heads(kEnd),
               for_all(evaluation, body)) +
         terms({"real", "generated", "between", "zero_share", "quantiles", "box", "convention"});
}

std::string recognition_table(const Evaluation& evaluation, Recognition GenreEvaluation::*which,
                              double chance) {
  const auto body = [&](const GenreEvaluation& genre) {
    const Recognition& recognition = genre.*which;
    return element(
        "tr", row_heading(escaped(genre.name), 1) +
                  recognition_cell(recognition.generated_by_discriminator, chance, "generated") +
                  recognition_cell(recognition.real_by_discriminator, chance, "real") +
                  recognition_cell(recognition.real_by_classifier, chance, "real") +
                  recognition_cell(recognition.generated_by_classifier, chance, "generated"));
  };
  std::string heads = heading("Genre");
  for (const char* key : {"generated_by_discriminator", "real_by_discriminator",
                          "real_by_classifier", "generated_by_classifier"}) {
    heads += heading(definition_of(key).name);
  }
  return table(heads, for_all(evaluation, body));
}

std::string comparison_table(const Evaluation& evaluation) {
  const auto body = [&](const GenreEvaluation& genre) {
    return element("tr", row_heading(escaped(genre.name), 2) + keyed("generated", "generated") +
                             comparison_row(genre.generated)) +
           element("tr", keyed("training", "real") + comparison_row(genre.training));
  };
  std::string heads =
      heading("Genre") + heading("Set") + heading("Covers", kNumber) + heading("Held out", kNumber);
  for (const char* key : {"frechet", "kernel", "precision", "recall", "density", "coverage"}) {
    heads += heading(definition_of(key).name, kNumber);
  }
  heads += heading("k", kNumber);
  return table(heads, for_all(evaluation, body)) +
         terms({"generated_against_held_out", "training_against_held_out", "frechet", "kernel",
                "precision", "recall", "density", "coverage", "k"});
}

std::string nearness_table(const Evaluation& evaluation) {
  return nearness_body(evaluation.nearest_pixels, "nearest_pixels") +
         nearness_body(evaluation.nearest_features, "nearest_features");
}

}  // namespace sleeve::apps
