#include "apps/support/program.h"

#include <iostream>
#include <vector>

#include "apps/support/nearest.h"
#include "apps/support/signals.h"
#include "engine/file_error.h"

namespace sleeve::apps {
namespace {

int fail(const ProgramInfo& program, const char* text, ExitCode code) {
  std::cout.flush();
  std::cerr << program.name << ": error: " << text << std::endl;
  return code;
}

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// CLI11's text, or for an unknown option the nearest one that there is.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const bool extras = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  for (const std::string& argument : app.remaining()) {
    if (!extras || !argument.starts_with("-")) continue;
    const std::string name = argument.substr(0, argument.find('='));
    return "unknown option " + name + "; the nearest is " +
           nearest_first(name, long_options(app)).front();
  }
  return error.what();
}

}  // namespace

std::string program_version() { return SLEEVE_VERSION; }

std::string command_line(int argc, char** argv) {
  std::string text;
  for (int i = 0; i < argc; ++i) {
    if (i > 0) text += ' ';
    text += argv[i];
  }
  return text;
}

bool parse_command_line(CLI::App& app, const ProgramInfo& program, int argc, char** argv) {
  app.name(program.name);
  app.description(program.description);
  // CLI11 adds --help when an App is made and prints groups in the order of their first option:
  // taken out and put back, it comes last, and the required group first.
  app.set_help_flag();
  app.set_help_flag("-h,--help", "Print this help and exit")->group("Program");
  app.set_version_flag("--version", app.get_name() + " " + program_version(),
                       "Print the version and exit")
      ->group("Program");
  try {
    app.parse(argc, argv);
    return true;
  } catch (const CLI::Success& wanted) {
    app.exit(wanted);
    return false;
  } catch (const CLI::ParseError& error) {
    throw InputError(usage_error(app, error) + "; see " + app.get_name() + " --help");
  }
}

int run_guarded(const ProgramInfo& program, const std::function<int()>& body) noexcept {
  make_writes_fail_instead_of_killing();
  try {
    return body();
  } catch (const InputError& error) {
    return fail(program, error.what(), kWrongInput);
  } catch (const engine::WriteError& error) {
    return fail(program, error.what(), kFailed);
  } catch (const engine::FileError& error) {
    return fail(program, error.what(), kWrongInput);
  } catch (const std::invalid_argument& error) {
    return fail(program, error.what(), kWrongInput);
  } catch (const std::exception& error) {
    return fail(program, error.what(), kFailed);
  }
}

}  // namespace sleeve::apps
