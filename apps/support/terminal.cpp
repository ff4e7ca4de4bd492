#include "apps/support/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sleeve::apps {
namespace {

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

void write_out(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

Terminal::Terminal() : live_(isatty(STDOUT_FILENO) == 1) {}

Terminal::~Terminal() {
  if (shown_) write_out("\n");
}

void Terminal::clear_live_line() {
  if (shown_) write_out("\r\x1b[K");
  shown_ = false;
}

void Terminal::line(const std::string& text) {
  clear_live_line();
  write_out(text + "\n");
}

void Terminal::live_line(const std::string& text) {
  if (!live_) return;
  // The last column stays free: some terminals wrap as soon as it is written.
  std::string drawn = text.substr(0, terminal_width() - 1);
  drawn += "\x1b[K";
  write_out("\r");
  write_out(drawn);
  shown_ = true;
}

std::string clock_text(double seconds) {
  const long long whole = std::llround(std::max(0.0, seconds));
  const long long hours = whole / 3600;
  char text[64];
  if (hours > 0) {
    std::snprintf(text, sizeof(text), "%lld:%02lld:%02lld", hours, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text, sizeof(text), "%lld:%02lld", whole / 60, whole % 60);
  }
  return text;
}

}  // namespace sleeve::apps
