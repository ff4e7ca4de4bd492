#include "apps/evaluate/export_images.h"

#include <algorithm>
#include <cstdio>

#include "apps/support/file_names.h"
#include "data/png.h"
#include "engine/file_error.h"

namespace sleeve::apps {
namespace {

namespace fs = std::filesystem;

/// A folder under a temporary name; removed with this object unless it has been put in its place.
class FolderInTheMaking {
 public:
  explicit FolderInTheMaking(const fs::path& path) : path_(path), made_(path.string() + ".part") {
    fs::remove_all(made_);
    fs::create_directories(made_);
  }
  ~FolderInTheMaking() {
    std::error_code ignored;
    fs::remove_all(made_, ignored);
  }
  FolderInTheMaking(const FolderInTheMaking&) = delete;
  FolderInTheMaking& operator=(const FolderInTheMaking&) = delete;

  const fs::path& made() const { return made_; }
  void put_in_place() {
    fs::remove_all(path_);
    fs::rename(made_, path_);
  }

 private:
  fs::path path_, made_;
};

std::size_t first_genre(const CoverSet& covers, std::size_t cover) {
  std::size_t genre = 0;
  while (!covers.has_genre(cover, genre)) ++genre;
  return genre;
}

void write_covers(const fs::path& folder, const CoverSet& covers,
                  const std::vector<std::string>& names, Stages& stages, std::size_t done) {
  std::vector<std::size_t> written(names.size());
  for (const std::string& name : names) fs::create_directories(folder / name);
  for (std::size_t cover = 0; cover < covers.count(); ++cover) {
    const std::size_t genre = first_genre(covers, cover);
    char number[32];
    std::snprintf(number, sizeof(number), "%05zu.png", written[genre]++);
    data::Image image(covers.size, covers.size);
    std::copy_n(covers.image(cover).begin(), image.pixels.size(), image.pixels.begin());
    data::write_png(folder / names[genre] / number, image);
    stages.advance(done + cover + 1);
  }
}

}  // namespace

std::array<fs::path, 2> exported_folders(const fs::path& folder) {
  return {folder / "generated", folder / "real"};
}

void export_images(const fs::path& folder, const CoverSet& generated, const CoverSet& real,
                   const std::vector<std::string>& genres, Stages& stages) {
  const std::vector<std::string> names = distinct_file_names(genres);
  const auto [generated_folder, real_folder] = exported_folders(folder);
  stages.begin("exporting covers", generated.count() + real.count());
  try {
    FolderInTheMaking generated_files(generated_folder), real_files(real_folder);
    write_covers(generated_files.made(), generated, names, stages, 0);
    write_covers(real_files.made(), real, names, stages, generated.count());
    generated_files.put_in_place();
    real_files.put_in_place();
  } catch (const fs::filesystem_error& error) {
    throw engine::WriteError(error.path1().string() +
                             ": cannot be written: " + error.code().message());
  }
  stages.end(folder.string());
}

}  // namespace sleeve::apps
