// train.log: what happened in a run, with the time.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "apps/support/terminal.h"

namespace sleeve::apps {

class RunLog {
 public:
  /// Appends to the file. What is said also goes to the terminal.
  RunLog(const std::filesystem::path& path, Terminal& terminal);

  /// To the file and to the terminal.
  void say(const std::string& text);
  /// To the file alone.
  void note(const std::string& text);

 private:
  std::ofstream file_;
  Terminal& terminal_;
};

}  // namespace sleeve::apps
