// The parameters of a network as one flat f32 array: which tensor lies where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sleeve::engine {

/// One named tensor of a flat array. In files its shape and order are PyTorch's; in memory a
/// convolution weight [small][big][kernel][kernel] lies as [small][kernel][kernel][big].
struct ParameterInfo {
  std::string name;
  std::vector<std::int64_t> shape;
  bool convolution = false;
  std::size_t offset = 0;
  std::size_t size = 0;
};

class ParameterLayout {
 public:
  /// Appends a tensor and returns its offset, a multiple of 16 elements. Throws
  /// std::invalid_argument for a name added before or an extent that is not positive; so do the
  /// other two.
  std::size_t add(const std::string& name, const std::vector<std::int64_t>& shape);
  std::size_t add_convolution(const std::string& name, int small, int big, int kernel);
  /// Appends parts that lie one behind the other without padding, as one tensor stacked along the
  /// first axis, and returns the offset of the first. The parts differ in their first extent only.
  struct Part {
    std::string name;
    std::int64_t rows;
  };
  std::size_t add_stacked(const std::vector<Part>& parts,
                          const std::vector<std::int64_t>& row_shape, bool convolution);

  const std::vector<ParameterInfo>& tensors() const { return tensors_; }
  /// Throws std::out_of_range.
  const ParameterInfo& find(const std::string& name) const;
  /// Elements of the flat array, paddings included; a multiple of 16. Paddings belong to nobody:
  /// zero them once and every element-wise operation keeps them so.
  std::size_t size() const { return size_; }
  /// Elements of all tensors, paddings not counted.
  std::size_t parameter_count() const;

 private:
  std::size_t place(const std::string& name, const std::vector<std::int64_t>& shape,
                    bool convolution);
  void pad();

  std::vector<ParameterInfo> tensors_;
  std::size_t size_ = 0;
};

/// Between a tensor's place in a flat host array and its order in files; `file` has info.size
/// elements, `flat` is the whole array.
void to_file_order(const ParameterInfo& info, const float* flat, float* file);
void from_file_order(const ParameterInfo& info, const float* file, float* flat);

}  // namespace sleeve::engine
