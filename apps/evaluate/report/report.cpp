#include "apps/evaluate/report/report.h"

#include "apps/support/text_file.h"

namespace sleeve::apps {

std::filesystem::path html_beside(const std::filesystem::path& json) {
  return std::filesystem::path(json).replace_extension(".html");
}

void write_reports(const std::filesystem::path& json, const Evaluation& evaluation,
                   const Verdict& verdict) {
  write_text(json, json_report(evaluation, verdict));
  write_text(html_beside(json), html_report(evaluation, verdict));
}

}  // namespace sleeve::apps
