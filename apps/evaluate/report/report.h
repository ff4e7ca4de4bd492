// The files that evaluate leaves: figures for programs, and a page for people.
#pragma once

#include <filesystem>
#include <string>

#include "apps/evaluate/evaluation.h"
#include "apps/evaluate/verdict.h"

namespace sleeve::apps {

/// One object; the same evaluation gives the same bytes. Every group of figures says what it is
/// (`definition`), of how many covers or pairs; one that is missing is {"missing": why}.
std::string json_report(const Evaluation& evaluation, const Verdict& verdict);

/// One page that needs nothing else: no script, no other file. Box plots are SVG, pictures data
/// URIs. Every text from outside is escaped.
std::string html_report(const Evaluation& evaluation, const Verdict& verdict);

/// "report.json" -> "report.html"
std::filesystem::path html_beside(const std::filesystem::path& json);

/// Writes both, the page beside the JSON. Throws engine::WriteError.
void write_reports(const std::filesystem::path& json, const Evaluation& evaluation,
                   const Verdict& verdict);

}  // namespace sleeve::apps
