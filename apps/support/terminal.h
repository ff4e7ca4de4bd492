// What a person sees while a program works: lines, and under them, on a terminal, one live line.
#pragma once

#include <string>

namespace sleeve::apps {

/// Writes to standard output. Without a terminal there is no live line.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool live() const { return live_; }
  /// A line that stays.
  void line(const std::string& text);
  /// Replaces the live line, cut to the terminal's width; nothing without a terminal.
  void live_line(const std::string& text);

 private:
  void clear_live_line();

  bool live_;
  bool shown_ = false;
};

/// "1:02:03" or "4:05"
std::string clock_text(double seconds);

}  // namespace sleeve::apps
