// The two files that evaluate leaves.
#include "apps/evaluate/report/report.h"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "apps/evaluate/report/charts.h"
#include "apps/evaluate/report/format.h"
#include "apps/evaluate/report/html.h"
#include "apps/support/text_file.h"
#include "engine/file_error.h"
#include "tests/apps/evaluate/made_up.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using nlohmann::json;

constexpr const char* kHostile = "</td><script>alert('1 & \"2\"')</script>";

json report_of(const apps::Evaluation& evaluation) {
  return json::parse(json_report(evaluation, judge(evaluation)));
}

std::string page_of(const apps::Evaluation& evaluation) {
  return html_report(evaluation, judge(evaluation));
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("the JSON has every figure, unrounded, under its name") {
  const json report = report_of(made_up_evaluation());
  CHECK(report["format"] == "sleeve evaluation 1");
  CHECK(report["verdict"]["judgement"] == "good");
  CHECK(report["compared"]["step"] == 20000);
  CHECK(report["compared"]["seed"] == 7);
  REQUIRE(report["genres"].size() == 2);
  const json& jazz = report["genres"][0];
  CHECK(jazz["name"] == "jazz");
  CHECK(jazz["covers"] == json{{"training", 4321}, {"held_out", 100}, {"generated", 1000}});
  CHECK(jazz["ms_ssim"]["convention"] == "clamp");
  CHECK(jazz["ms_ssim"]["generated"]["count"] == 101);
  CHECK(jazz["ms_ssim"]["generated"]["quantiles"][3] == json{0.5, 0.3125});
  CHECK(jazz["ms_ssim"]["between"]["box"]["median"] == 0.125);
  CHECK(jazz["genre_accuracy"]["generated_by_classifier"]["share"] == 0.79);
  CHECK(jazz["genre_accuracy"]["real_by_classifier"]["count"] == 100);
  const json& interval = jazz["genre_accuracy"]["generated_by_discriminator"]["interval_95"];
  CHECK(std::abs(interval[0].get<double>() - 0.9574966) <= 1e-6);
  CHECK(jazz["decade_accuracy"]["generated_by_classifier"]["successes"] == 540);
  const json& distance = jazz["generated_against_held_out"];
  CHECK(distance["frechet"] == 12.5);
  CHECK(distance["kernel"]["mean"] == 0.125);
  CHECK(distance["kernel"]["deviation"] == 0.0625);
  CHECK(distance["precision"] == 0.75);
  CHECK(distance["recall"] == 0.375);
  CHECK(distance["density"] == 0.875);
  CHECK(distance["coverage"] == 0.625);
  CHECK(distance["k"] == 5);
  CHECK(jazz["training_against_held_out"]["other_covers"] == 900);
  CHECK(report["nearest_features"]["generated"]["mean"] == 2);
  CHECK(report["overall"]["name"] == "overall");
}

/// Keys of all objects below; of a box plot, whose parts its own definition names, only its own.
void collect_keys(const json& value, std::set<std::string>& keys) {
  for (const auto& [key, below] : value.items()) {
    if (value.is_object()) keys.insert(key);
    if (key != "box" && key != "covers" && below.is_structured()) collect_keys(below, keys);
  }
}

TEST_CASE("every figure of the JSON is defined in it") {
  apps::Evaluation evaluation = made_up_evaluation();
  evaluation.genres[0].diversity.real = apps::Gap{"why"};
  const json report = report_of(evaluation);
  std::set<std::string> keys;
  for (const char* group : {"overall", "genres", "nearest_pixels", "nearest_features"}) {
    collect_keys(report[group], keys);
  }
  keys.insert({"nearest_pixels", "nearest_features"});
  keys.erase("name");
  CHECK(keys.size() > 25);
  for (const std::string& key : keys) {
    CAPTURE(key);
    CHECK(report["definitions"].contains(key));
  }
  // Nor is anything defined that is not there.
  CHECK(report["definitions"].size() == keys.size());
}

TEST_CASE("a figure that is missing says why, in both files") {
  apps::Evaluation evaluation = made_up_evaluation();
  apps::GenreEvaluation& genre = evaluation.genres[1];
  genre.diversity.real = apps::Gap{"reason 1"};
  genre.genre.real_by_classifier = apps::Gap{"reason 2"};
  genre.generated.frechet = apps::Gap{"reason 3"};
  genre.generated.kernel = apps::Gap{"reason 4"};
  genre.training.manifold = apps::Gap{"reason 5"};
  evaluation.nearest_pixels.held_out = apps::Gap{"reason 6"};
  const json report = report_of(evaluation);
  const json& rock = report["genres"][1];
  CHECK(rock["ms_ssim"]["real"] == json{{"missing", "reason 1"}});
  CHECK(rock["genre_accuracy"]["real_by_classifier"] == json{{"missing", "reason 2"}});
  CHECK(rock["generated_against_held_out"]["frechet"] == json{{"missing", "reason 3"}});
  CHECK(rock["generated_against_held_out"]["kernel"] == json{{"missing", "reason 4"}});
  CHECK(rock["training_against_held_out"]["coverage"] == json{{"missing", "reason 5"}});
  CHECK_FALSE(rock["training_against_held_out"].contains("k"));
  CHECK(report["nearest_pixels"]["held_out"] == json{{"missing", "reason 6"}});
  const std::string page = page_of(evaluation);
  for (int i = 1; i <= 6; ++i) CHECK(occurrences(page, "reason " + std::to_string(i)) == 1);
}

TEST_CASE("an evaluation without any figure is a report of gaps") {
  apps::Evaluation evaluation;
  evaluation.genres.emplace_back();
  CHECK(report_of(evaluation)["genres"][0]["ms_ssim"]["real"]["missing"] == "not measured");
  CHECK(contains(page_of(evaluation), "not measured"));
}

TEST_CASE("the page shows the figures") {
  const std::string page = page_of(made_up_evaluation());
  for (const char* text :
       {"As varied as real covers in 2 of 2 genres", "one.safetensors", "4,321 to train on",
        "<b>79.0%</b>", "12.5", "0.125 &plusmn; 0.0625", "37.5%", "0.875", "0.312", "clamp",
        "The data set is small.", "Left a generated cover.", "decade", "k-th nearest"}) {
    CAPTURE(text);
    CHECK(contains(page, text));
  }
  apps::Evaluation without_decades = made_up_evaluation();
  without_decades.compared.decades.clear();
  CHECK_FALSE(contains(page_of(without_decades), "decade"));
}

/// Every element that is opened is closed, in order; those of HTML that have no end are left out.
void check_nesting(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    REQUIRE(end != std::string::npos);
    const std::string tag = page.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find(' '));
    if (tag.ends_with("/") || name == "!DOCTYPE" || name == "meta" || name == "br" ||
        name == "img") {
      continue;
    }
    if (name[0] != '/') {
      open.push_back(name);
    } else {
      REQUIRE_FALSE(open.empty());
      REQUIRE(open.back() == name.substr(1));
      open.pop_back();
    }
  }
  CHECK(open.empty());
}

TEST_CASE("the page is one well-formed file that asks for no other") {
  const std::string page = page_of(made_up_evaluation());
  check_nesting(page);
  for (const char* reference : {"http", "<script", "<link", "@import", "url(", "<iframe"}) {
    CAPTURE(reference);
    CHECK_FALSE(contains(page, reference));
  }
  CHECK(occurrences(page, "src=") == 1);
  CHECK(contains(page, "src=\"data:image/png;base64,Zm9vYg==\""));
}

TEST_CASE("names from outside are text, wherever they stand") {
  apps::Evaluation evaluation = made_up_evaluation();
  const std::string benign = page_of(evaluation);
  apps::Comparison& compared = evaluation.compared;
  for (std::string* text :
       {&compared.checkpoint, &compared.data_set, &compared.classifier, &compared.weights,
        &compared.convention, &compared.program, &compared.command, &compared.device,
        &compared.trained_on, &evaluation.overall.name, &evaluation.genres[0].name,
        &evaluation.pictures[0].name, &evaluation.pictures[0].title,
        &evaluation.pictures[0].caption, &evaluation.notes[0]}) {
    *text = kHostile;
  }
  apps::GenreEvaluation& rock = evaluation.genres[1];
  rock.name = kHostile;
  rock.diversity.real = apps::Gap{kHostile};
  rock.genre.real_by_discriminator = apps::Gap{kHostile};
  rock.generated.frechet = apps::Gap{kHostile};
  rock.generated.kernel = apps::Gap{kHostile};
  rock.generated.manifold = apps::Gap{kHostile};
  const std::string page = page_of(evaluation);
  check_nesting(page);
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "alert('"));
  CHECK(occurrences(page, "&lt;/td&gt;&lt;script&gt;alert(&#39;1 &amp; &quot;2&quot;&#39;)") > 20);
  CHECK(report_of(evaluation)["genres"][0]["name"] == kHostile);
}

TEST_CASE("a file's name that is no UTF-8 does not stop the report") {
  apps::Evaluation evaluation = made_up_evaluation();
  evaluation.compared.checkpoint = "caf\xe9.safetensors";
  CHECK(report_of(evaluation)["compared"]["checkpoint"] == "caf\xef\xbf\xbd.safetensors");
}

TEST_CASE("both files appear, the same bytes every time") {
  const TemporaryFolder folder;
  const apps::Evaluation evaluation = made_up_evaluation();
  const apps::Verdict verdict = judge(evaluation);
  const std::filesystem::path path = folder.path() / "first.report.json";
  write_reports(path, evaluation, verdict);
  CHECK(apps::read_text(path) == json_report(made_up_evaluation(), verdict));
  CHECK(apps::read_text(folder.path() / "first.report.html") ==
        html_report(made_up_evaluation(), verdict));
  CHECK_THROWS_AS(write_reports(folder.path() / "no" / "such.json", evaluation, verdict),
                  engine::WriteError);
}

TEST_CASE("bytes become base64 as RFC 4648 has it") {
  const auto encoded = [](const std::string& text) {
    return apps::base64(std::as_bytes(std::span(text)));
  };
  CHECK(encoded("") == "");
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("foob") == "Zm9vYg==");
  CHECK(encoded("fooba") == "Zm9vYmE=");
  CHECK(encoded("foobar") == "Zm9vYmFy");
  CHECK(encoded("\xff\xfb\xf0") == "//vw");
}

TEST_CASE("numbers are written as people read them") {
  CHECK(apps::percent(0.8471) == "84.7%");
  CHECK(apps::fixed(0.1, 3) == "0.100");
  CHECK(apps::four_digits(1234.56) == "1235");
  CHECK(apps::four_digits(-0.00123456) == "-0.001235");
  CHECK(apps::grouped(7) == "7");
  CHECK(apps::grouped(1000) == "1,000");
  CHECK(apps::grouped(1234567) == "1,234,567");
  CHECK(apps::counted(1, "cover") == "1 cover");
  CHECK(apps::counted(1200, "cover") == "1,200 covers");
  CHECK(apps::enumerated({"a"}) == "a");
  CHECK(apps::enumerated({"a", "b", "c"}) == "a, b and c");
  CHECK(apps::scale_end(0) == 1);
  CHECK(apps::scale_end(0.3) == doctest::Approx(0.4));
  CHECK(apps::scale_end(80) == 80);
  CHECK(apps::scale_end(81) == 100);
}

TEST_CASE("a box plot stands where its figures are") {
  // From 6 to 354 pixels for 0 to 1.
  const apps::Distribution scores = apps::distribution_of({0, 0.25F, 0.25F, 0.5F, 0.75F, 0.75F, 1});
  const std::string plot = apps::box_plot(scores, 1, "real");
  CHECK(
      contains(plot, "<rect x=\"93.0\" y=\"4\" height=\"14\" width=\"174.0\" class=\"box real\""));
  CHECK(contains(plot, "<line x1=\"180.0\" y1=\"3\" x2=\"180.0\" y2=\"19\" class=\"median real\""));
  const std::string bar = apps::share_bar({1, 4}, 0.5, "generated");
  CHECK(contains(bar, "cx=\"40.5\""));                                 // 6 + 138 / 4
  CHECK(contains(bar, "x1=\"75.0\" y1=\"2\" x2=\"75.0\" y2=\"16\""));  // chance
}

}  // namespace
}  // namespace sleeve::tests
