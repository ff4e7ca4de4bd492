#include "apps/train/run_log.h"

#include <ctime>

namespace sleeve::apps {

RunLog::RunLog(const std::filesystem::path& path, Terminal& terminal)
    : file_(path, std::ios::app), terminal_(terminal) {}

void RunLog::say(const std::string& text) {
  terminal_.line(text);
  note(text);
}

void RunLog::note(const std::string& text) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char time[32];
  std::strftime(time, sizeof(time), "%Y-%m-%d %H:%M:%S", &local);
  file_ << time << "  " << text << std::endl;
}

}  // namespace sleeve::apps
