#include "apps/support/text_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <span>
#include <system_error>

#include "engine/atomic_file.h"

namespace sleeve::apps {

std::string read_text(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  std::string text;
  if (file) {
    char piece[1 << 14];
    while (const std::size_t n = std::fread(piece, 1, sizeof(piece), file.get())) {
      text.append(piece, n);
    }
  }
  if (!file || std::ferror(file.get()) != 0) {
    throw engine::FileError(path.string() +
                            ": cannot be read: " + std::generic_category().message(errno));
  }
  return text;
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  engine::AtomicFile file(path);
  file.write(std::as_bytes(std::span(text)));
  file.commit();
}

}  // namespace sleeve::apps
