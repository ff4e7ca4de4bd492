#include "apps/support/file_names.h"

#include <algorithm>
#include <cctype>

namespace sleeve::apps {

std::string file_name_of(const std::string& name) {
  std::string file_name = name;
  for (char& c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) == 0 && byte < 0x80 && c != '.') c = '-';
  }
  if (file_name.starts_with('.')) file_name.front() = '-';
  return file_name;
}

std::vector<std::string> distinct_file_names(const std::vector<std::string>& names) {
  std::vector<std::string> distinct;
  for (const std::string& name : names) {
    std::string file_name = file_name_of(name);
    for (int i = 2; std::ranges::find(distinct, file_name) != distinct.end(); ++i) {
      file_name = file_name_of(name) + "-" + std::to_string(i);
    }
    distinct.push_back(file_name);
  }
  return distinct;
}

}  // namespace sleeve::apps
