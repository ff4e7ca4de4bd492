#include "data/preparing/pixel_spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "engine/file_error.h"

namespace sleeve::data {

PixelSpool::PixelSpool(const std::filesystem::path& neighbour, std::size_t record_bytes)
    : folder_(neighbour.has_parent_path() ? neighbour.parent_path() : "."), record_(record_bytes) {
  std::string name = (folder_ / ".prepare-XXXXXX").string();
  descriptor_ = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    throw engine::WriteError(folder_.string() + ": cannot write there: " + std::strerror(errno));
  }
  unlink(name.c_str());
}

PixelSpool::~PixelSpool() { close(descriptor_); }

void PixelSpool::append(std::span<const std::uint8_t> record) {
  while (!record.empty()) {
    const ssize_t bytes = pwrite(descriptor_, record.data(), record.size(), off_t(written_));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) {
      throw engine::WriteError(folder_.string() + ": cannot hold the covers: " +
                               std::strerror(errno) + "; make room and run again");
    }
    written_ += std::size_t(bytes);
    record = record.subspan(std::size_t(bytes));
  }
}

std::span<const std::uint8_t> PixelSpool::read(std::size_t index) {
  for (std::size_t done = 0; done < record_.size();) {
    const ssize_t bytes = pread(descriptor_, record_.data() + done, record_.size() - done,
                                off_t(index * record_.size() + done));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) {
      throw engine::FileError(folder_.string() + ": the covers held there cannot be read back");
    }
    done += std::size_t(bytes);
  }
  return record_;
}

}  // namespace sleeve::data
