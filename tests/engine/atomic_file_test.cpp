// What a writer promises when something goes wrong: the old file, or the new one, whole.
#include "engine/atomic_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/safetensors.h"
#include "kernels/philox.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::engine {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(AtomicFile& file, const std::string& text) { file.write(std::as_bytes(std::span(text))); }

void save(const fs::path& path, const std::string& text) {
  AtomicFile file(path);
  put(file, text);
  file.commit();
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Runs `body` in a child process and returns its wait status.
template <typename Body>
int in_child(Body body) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    ::_exit(code);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

TEST_CASE("a file appears at commit, and not before") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  {
    AtomicFile file(path);
    put(file, "new");
    CHECK_FALSE(fs::exists(path));
    file.commit();
    CHECK(content_of(path) == "new");
  }
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
  save(path, "newer");
  CHECK(content_of(path) == "newer");
}

TEST_CASE("pieces of every size arrive in order") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  std::string expected;
  AtomicFile file(path);
  // Below, at and above the buffer's mebibyte, in turns.
  for (const std::size_t size : {1U, 1048575U, 1U, 0U, 1048576U, 7U, 1048577U, 3000000U, 5U}) {
    std::string piece(size, '\0');
    for (std::size_t i = 0; i < size; ++i) piece[i] = char((expected.size() + i) * 31 % 251);
    put(file, piece);
    expected += piece;
  }
  file.commit();
  CHECK((content_of(path) == expected));
}

TEST_CASE("an unfinished file leaves nothing and changes nothing") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  save(path, "old");
  {
    AtomicFile file(path);
    put(file, std::string(3000000, 'x'));
    CHECK(names_in(folder.path()).size() == 2);
    AtomicFile moved(std::move(file));
    put(moved, "y");
  }
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
  CHECK(content_of(path) == "old");
}

TEST_CASE("two writers of one path do not disturb each other") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  AtomicFile first(path), second(path);
  put(first, "first");
  put(second, "second");
  second.commit();
  CHECK(content_of(path) == "second");
  first.commit();
  CHECK(content_of(path) == "first");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("what cannot be written is a WriteError that names the file") {
  const TemporaryFolder folder;
  const auto error_of = [](const fs::path& path) -> std::string {
    try {
      AtomicFile file(path);
    } catch (const WriteError& error) {
      return error.what();
    }
    return "no error";
  };
  const std::string missing = (folder.path() / "nowhere" / "file").string();
  CHECK(error_of(missing).find(missing) == 0);
  CHECK(error_of(missing).find("make its folder first") != std::string::npos);
  CHECK(error_of(folder.path()).find(folder.path().string()) == 0);
  CHECK(error_of(folder.path()).find("directory") != std::string::npos);
  save(folder.path() / "file", "old");
  CHECK(error_of(folder.path() / "file" / "below").find("Not a directory") != std::string::npos);
}

TEST_CASE("a full disk leaves the old file and nothing else") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  save(path, "old");
  for (const std::size_t size : {5000U, 5000000U}) {  // fails at commit; fails at write
    const int status = in_child([&] {
      // A write beyond this size fails with EFBIG, as one on a full disk does with ENOSPC.
      const rlimit limit{4096, 4096};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      std::signal(SIGXFSZ, SIG_IGN);
      try {
        save(path, std::string(size, 'x'));
      } catch (const WriteError& error) {
        const std::string text = error.what();
        const bool clear = text.find(path.string()) == 0 && text.find("make room") != text.npos;
        return clear ? 0 : 2;
      }
      return 1;
    });
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(content_of(path) == "old");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
  }
}

/// Saves file after file, each full of its own number; a byte into `progress` before every piece.
[[noreturn]] void save_for_ever(const fs::path& path, int progress) {
  constexpr std::int64_t kElements = 20000, kPieces = 8;
  for (float number = 0;; ++number) {
    SafetensorsWriter writer(path, {{"numbers", {DType::kF32, {kElements * kPieces}}}}, {});
    const std::vector<float> piece(kElements, number);
    for (int i = 0; i < kPieces; ++i) {
      if (::write(progress, "", 1) != 1) ::_exit(1);
      writer.write_values(piece);
    }
    writer.finish();
  }
}

TEST_CASE("a writer killed at any moment leaves a readable file") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file.safetensors";
  const kernels::Philox random(7, 0, 0);
  int abandoned = 0;
  for (std::uint64_t round = 0; round < 40; ++round) {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) save_for_ever(path, pipe[1]);
    ::close(pipe[1]);
    // At least one file is whole by then.
    for (std::uint32_t pieces = 9 + random.below(round, 24); pieces > 0; --pieces) {
      char byte = 0;
      REQUIRE(::read(pipe[0], &byte, 1) == 1);
    }
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    ::close(pipe[0]);

    const SafetensorsReader reader(path);
    const auto numbers = reader.tensor<float>("numbers", {160000});
    CHECK(std::all_of(numbers.begin(), numbers.end(),
                      [&](float number) { return number == numbers[0]; }));
    const std::size_t files = names_in(folder.path()).size();
    CHECK(files <= 2);  // each writer removes what the one before it left
    if (files == 2) ++abandoned;
  }
  CHECK(abandoned > 0);  // or nothing was tested
  save(path, "next");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file.safetensors"});
}

TEST_CASE("only abandoned temporary files are removed") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  const std::vector<std::string> others = {".file.1-0.tmp", ".file.swp", ".other.1-0.sleeve-tmp",
                                           "file.1-0.sleeve-tmp"};
  for (const std::string& name : others) std::ofstream(folder.path() / name) << "kept";
  std::ofstream(folder.path() / ".file.1-0.sleeve-tmp") << "abandoned";
  save(path, "new");
  std::vector<std::string> expected = others;
  expected.push_back("file");
  std::sort(expected.begin(), expected.end());
  CHECK(names_in(folder.path()) == expected);
}

}  // namespace
}  // namespace sleeve::engine
