#include "tests/apps/training_fixture.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "data/data_set.h"

namespace sleeve::tests {

namespace fs = std::filesystem;

void write_covers(const fs::path& path, int count, int size, const std::vector<std::string>& genres,
                  const std::vector<std::string>& decades, unsigned seed) {
  std::mt19937 random(seed);
  data::CoverLabels labels{genres, decades, {}, {}, {}};
  for (int i = 0; i < count; ++i) {
    for (std::size_t g = 0; g < genres.size(); ++g) {
      labels.genres.push_back(std::size_t(i) % genres.size() == g ? 1 : 0);
    }
    labels.decades.push_back(decades.empty() ? std::int16_t(-1)
                                             : std::int16_t(random() % decades.size()));
    labels.splits.push_back(data::kTrain);
  }
  std::vector<std::uint8_t> image(std::size_t(size) * std::size_t(size) * 3);
  data::write_data_set(path, size, labels, {{"origins", "[]"}, {"prepared", "{}"}},
                       [&](std::size_t row) {
                         const std::size_t genre = genres.empty() ? 0 : row % genres.size();
                         for (std::uint8_t& byte : image) {
                           byte = std::uint8_t(40 + 70 * (genre % 3) + random() % 40);
                         }
                         return std::span<const std::uint8_t>(image);
                       });
}

TrainingFixture::TrainingFixture() {
  write_covers(covers(), 24, 16, {"jazz", "pop", "rock"}, {"1960s", "1970s"});
  write_file(recipe(), R"(data: {batch: 4}
model: {image_size: 16, latent: 8, embedding: 3, generator_width: 4, discriminator_width: 4}
train: {steps: 20}
report: {every: 1, samples_every: 10, checkpoint_every: 5}
)");
}

std::vector<std::string> TrainingFixture::train(const std::string& run_name,
                                                const std::vector<std::string>& more) const {
  std::vector<std::string> command = {
      SLEEVE_TRAIN_GAN, "--config", recipe(), "--data", covers(), "--run", run(run_name).string()};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

std::vector<std::string> TrainingFixture::resume(const std::string& run_name,
                                                 const std::vector<std::string>& more) const {
  std::vector<std::string> command = {SLEEVE_TRAIN_GAN, "--run", run(run_name).string(),
                                      "--resume"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

fs::path TrainingFixture::latest(const std::string& run_name) const {
  return run(run_name) / "checkpoints" / "latest.safetensors";
}

std::string spoil_latest(const TrainingFixture& fixture, const std::string& run_name,
                         const std::string& tensor) {
  const fs::path latest = fixture.latest(run_name);
  std::string bytes = read_file(latest);
  {
    const engine::SafetensorsReader file(latest);
    const std::span<const std::byte> values = file.bytes(tensor);
    const std::string text(reinterpret_cast<const char*>(values.data()), values.size());
    bytes.replace(bytes.find(text), 4, "\xff\xff\xff\x7f");
  }
  fs::remove(latest);  // which is the numbered one, too
  write_file(latest, bytes);
  return bytes;
}

std::vector<std::string> generate(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {SLEEVE_GENERATE};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string listing(const fs::path& folder) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    names.insert(fs::relative(entry.path(), folder).string());
  }
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

std::string first_difference(const fs::path& a, const fs::path& b) {
  const engine::SafetensorsReader first(a), second(b);
  for (const auto& [name, info] : first.tensors()) {
    if (!second.contains(name)) return name;
    const std::span<const std::byte> x = first.bytes(name), y = second.bytes(name);
    if (!std::equal(x.begin(), x.end(), y.begin(), y.end())) return name;
  }
  return first.tensors().size() == second.tensors().size() ? "" : "a tensor of " + b.string();
}

}  // namespace sleeve::tests
