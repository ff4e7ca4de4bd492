// What every program shares: options that all have, error texts, exit codes.
//
//   int main(int argc, char** argv) {
//     return run_program({"prepare", "Makes a data set."}, argc, argv, add_options, prepare);
//   }
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>
#include <string>

namespace sleeve::apps {

/// Wrong usage, config or input. The text says what, where (option, key, file, line) and what to
/// do.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum ExitCode : int { kDone = 0, kFailed = 1, kWrongInput = 2, kInterrupted = 130 };

/// The first group of a program's help.
constexpr const char* kRequired = "Required";

struct ProgramInfo {
  const char* name;
  const char* description;  // one sentence
};

/// "0.1.0"
std::string program_version();

/// The command as it was typed, but for quotes.
std::string command_line(int argc, char** argv);

/// Adds --help and --version and parses the command line. Returns false if one of those two was
/// asked for, and printed. Throws InputError.
bool parse_command_line(CLI::App& app, const ProgramInfo& program, int argc, char** argv);

/// Runs `body` and returns its exit code, or what its exception means:
///   InputError, std::invalid_argument (what was asked for cannot be done),
///   engine::FileError (an input that cannot be read)                           -> kWrongInput
///   engine::WriteError (a full disk) and everything else                       -> kFailed
/// with "NAME: error: TEXT" on stderr.
int run_guarded(const ProgramInfo& program, const std::function<int()>& body) noexcept;

/// A program: add_options(app, options) says what it accepts, run(options) does it.
template <typename Options, typename Run>
int run_program(const ProgramInfo& program, int argc, char** argv,
                void (*add_options)(CLI::App&, Options&), const Run& run) noexcept {
  return run_guarded(program, [&] {
    CLI::App app;
    Options options;
    add_options(app, options);
    return parse_command_line(app, program, argc, argv) ? run(options) : kDone;
  });
}

}  // namespace sleeve::apps
