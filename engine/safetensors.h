// The one container of data sets, checkpoints, traces and golden data: safetensors, i.e. a
// little-endian u64 header length, a JSON header, raw little-endian tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/file_error.h"

namespace sleeve::engine {

enum class DType : std::uint8_t { kU8, kI16, kI32, kI64, kF32, kF64 };
std::size_t bytes_of(DType dtype);
std::string name_of(DType dtype);  // "U8", "I16", ...

/// The dtype of a C++ type.
template <typename T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    return DType::kU8;
  } else if constexpr (std::is_same_v<T, std::int16_t>) {
    return DType::kI16;
  } else if constexpr (std::is_same_v<T, std::int32_t>) {
    return DType::kI32;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return DType::kI64;
  } else if constexpr (std::is_same_v<T, float>) {
    return DType::kF32;
  } else {
    static_assert(std::is_same_v<T, double>, "no tensor has elements of this type");
    return DType::kF64;
  }
}

struct TensorInfo {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;  // []: one element
  /// Both throw std::length_error for a negative extent or 2^63 bytes and more.
  std::size_t elements() const { return bytes() / bytes_of(dtype); }
  std::size_t bytes() const;
};

/// A memory-mapped file. Every length, offset, dtype and overflow is checked before a tensor is
/// handed out; tensors must cover the data section without gap or overlap, as the format asks.
/// The file may be replaced while it is open, but not shortened in place.
class SafetensorsReader {
 public:
  /// Throws FileError.
  explicit SafetensorsReader(const std::filesystem::path& path);
  ~SafetensorsReader();
  SafetensorsReader(SafetensorsReader&&) noexcept;
  SafetensorsReader& operator=(SafetensorsReader&&) noexcept;

  const std::filesystem::path& path() const;
  const std::map<std::string, std::string>& metadata() const;
  /// Throws FileError naming the file and the key.
  const std::string& metadata(const std::string& key) const;
  const std::map<std::string, TensorInfo>& tensors() const;
  bool contains(const std::string& name) const;
  /// Raw bytes of a tensor; valid as long as the reader. Throws FileError if there is none.
  std::span<const std::byte> bytes(const std::string& name) const;
  /// Typed view. Throws FileError unless dtype and shape are as expected (-1: any extent).
  /// The format does not align tensors: one that lies askew is copied, once, and the reader keeps
  /// the copy; all others are views of the mapped file. Safe to call from several threads.
  template <typename T>
  std::span<const T> tensor(const std::string& name, const std::vector<std::int64_t>& shape) const {
    const std::span<const std::byte> data = aligned_bytes(name, dtype_of<T>(), shape);
    return {reinterpret_cast<const T*>(data.data()), data.size() / sizeof(T)};
  }

 private:
  std::span<const std::byte> aligned_bytes(const std::string& name, DType dtype,
                                           const std::vector<std::int64_t>& shape) const;

  struct Mapping;
  std::unique_ptr<Mapping> mapping_;
};

/// A file that appears whole or not at all (engine/atomic_file.h). Tensors are declared first and
/// then written in the declared order, in pieces if need be, so that a data set larger than memory
/// can be written. The data section starts at a multiple of 64 bytes: with larger element types
/// declared first every tensor is aligned.
class SafetensorsWriter {
 public:
  /// Throws WriteError, as do write and finish; FileError for a name or metadata that is not
  /// UTF-8; std::invalid_argument for a name declared twice.
  SafetensorsWriter(const std::filesystem::path& path,
                    const std::vector<std::pair<std::string, TensorInfo>>& tensors,
                    const std::map<std::string, std::string>& metadata);
  ~SafetensorsWriter();
  SafetensorsWriter(SafetensorsWriter&&) noexcept;
  SafetensorsWriter& operator=(SafetensorsWriter&&) noexcept;

  /// Appends to the data section. Throws std::logic_error beyond the declared bytes.
  void write(std::span<const std::byte> bytes);
  /// The same for any contiguous range of a declared element type.
  template <std::ranges::contiguous_range Values>
  void write_values(const Values& values) {
    write(std::as_bytes(std::span(values)));
  }
  /// Throws std::logic_error unless exactly the declared bytes were written.
  void finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace sleeve::engine
