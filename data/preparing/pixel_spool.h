// Pictures on their way into a data set, whose header, with their number, must be written first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace sleeve::data {

/// A nameless temporary file of records of one size, gone when the spool is: memory does not grow
/// with the number of covers.
class PixelSpool {
 public:
  /// In the folder of `neighbour`, where the data set will need as much room again.
  /// Throws engine::WriteError.
  PixelSpool(const std::filesystem::path& neighbour, std::size_t record_bytes);
  ~PixelSpool();
  PixelSpool(const PixelSpool&) = delete;
  PixelSpool& operator=(const PixelSpool&) = delete;

  /// Throws engine::WriteError.
  void append(std::span<const std::uint8_t> record);
  /// Valid until the next call. Throws engine::FileError.
  std::span<const std::uint8_t> read(std::size_t index);

 private:
  std::filesystem::path folder_;
  int descriptor_ = -1;
  std::size_t written_ = 0;
  std::vector<std::uint8_t> record_;
};

}  // namespace sleeve::data
