// Runs a program as a user would, and sees what the user sees.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sleeve::tests {

struct RunOptions {
  std::optional<std::uint64_t> file_size_limit;  // bytes: a full disk
  bool terminal = false;                         // standard output is one
};

/// A program at work. Destroyed, it is killed.
class ChildProcess {
 public:
  /// `command`: the program's file, then its arguments. Throws std::runtime_error.
  explicit ChildProcess(const std::vector<std::string>& command, const RunOptions& options = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// The next line of standard output, without its end; none when the program has closed it.
  std::optional<std::string> read_line();
  /// From now on nobody reads what it prints.
  void close_output();
  void send(int signal_number) const;
  /// For other threads to send it signals; -1 once it has finished.
  pid_t pid() const { return pid_; }

  struct Outcome {
    int code = -1;    // exit code, or 128 + signal
    std::string out;  // what read_line has not returned
    std::string errors;
  };
  /// Reads to the end and waits for it.
  Outcome finish();

 private:
  pid_t pid_ = -1;
  int out_ = -1, errors_ = -1;  // descriptors
  std::string unread_;
};

/// Start to end.
ChildProcess::Outcome run(const std::vector<std::string>& command, const RunOptions& options = {});

}  // namespace sleeve::tests
