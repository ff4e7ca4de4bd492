// A data set and a recipe so small that train_gan takes hundreds of steps a second.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {

/// Covers of `size` pixels, random but for a colour per genre, without genres if there are none.
void write_covers(const std::filesystem::path& path, int count, int size,
                  const std::vector<std::string>& genres,
                  const std::vector<std::string>& decades = {}, unsigned seed = 1);

/// A folder with `covers.safetensors` (three genres, two decades, 16 pixels) and `recipe.yaml`
/// (width 4, batch 4, a report every step, a checkpoint every 5).
class TrainingFixture {
 public:
  TrainingFixture();

  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path run(const std::string& name) const { return folder() / name; }
  std::string covers() const { return (folder() / "covers.safetensors").string(); }
  std::string recipe() const { return (folder() / "recipe.yaml").string(); }

  /// train_gan with recipe, data and run folder, then `more`.
  std::vector<std::string> train(const std::string& run_name,
                                 const std::vector<std::string>& more = {}) const;
  /// train_gan --run ... --resume, then `more`.
  std::vector<std::string> resume(const std::string& run_name,
                                  const std::vector<std::string>& more = {}) const;
  std::filesystem::path latest(const std::string& run_name) const;

 private:
  TemporaryFolder folder_;
};

/// Makes one value of a tensor of a run's latest checkpoint NaN; returns the file's bytes.
std::string spoil_latest(const TrainingFixture& fixture, const std::string& run_name,
                         const std::string& tensor);

/// generate, with its arguments.
std::vector<std::string> generate(const std::vector<std::string>& arguments);

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);

/// The names of files and folders under `folder`, sorted; as a text for messages.
std::string listing(const std::filesystem::path& folder);

/// Name of the first tensor that is not the same in both files, to the byte; "" if there is none.
std::string first_difference(const std::filesystem::path& a, const std::filesystem::path& b);

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace sleeve::tests

#define CHECK_CONTAINS(text, part) CHECK_MESSAGE(sleeve::tests::contains(text, part), text)
