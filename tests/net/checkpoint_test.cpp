// Saving, exact resume, refused files, and starting from a checkpoint with other labels.
#include "net/checkpoint.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "net/flat_tensors.h"
#include "support.h"

namespace sleeve::net {
namespace {

using engine::FileError;
using engine::SafetensorsReader;

/// What() of the FileError that `action` throws.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool any_contains(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return contains(line, part); });
}

/// The checkpoint without some tensors and with others of another shape.
void rewrite(const std::filesystem::path& from, const std::filesystem::path& to,
             const std::string& left_out, const std::string& flattened) {
  const SafetensorsReader reader(from);
  TensorList tensors;
  for (const auto& [name, info] : reader.tensors()) {
    if (name == left_out) continue;
    tensors.push_back({name, info});
    if (name == flattened) {
      tensors.back().second.shape = {static_cast<std::int64_t>(info.elements())};
    }
  }
  engine::SafetensorsWriter writer(to, tensors, reader.metadata());
  for (const auto& [name, info] : tensors) writer.write(reader.bytes(name));
  writer.finish();
}

/// Rows [begin, begin + count) of a tensor whose rows have `columns` elements.
std::vector<float> rows(const std::vector<float>& tensor, std::size_t columns, std::size_t begin,
                        std::size_t count = 1) {
  const auto first = tensor.begin() + static_cast<std::ptrdiff_t>(begin * columns);
  return {first, first + static_cast<std::ptrdiff_t>(count * columns)};
}

}  // namespace

TEST_CASE("a checkpoint says what it is and has PyTorch's shapes") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Config config = spelled_out_config();
  config.train.seed = 41;
  Run run(config, labels_of(4, 3), *backend);
  run.training.initialize();
  run.training.run_step();
  save_checkpoint(folder / "one", run.training, "a: recipe\n");

  const SafetensorsReader file(folder / "one");
  const CheckpointInfo info = checkpoint_info(file);
  CHECK(info.step == 1);
  CHECK(info.seed == 41);
  CHECK(info.config == "a: recipe\n");
  CHECK(info.labels == labels_of(4, 3));
  CHECK(file.metadata("program").starts_with("sleeve "));
  using Shape = std::vector<std::int64_t>;
  const auto shape = [&](const std::string& name) { return file.tensors().at(name).shape; };
  CHECK(shape("generator.embed.genre.weight") == Shape{4, 3});
  CHECK(shape("generator.embed.decade.weight") == Shape{3, 3});
  CHECK(shape("generator.project.weight") == Shape{8 + 2 + 3 + 3, 10, 2, 2});
  CHECK(shape("generator.up.0.weight") == Shape{10, 6, 5, 5});
  CHECK(shape("generator.up.0.norm.running_var") == Shape{6});
  CHECK(shape("generator_ema.up.3.weight") == Shape{5, 3, 4, 4});
  CHECK(shape("discriminator.down.2.weight") == Shape{6, 5, 5, 5});
  CHECK(shape("discriminator.head.source.weight") == Shape{1, 7, 2, 2});
  CHECK(shape("discriminator.head.genre.weight") == Shape{4, 7, 2, 2});
  CHECK(shape("discriminator.head.decade.bias") == Shape{3});
  CHECK(shape("discriminator.head.codes.weight") == Shape{2, 7, 2, 2});
  CHECK(shape("optimizer.discriminator.exp_avg_sq.discriminator.head.codes.bias") == Shape{2});
  CHECK_FALSE(file.contains("generator.project.norm.weight"));
  CHECK_FALSE(file.contains("generator.up.3.norm.weight"));
}

TEST_CASE("ten steps, a checkpoint and ten more are twenty steps, bit for bit") {
  const TemporaryFolder folder;
  for (const auto& backend : backends()) {
    CAPTURE(backend->name());
    Run straight(spelled_out_config(), labels_of(4, 3), *backend);
    straight.training.initialize();
    for (int step = 0; step < 20; ++step) straight.training.run_step();

    const auto path = folder / backend->name();
    {
      Run first(spelled_out_config(), labels_of(4, 3), *backend);
      first.training.initialize();
      for (int step = 0; step < 10; ++step) first.training.run_step();
      save_checkpoint(path, first.training, "");
    }
    Run second(spelled_out_config(), labels_of(4, 3), *backend);
    resume_from_checkpoint(SafetensorsReader(path), second.training);
    CHECK(second.training.step() == 10);
    for (int step = 0; step < 10; ++step) second.training.run_step();
    CHECK(everything_of(second.training) == everything_of(straight.training));
    const StepReport a = straight.training.report(), b = second.training.report();
    CHECK(a.step == b.step);
    CHECK(a.loss_discriminator == b.loss_discriminator);
    CHECK(a.loss_generator == b.loss_generator);
  }
}

TEST_CASE("files that a run cannot go on from are refused and leave the run alone") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Run run(small_config(), labels_of(3, 0), *backend);
  run.training.initialize();
  run.training.run_step();
  save_checkpoint(folder / "good", run.training, "");
  run.training.run_step();
  const HostTensors before = everything_of(run.training);
  const auto resume = [&](const std::string& name, Training& training) {
    return error_of([&] { resume_from_checkpoint(SafetensorsReader(folder / name), training); });
  };

  rewrite(folder / "good", folder / "missing", "generator.up.0.norm.bias", "");
  CHECK(contains(resume("missing", run.training), "generator.up.0.norm.bias"));
  rewrite(folder / "good", folder / "other shape", "",
          "optimizer.generator.exp_avg.generator.up.1.weight");
  CHECK(contains(resume("other shape", run.training),
                 "optimizer.generator.exp_avg.generator.up.1.weight"));
  {
    engine::SafetensorsWriter writer(folder / "data", {}, {{"format", "something else"}});
    writer.finish();
  }
  CHECK(contains(resume("data", run.training), "not a checkpoint"));
  CHECK(contains(resume("no such file", run.training), "no such file"));
  CHECK(everything_of(run.training) == before);
  CHECK(run.training.step() == 2);

  Config wider = small_config();
  wider.model.generator_width = 8;
  Run other_width(wider, labels_of(3, 0), *backend);
  CHECK(contains(resume("good", other_width.training), "generator.project.weight"));
  Config smaller = small_config();
  smaller.model.generator =
      GeneratorConfig{.first = {.size = 8, .channels = 8}, .up = {{.channels = 3}}};
  Run fewer_layers(smaller, labels_of(3, 0), *backend);
  CHECK(contains(resume("good", fewer_layers.training), "is not part of these networks"));
  Labels renamed = labels_of(3, 0);
  renamed.genres[1] = "jazz";
  Run other_genres(small_config(), renamed, *backend);
  CHECK(contains(resume("good", other_genres.training), "genres"));
}

TEST_CASE("a truncated checkpoint is refused at every length") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Config config = small_config();
  config.model.generator_width = config.model.discriminator_width = 1;
  config.model.latent = 1;
  Run run(config, labels_of(0, 0), *backend);
  run.training.initialize();
  save_checkpoint(folder / "good", run.training, "");
  std::ifstream in(folder / "good", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    {
      std::ofstream out(folder / "short", std::ios::binary | std::ios::trunc);
      out.write(bytes.data(), static_cast<std::streamsize>(length));
    }
    const std::string error = error_of(
        [&] { resume_from_checkpoint(SafetensorsReader(folder / "short"), run.training); });
    CHECK(contains(error, "short"));
  }
}

TEST_CASE("saving over a checkpoint in a folder that is gone leaves an error") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Run run(small_config(), labels_of(3, 0), *backend);
  run.training.initialize();
  CHECK_THROWS(save_checkpoint(folder / "nowhere" / "one", run.training, ""));
}

TEST_CASE("fine-tuning takes what fits: other genres") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Run before(small_config(), Labels{{"dance", "jazz", "rock"}, {}}, *backend);
  before.training.initialize();
  for (int step = 0; step < 3; ++step) before.training.run_step();
  save_checkpoint(folder / "one", before.training, "");
  const HostTensors old = everything_of(before.training);

  Config config = small_config();
  config.train.seed = 2;
  Run after(config, Labels{{"jazz", "metal", "rock", "soul"}, {}}, *backend);
  const std::vector<std::string> fresh =
      initialize_from_checkpoint(SafetensorsReader(folder / "one"), after.training);
  const HostTensors now = everything_of(after.training);
  CHECK(after.training.step() == 0);
  for (const char* name :
       {"generator.project.weight", "generator.up.0.weight", "generator.up.0.norm.running_mean",
        "discriminator.down.1.weight", "discriminator.down.1.norm.running_var",
        "discriminator.head.source.weight", "discriminator.head.source.bias"}) {
    CAPTURE(name);
    CHECK(now.at(name) == old.at(name));
  }
  struct Table {
    const char* name;
    std::size_t columns;
  };
  Run untouched(config, Labels{{"jazz", "metal", "rock", "soul"}, {}}, *backend);
  untouched.training.initialize();
  const HostTensors initial = everything_of(untouched.training);
  for (const Table& table : {Table{"generator.embed.genre.weight", 3},
                             Table{"discriminator.head.genre.weight", 128 /* 8 channels of 4x4 */},
                             Table{"discriminator.head.genre.bias", 1}}) {
    CAPTURE(table.name);
    const auto row = [&](const HostTensors& tensors, std::size_t index) {
      return rows(tensors.at(table.name), table.columns, index);
    };
    CHECK(row(now, 0) == row(old, 1));      // jazz
    CHECK(row(now, 1) == row(initial, 1));  // metal
    CHECK(row(now, 2) == row(old, 2));      // rock
    CHECK(row(now, 3) == row(initial, 3));  // soul
  }
  CHECK(fresh.size() == 2);
  CHECK(any_contains(fresh, "'metal'"));
  CHECK(any_contains(fresh, "'soul'"));
  CHECK(now.at("generator_ema.up.0.weight") == old.at("generator.up.0.weight"));
  const std::vector<float>& moment = now.at("optimizer.generator.exp_avg.generator.up.0.weight");
  CHECK(moment == std::vector<float>(moment.size()));
  after.training.run_step();
  CHECK(after.training.report().finite());
}

TEST_CASE("fine-tuning takes what fits: from covers without labels") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Config config = small_config();
  config.model.codes = 2;
  Run before(config, Labels{}, *backend);
  before.training.initialize();
  before.training.run_step();
  save_checkpoint(folder / "one", before.training, "");
  const std::vector<float> old = everything_of(before.training).at("generator.project.weight");

  config.model.decades = true;
  Run after(config, labels_of(3, 2), *backend);
  const std::vector<std::string> fresh =
      initialize_from_checkpoint(SafetensorsReader(folder / "one"), after.training);
  const std::vector<float> now = everything_of(after.training).at("generator.project.weight");
  const std::size_t columns = old.size() / 10;
  CHECK(rows(now, columns, 0, 10) == rows(old, columns, 0, 10));  // latent and codes
  CHECK(now.size() / columns == 10 + 3 + 3);
  CHECK(any_contains(fresh, "discriminator.head.genre.weight starts fresh"));
  CHECK(any_contains(fresh, "generator.embed.decade.weight starts fresh"));
  CHECK(any_contains(fresh, "rows of generator.project.weight for the genre embedding"));
  CHECK_FALSE(any_contains(fresh, "generator.up"));
  after.training.run_step();
  CHECK(after.training.report().finite());
}

TEST_CASE("fine-tuning takes what fits: another width starts fresh and says so") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Run before(small_config(), labels_of(3, 0), *backend);
  before.training.initialize();
  save_checkpoint(folder / "one", before.training, "");
  Config config = small_config();
  config.model.generator_width = 8;
  Run after(config, labels_of(3, 0), *backend);
  const std::vector<std::string> fresh =
      initialize_from_checkpoint(SafetensorsReader(folder / "one"), after.training);
  CHECK(any_contains(fresh,
                     "generator.up.0.weight starts fresh: it is [8, 4, 4, 4] in the "
                     "checkpoint, but [16, 8, 4, 4] here"));
  CHECK_FALSE(any_contains(fresh, "discriminator."));
}

}  // namespace sleeve::net
