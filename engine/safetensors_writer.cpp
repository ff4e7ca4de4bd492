#include <stdexcept>

#include "engine/atomic_file.h"
#include "engine/safetensors.h"
#include "engine/safetensors_header.h"

namespace sleeve::engine {

struct SafetensorsWriter::File {
  AtomicFile file;
  std::filesystem::path path;
  std::size_t missing = 0;  // declared bytes not written yet
};

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& path,
                                     const std::vector<std::pair<std::string, TensorInfo>>& tensors,
                                     const std::map<std::string, std::string>& metadata) {
  const std::string header = format_header(path, tensors, metadata);
  std::size_t declared = 0;
  for (const auto& [name, info] : tensors) declared += info.bytes();
  file_ = std::make_unique<File>(File{AtomicFile(path), path, declared});
  file_->file.write(std::as_bytes(std::span(header)));
}
SafetensorsWriter::~SafetensorsWriter() = default;
SafetensorsWriter::SafetensorsWriter(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter& SafetensorsWriter::operator=(SafetensorsWriter&&) noexcept = default;

void SafetensorsWriter::write(std::span<const std::byte> bytes) {
  if (bytes.size() > file_->missing) {
    throw std::logic_error(file_->path.string() + ": " + std::to_string(bytes.size()) +
                           " bytes written where " + std::to_string(file_->missing) +
                           " of the declared ones are missing");
  }
  file_->file.write(bytes);
  file_->missing -= bytes.size();
}

void SafetensorsWriter::finish() {
  if (file_->missing != 0) {
    throw std::logic_error(file_->path.string() + ": finished with " +
                           std::to_string(file_->missing) + " declared bytes not written");
  }
  file_->file.commit();
}

}  // namespace sleeve::engine
