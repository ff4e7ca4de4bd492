// Negative controls: what is wrong with each kernel of planted_bugs.cu must be noticed, and said.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/simt/sanitizers.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::simt {
namespace {

using sanitizers::kAddress, sanitizers::kThread;
using tests::ChildProcess;

/// A variable of the environment, for the processes that are started while this lives.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~ScopedVariable() { ::unsetenv(name_); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
};

ChildProcess::Outcome run(const std::string& bug, const std::string& copies = "early") {
  const ScopedVariable variable("SLEEVE_SIMT_COPIES", copies);
  return tests::run({SLEEVE_PLANTED_BUGS, bug});
}

/// "planted_bugs.cu:LINE" of the line that is marked [mark].
std::string line_of(const std::string& mark) {
  std::ifstream source(SLEEVE_PLANTED_BUGS_SOURCE);
  std::string line;
  for (int number = 1; std::getline(source, line); ++number) {
    if (line.find("[" + mark + "]") != std::string::npos) {
      return "planted_bugs.cu:" + std::to_string(number);
    }
  }
  throw std::runtime_error("no line is marked " + mark);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The layer stops the bug with a message that has all these parts.
void check_stopped(const std::string& bug, const std::vector<std::string>& parts) {
  CAPTURE(bug);
  const ChildProcess::Outcome outcome = run(bug);
  INFO(outcome.errors);
  CHECK(outcome.code != 0);
  CHECK(outcome.out == "");
  CHECK(contains(outcome.errors, "simt: kernel '" + bug + "', block (0, 0, 0), thread ("));
  for (const std::string& part : parts) {
    CAPTURE(part);
    CHECK(contains(outcome.errors, part));
  }
}

/// A sanitizer reports the bug, naming these lines.
void check_reported(const std::string& bug, const std::string& report,
                    const std::vector<std::string>& marks, const std::string& copies = "early") {
  CAPTURE(bug);
  const ChildProcess::Outcome outcome = run(bug, copies);
  INFO(outcome.errors);
  CHECK(outcome.code != 0);
  CHECK(contains(outcome.errors, report));
  for (const std::string& mark : marks) {
    CAPTURE(mark);
    CHECK(contains(outcome.errors, line_of(mark)));
  }
}

TEST_CASE("barriers that not every thread reaches") {
  check_stopped("divergent barrier", {"divergent barrier", line_of("divergent barrier, first"),
                                      line_of("divergent barrier, second")});
  check_stopped("barrier after exit", {line_of("barrier after exit"), "16 threads", "have exited"});
  check_stopped("exit before barrier",
                {line_of("exit before barrier"), "exits, while others wait"});
}

TEST_CASE("warp operations that not every lane of the mask reaches") {
  check_stopped("shuffle of exited lane",
                {line_of("shuffle of exited lane"), "exited: 0x00000008"});
  check_stopped("shuffle in a branch",
                {"deadlock", line_of("shuffle in a branch"), line_of("barrier in the other"),
                 "lanes 0x55555555 of warp 0", "for lanes 0xAAAAAAAA"});
  check_stopped("vote in two branches",
                {line_of("vote in one branch"), line_of("vote in the other"), "divergent warp"});
  check_stopped("masks that overlap", {line_of("masks that overlap"), "wait elsewhere"});
}

TEST_CASE("masks that cannot be meant") {
  check_stopped("mask without caller", {line_of("mask without caller"), "0x0000FFFF"});
  check_stopped("shuffle from outside mask", {line_of("shuffle from outside mask"), "lane 9"});
}

TEST_CASE("addresses that an instruction cannot take") {
  check_stopped("misaligned load", {line_of("misaligned load"), "16 bytes", "thread (1, 0, 0)"});
  check_stopped("misaligned copy", {line_of("misaligned copy"), "16 bytes"});
  check_stopped("copy to global memory", {line_of("copy to global memory"), "no shared array"});
  check_stopped("matrix from global memory",
                {line_of("matrix from global memory"), "no shared array"});
}

TEST_CASE("more static shared memory than a block has") {
  check_stopped("too much shared memory", {line_of("too much shared memory"), "50176 bytes"});
}

TEST_CASE("writes beside a shared array") {
  if constexpr (kAddress) {
    check_reported("write past the end", "use-after-poison", {"write past the end"});
    check_reported("write before the beginning", "use-after-poison",
                   {"write before the beginning"});
  } else {
    check_stopped("write past the end",
                  {line_of("array written past its end"), "0 bytes past the end"});
    check_stopped("write before the beginning", {"bytes before the beginning", "dynamic"});
  }
}

TEST_CASE("exceptions and stacks that leave their thread") {
  check_stopped("exception", {"the kernel threw an exception: of the kernel"});
  CHECK(run("endless stack").code != 0);
}

TEST_CASE("what was never written, or has not landed, is wrong") {
  CHECK(run("unwritten shared memory").out == "wrong\n");
  CHECK(run("missing wait", "early").out == "right\n");
  CHECK(run("missing wait", "late").out == "wrong\n");
  if constexpr (kAddress) {
    check_reported("read past the end", "use-after-poison", {"read past the end"});
  } else {
    CHECK(run("read past the end").out == "wrong\n");
  }
}

TEST_CASE("accesses that nothing orders") {
  if constexpr (kThread) {
    const std::string race = "ThreadSanitizer: data race";
    check_reported("missing block barrier", race,
                   {"written before no barrier", "read after no barrier"});
    check_reported("missing second barrier", race,
                   {"overwritten too early", "read until the next round"});
    check_reported("missing warp barrier", race, {"written by one lane", "read by another lane"});
    check_reported("unordered matrix", race, {"row written", "matrix loaded"});
    check_reported("early copy", race, {"read while a copy lands", "copy issued"});
    check_reported("early copy", race, {"read while a copy lands", "copy waited for"}, "late");
    check_reported("race between blocks", race, {"written by every block"});
    check_reported("missing first fence", race, {"partial result", "partial result read"});
    check_reported("missing second fence", race,
                   {"partial result behind a fence", "read without a fence"});
  } else {
    MESSAGE("left to the tree with ThreadSanitizer");
  }
}

TEST_CASE("accesses of memory that is not the kernel's") {
  if constexpr (kAddress) {
    check_reported("read out of bounds", "AddressSanitizer", {"out of bounds"});
  } else {
    MESSAGE("left to the tree with AddressSanitizer");
  }
}

TEST_CASE("one barrier, wait or bound is left out on demand") {
  CHECK(run("guarded", "late").out == "right\n");
  for (const std::string mark : {"guarding wait", "guarding barrier", "guarding bound"}) {
    CAPTURE(mark);
    const ScopedVariable omit("SLEEVE_SIMT_OMIT", line_of(mark));
    const ChildProcess::Outcome outcome = run("guarded", "late");
    if (kThread && outcome.code == 66) continue;  // it has seen that already
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "wrong\n");
    CHECK(contains(outcome.errors, "left out " + line_of(mark) + ", reached 64 times"));
  }
  const ScopedVariable omit("SLEEVE_SIMT_OMIT", "planted_bugs.cu:1");
  const ChildProcess::Outcome outcome = run("guarded", "late");
  CHECK(outcome.out == "right\n");
  CHECK(contains(outcome.errors, "reached 0 times"));
}

TEST_CASE("a run lists the barriers, waits and bounds that it reached") {
  const tests::TemporaryFolder folder;
  const std::string file = (folder.path() / "places").string();
  const ScopedVariable places("SLEEVE_SIMT_PLACES", file);
  CHECK(run("guarded").code == 0);
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  CHECK(lines == std::vector<std::string>{"wait " + line_of("guarding wait"),
                                          "barrier " + line_of("guarding barrier"),
                                          "bound " + line_of("guarding bound")});
}

}  // namespace
}  // namespace sleeve::simt
