#include "apps/fetch/source_help.h"

#include <sstream>
#include <vector>

#include "apps/support/nearest.h"
#include "data/sources/source_info.h"

namespace sleeve::apps {
namespace {

namespace sources = data::sources;

constexpr std::size_t kColumns = 80;

/// Words in lines: the first begins with `lead`, the others with as many blanks.
std::string wrapped(const std::string& lead, const std::string& text) {
  std::string result, line = lead;
  bool fresh = true;
  std::istringstream words(text);
  for (std::string word; words >> word; fresh = false) {
    if (line.size() + 1 + word.size() > kColumns) {
      result += line + "\n";
      line.assign(lead.size(), ' ');
      fresh = true;
    }
    line += (fresh ? "" : " ") + word;
  }
  return result + line + "\n";
}

std::string about(const sources::SourceInfo& source) {
  return "  " + source.name + "\n" + wrapped("    ", source.description) +
         wrapped("    needs:   ", source.needs) + wrapped("    permits: ", source.permits) +
         wrapped("    forbids: ", source.forbids);
}

}  // namespace

std::string source_names() {
  std::vector<std::string> names;
  for (const sources::SourceInfo& source : sources::all_sources()) names.push_back(source.name);
  return comma_separated(names);
}

std::string source_help() {
  std::string text = "Sources:\n";
  for (const sources::SourceInfo& source : sources::all_sources()) text += about(source);
  text += "Not built:\n";
  for (const sources::SourceNotBuilt& source : sources::sources_not_built()) {
    text += wrapped("  " + source.name + ": ", source.reason);
  }
  return text;
}

}  // namespace sleeve::apps
