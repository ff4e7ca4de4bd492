#include "tests/support/child_process.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace sleeve::tests {
namespace {

constexpr unsigned short kTerminalColumns = 60;

struct Pipe {
  int read_end = -1, write_end = -1;
};

Pipe open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

Pipe open_terminal() {
  Pipe terminal;
  winsize size{.ws_row = 24, .ws_col = kTerminalColumns, .ws_xpixel = 0, .ws_ypixel = 0};
  if (::openpty(&terminal.read_end, &terminal.write_end, nullptr, nullptr, &size) != 0) {
    throw std::runtime_error("no terminal");
  }
  return terminal;
}

/// Errors go to a file of no name, which is never full.
int open_unnamed_file() {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) throw std::runtime_error("no temporary file");
  const int descriptor = ::fcntl(::fileno(file), F_DUPFD_CLOEXEC, 0);
  std::fclose(file);
  return descriptor;
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> piece{};
  ssize_t n = 0;
  while ((n = ::read(descriptor, piece.data(), piece.size())) > 0) text.append(piece.data(), n);
  return text;
}

[[noreturn]] void become(const std::vector<std::string>& command, const RunOptions& options,
                         int out, int errors) {
  ::dup2(out, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) ::signal(number, SIG_DFL);
  if (options.file_size_limit) {
    const rlimit limit{*options.file_size_limit, *options.file_size_limit};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.data()));
  }
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const RunOptions& options) {
  const Pipe out = options.terminal ? open_terminal() : open_pipe();
  out_ = out.read_end;
  errors_ = open_unnamed_file();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) become(command, options, out.write_end, errors_);
  ::close(out.write_end);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_output();
  ::close(errors_);
}

void ChildProcess::close_output() {
  if (out_ >= 0) ::close(out_);
  out_ = -1;
}

std::optional<std::string> ChildProcess::read_line() {
  std::size_t end = 0;
  while ((end = unread_.find('\n')) == std::string::npos) {
    std::array<char, 4096> piece{};
    const ssize_t n = ::read(out_, piece.data(), piece.size());
    if (n <= 0) return std::nullopt;
    unread_.append(piece.data(), static_cast<std::size_t>(n));
  }
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void ChildProcess::send(int signal_number) const {
  if (pid_ > 0) ::kill(pid_, signal_number);
}

ChildProcess::Outcome ChildProcess::finish() {
  Outcome outcome;
  outcome.out = unread_ + read_all(out_);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ::lseek(errors_, 0, SEEK_SET);
  outcome.errors = read_all(errors_);
  return outcome;
}

ChildProcess::Outcome run(const std::vector<std::string>& command, const RunOptions& options) {
  return ChildProcess(command, options).finish();
}

}  // namespace sleeve::tests
