// prepare: makes a data set from image files, or from covers drawn by code.
#include "data/preparing/prepare.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iostream>

#include "apps/support/program.h"
#include "apps/support/terminal.h"
#include "apps/support/text_file.h"
#include "data/demo/demo_covers.h"

namespace sleeve::apps {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path input;
  bool demo = false;
  fs::path out;
  bool force = false;
  data::PrepareOptions prepare;
  data::DemoOptions demo_covers;
};

void add_options(CLI::App& app, Options& options) {
  CLI::Option* input =
      app.add_option("input", options.input,
                     "Folder with one folder of covers per genre, or a manifest (.csv, .jsonl)")
          ->type_name("DIR|MANIFEST")
          ->group(kRequired);
  CLI::Option* demo = app.add_flag("--demo", options.demo,
                                   "Instead: covers drawn by code, six genres by six decades")
                          ->excludes(input)
                          ->group(kRequired);
  app.add_option("--out", options.out, "The data set, e.g. covers.safetensors")
      ->type_name("FILE")
      ->required()
      ->group(kRequired);

  constexpr const char* kDataSet = "Data set";
  app.add_option("--size", options.prepare.size, "Pixels a side; smaller covers are refused")
      ->capture_default_str()
      ->group(kDataSet);
  app.add_option("--held-out", options.prepare.held_out, "Share of covers kept from training")
      ->capture_default_str()
      ->group(kDataSet);
  app.add_flag("--force", options.force, "Replace the data set and its report")->group(kDataSet);

  constexpr const char* kDemo = "Covers drawn by code";
  app.add_option("--count", options.demo_covers.count, "How many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->needs(demo)
      ->group(kDemo);
  app.add_option("--seed", options.demo_covers.seed, "The same seed draws the same covers")
      ->capture_default_str()
      ->needs(demo)
      ->group(kDemo);

  app.add_option("--threads", options.prepare.threads, "0: one for each core")
      ->capture_default_str()
      ->group("Computing");
}

fs::path report_path(const Options& options) { return options.out.string() + ".report.json"; }

/// What can be known before any work is done.
void check_options(const Options& options) {
  if (options.input.empty() && !options.demo) {
    throw InputError(
        "name a folder of covers or a manifest, or ask for --demo; see prepare --help");
  }
  const fs::path folder = options.out.parent_path();
  if (!folder.empty() && !fs::is_directory(folder)) {
    throw InputError("--out: there is no folder " + folder.string() + "; create it first");
  }
  if (options.force) return;
  for (const fs::path& file : {options.out, report_path(options)}) {
    if (fs::exists(file)) {
      throw InputError(file.string() + " is there already; choose another --out, or --force");
    }
  }
}

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

void say_counts(const std::string& heading, const std::map<std::string, data::CoverCount>& counts,
                Terminal& terminal) {
  if (counts.empty()) return;
  std::size_t width = 0;
  for (const auto& [name, count] : counts) width = std::max(width, name.size());
  terminal.line(heading);
  for (const auto& [name, count] : counts) {
    terminal.line("  " + name + std::string(width - name.size() + 2, ' ') +
                  std::to_string(count.total()));
  }
}

void say_refused(const data::PrepareReport& report, Terminal& terminal) {
  terminal.line("refused       " + counted(report.refused.size(), "file"));
  const auto counts = report.refused_by_reason();
  for (std::size_t kind = 0; kind < counts.size(); ++kind) {
    if (counts[kind] == 0) continue;
    const auto refusal = static_cast<data::Refusal>(kind);
    const auto first =
        std::find_if(report.refused.begin(), report.refused.end(),
                     [&](const data::RefusedFile& file) { return file.refusal == refusal; });
    terminal.line("  " + std::to_string(counts[kind]) + " " + data::name_of(refusal) + ", e.g. " +
                  first->name + ": " + first->reason);
  }
}

void say_duplicates(const data::PrepareReport& report, Terminal& terminal) {
  std::size_t alike = 0;
  for (const auto& group : report.near_duplicates) alike += group.size();
  terminal.line("identical     " + counted(report.merged(), "file") + " merged into others");
  terminal.line("near-same     " + counted(alike, "cover") + " in " +
                counted(report.near_duplicates.size(), "group") +
                ", each on one side of the split");
}

void warn(const data::PrepareReport& report) {
  constexpr std::size_t kShown = 10;
  const std::size_t shown = std::min(kShown, report.warnings.size());
  for (std::size_t i = 0; i < shown; ++i) {
    std::cerr << "prepare: warning: " << report.warnings[i] << "\n";
  }
  if (report.warnings.size() > shown) {
    std::cerr << "prepare: warning: and " << report.warnings.size() - shown
              << " more, which the report lists\n";
  }
}

void say_result(const Options& options, const data::PrepareReport& report, Terminal& terminal) {
  say_counts("genres", report.genres, terminal);
  say_counts("decades", report.decades, terminal);
  if (report.unlabelled > 0) terminal.line("without genre " + std::to_string(report.unlabelled));
  if (!options.demo) {
    say_duplicates(report, terminal);
    say_refused(report, terminal);
    terminal.line("report        " + report_path(options).string());
  }
  const std::string side = std::to_string(options.prepare.size);
  terminal.line("data set      " + options.out.string() + ": " +
                counted(report.covers.total(), "cover") + " of " + side + "x" + side + ", " +
                std::to_string(report.covers.train) + " to train on, " +
                std::to_string(report.covers.held_out) + " held out");
}

int prepare(Options options) {
  check_options(options);
  Terminal terminal;
  options.prepare.program = "prepare " + program_version();
  options.prepare.progress = [&](std::size_t done, std::size_t total) {
    terminal.live_line((options.demo ? "drawing " : "reading ") + std::to_string(done) + " of " +
                       std::to_string(total));
  };
  const data::PrepareReport report =
      options.demo
          ? data::prepare_demo_covers(options.demo_covers, options.prepare, options.out)
          : data::prepare_covers(data::list_covers(options.input), options.prepare, options.out);
  if (!options.demo) write_text(report_path(options), data::to_json(report));
  say_result(options, report, terminal);
  warn(report);
  return kDone;
}

}  // namespace
}  // namespace sleeve::apps

int main(int argc, char** argv) {
  using namespace sleeve::apps;
  return run_program({"prepare", "Makes a data set of album covers to train on."}, argc, argv,
                     add_options, prepare);
}
