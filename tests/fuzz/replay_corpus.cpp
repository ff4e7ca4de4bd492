// Runs a fuzzer's entry point without libFuzzer: on every file of a corpus, and on a fixed number
// of mutations of each, the same in every run.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "kernels/philox.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::uint64_t kMutationsPerFile = 500;

/// A sequence of random numbers below given bounds.
class Dice {
 public:
  Dice(std::uint32_t file, std::uint64_t mutation) : sequence_(1, file, mutation) {}
  std::size_t below(std::size_t n) {
    return sequence_.below(next_++, static_cast<std::uint32_t>(n));
  }

 private:
  sleeve::kernels::Philox sequence_;
  std::uint64_t next_ = 0;
};

/// Changes one thing: a bit, a byte, a run of bytes taken out, doubled or copied from `other`, or
/// the end cut off.
void mutate(Input& input, const Input& other, Dice& dice) {
  static const std::string kTelling = std::string("{}[]\",:-09e \\") + '\0' + '\x7f' + '\xff';
  if (input.empty()) {
    input = other;
    return;
  }
  const std::size_t begin = dice.below(input.size());
  const std::size_t length = 1 + dice.below(std::min<std::size_t>(input.size() - begin, 32));
  const auto at = input.begin() + std::ptrdiff_t(begin);
  switch (dice.below(7)) {
    case 0:
      *at ^= std::uint8_t(1U << dice.below(8));
      break;
    case 1:
      *at = std::uint8_t(dice.below(256));
      break;
    case 2:
      *at = std::uint8_t(kTelling[dice.below(kTelling.size())]);
      break;
    case 3:
      input.erase(at, at + std::ptrdiff_t(length));
      break;
    case 4: {
      const Input run(at, at + std::ptrdiff_t(length));
      input.insert(at, run.begin(), run.end());
      break;
    }
    case 5:
      if (!other.empty()) {
        const std::size_t from = dice.below(other.size());
        const std::size_t count = std::min(length, other.size() - from);
        std::copy_n(other.begin() + std::ptrdiff_t(from), count, at);
      }
      break;
    default:
      input.resize(begin);
  }
}

std::vector<Input> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Input> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Input> corpus = argc == 2 ? read_corpus(argv[1]) : std::vector<Input>();
  if (corpus.empty()) {
    std::fprintf(stderr, "usage: %s FOLDER, with at least one file in it\n", argv[0]);
    return 2;
  }
  std::size_t runs = 0;
  for (std::size_t file = 0; file < corpus.size(); ++file) {
    LLVMFuzzerTestOneInput(corpus[file].data(), corpus[file].size());
    ++runs;
    for (std::uint64_t mutation = 0; mutation < kMutationsPerFile; ++mutation, ++runs) {
      Dice dice(static_cast<std::uint32_t>(file), mutation);
      Input input = corpus[file];
      for (std::size_t changes = 1 + dice.below(4); changes > 0; --changes) {
        mutate(input, corpus[dice.below(corpus.size())], dice);
      }
      LLVMFuzzerTestOneInput(input.data(), input.size());
    }
  }
  std::printf("%zu inputs\n", runs);
}
