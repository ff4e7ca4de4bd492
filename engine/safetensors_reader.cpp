#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <string_view>
#include <system_error>

#include "engine/safetensors.h"
#include "engine/safetensors_header.h"

namespace sleeve::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw FileError(path.string() + ": " + reason);
}

[[noreturn]] void fail_to_open(const std::filesystem::path& path, int error) {
  fail(path, "cannot be opened: " + std::generic_category().message(error));
}

/// A whole file, mapped for reading.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path) {
    // Not to wait for the other end, should it be a pipe.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) fail_to_open(path, errno);
    struct stat status {};
    int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
    const bool regular = S_ISREG(status.st_mode);
    if (error == 0 && regular && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      address_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (address_ == MAP_FAILED) error = errno;
    }
    ::close(descriptor);
    if (error != 0) fail_to_open(path, error);
    if (!regular) fail(path, "is not a file; name a .safetensors file");
  }
  ~MappedFile() {
    if (size_ != 0) ::munmap(address_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(address_), size_};
  }

 private:
  void* address_ = nullptr;
  std::size_t size_ = 0;
};

std::string to_string(const TensorInfo& info) {
  std::string text = name_of(info.dtype) + " [";
  for (std::size_t axis = 0; axis < info.shape.size(); ++axis) {
    if (axis != 0) text += ", ";
    text += info.shape[axis] < 0 ? "any" : std::to_string(info.shape[axis]);
  }
  return text + "]";
}

bool matches(const TensorInfo& info, const TensorInfo& expected) {
  return info.dtype == expected.dtype &&
         std::equal(info.shape.begin(), info.shape.end(), expected.shape.begin(),
                    expected.shape.end(),
                    [](std::int64_t is, std::int64_t want) { return want == -1 || is == want; });
}

}  // namespace

struct SafetensorsReader::Mapping {
  explicit Mapping(const std::filesystem::path& file_path) : path(file_path), file(file_path) {
    const std::span<const std::byte> all = file.bytes();
    std::uint64_t header_bytes = 0;
    if (all.size() < sizeof(header_bytes)) {
      fail(path, "has " + std::to_string(all.size()) +
                     " bytes, too few for a safetensors file: make or copy it again");
    }
    std::memcpy(&header_bytes, all.data(), sizeof(header_bytes));
    const std::span<const std::byte> rest = all.subspan(sizeof(header_bytes));
    if (header_bytes > rest.size() || header_bytes > kMaxHeaderBytes) {
      fail(path, "says its header has " + std::to_string(header_bytes) +
                     " bytes, but the file has " + std::to_string(rest.size()) +
                     " more and the format allows " + std::to_string(kMaxHeaderBytes) +
                     "; it is cut short or no safetensors file: make or copy it again");
    }
    data = rest.subspan(header_bytes);
    header =
        parse_header(path, {reinterpret_cast<const char*>(rest.data()), header_bytes}, data.size());
  }

  const TensorInfo& info(const std::string& name) const {
    const auto found = header.tensors.find(name);
    if (found == header.tensors.end()) {
      fail(path, "has no tensor " + quoted(name) + "; is it the right kind of file?");
    }
    return found->second;
  }

  std::filesystem::path path;
  MappedFile file;
  std::span<const std::byte> data;
  SafetensorsHeader header;
  std::mutex mutex;                                      // guards copies
  std::map<std::string, std::vector<std::byte>> copies;  // of tensors that lie askew
};

SafetensorsReader::SafetensorsReader(const std::filesystem::path& path)
    : mapping_(std::make_unique<Mapping>(path)) {}
SafetensorsReader::~SafetensorsReader() = default;
SafetensorsReader::SafetensorsReader(SafetensorsReader&&) noexcept = default;
SafetensorsReader& SafetensorsReader::operator=(SafetensorsReader&&) noexcept = default;

const std::filesystem::path& SafetensorsReader::path() const { return mapping_->path; }

const std::map<std::string, std::string>& SafetensorsReader::metadata() const {
  return mapping_->header.metadata;
}

const std::string& SafetensorsReader::metadata(const std::string& key) const {
  const auto found = metadata().find(key);
  if (found == metadata().end()) {
    fail(path(), "has no metadata " + quoted(key) + "; is it the right kind of file?");
  }
  return found->second;
}

const std::map<std::string, TensorInfo>& SafetensorsReader::tensors() const {
  return mapping_->header.tensors;
}

bool SafetensorsReader::contains(const std::string& name) const { return tensors().contains(name); }

std::span<const std::byte> SafetensorsReader::bytes(const std::string& name) const {
  const std::size_t size = mapping_->info(name).bytes();
  return mapping_->data.subspan(mapping_->header.offsets.at(name), size);
}

std::span<const std::byte> SafetensorsReader::aligned_bytes(
    const std::string& name, DType dtype, const std::vector<std::int64_t>& shape) const {
  const TensorInfo expected{dtype, shape};
  if (!matches(mapping_->info(name), expected)) {
    fail(path(), "tensor " + quoted(name) + " is " + to_string(mapping_->info(name)) + " but " +
                     to_string(expected) + " is needed");
  }
  const std::span<const std::byte> in_file = bytes(name);
  if (reinterpret_cast<std::uintptr_t>(in_file.data()) % bytes_of(dtype) == 0) return in_file;
  const std::scoped_lock lock(mapping_->mutex);
  std::vector<std::byte>& copy = mapping_->copies[name];
  if (copy.empty()) copy.assign(in_file.begin(), in_file.end());
  return copy;
}

}  // namespace sleeve::engine
