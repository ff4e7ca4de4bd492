#include "engine/parameter_layout.h"

#include <algorithm>
#include <stdexcept>

namespace sleeve::engine {
namespace {

constexpr std::size_t kAlignment = 16;  // elements

std::size_t elements(const std::string& name, const std::vector<std::int64_t>& shape) {
  std::size_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent <= 0) {
      throw std::invalid_argument("parameter '" + name + "' has an extent of " +
                                  std::to_string(extent) + "; extents are positive");
    }
    count *= static_cast<std::size_t>(extent);
  }
  return count;
}

/// Calls visit(index in the flat array, index in file order) for every element.
template <typename Visit>
void for_each_element(const ParameterInfo& info, Visit visit) {
  if (!info.convolution) {
    for (std::size_t i = 0; i < info.size; ++i) visit(info.offset + i, i);
    return;
  }
  const auto small = static_cast<std::size_t>(info.shape[0]);
  const auto big = static_cast<std::size_t>(info.shape[1]);
  const auto taps = static_cast<std::size_t>(info.shape[2] * info.shape[3]);
  for (std::size_t s = 0; s < small; ++s) {
    for (std::size_t tap = 0; tap < taps; ++tap) {
      for (std::size_t b = 0; b < big; ++b) {
        visit(info.offset + (s * taps + tap) * big + b, (s * big + b) * taps + tap);
      }
    }
  }
}

}  // namespace

std::size_t ParameterLayout::add(const std::string& name, const std::vector<std::int64_t>& shape) {
  const std::size_t offset = place(name, shape, false);
  pad();
  return offset;
}

std::size_t ParameterLayout::add_convolution(const std::string& name, int small, int big,
                                             int kernel) {
  const std::size_t offset = place(name, {small, big, kernel, kernel}, true);
  pad();
  return offset;
}

std::size_t ParameterLayout::add_stacked(const std::vector<Part>& parts,
                                         const std::vector<std::int64_t>& row_shape,
                                         bool convolution) {
  const std::size_t offset = size_;
  for (const Part& part : parts) {
    std::vector<std::int64_t> shape{part.rows};
    shape.insert(shape.end(), row_shape.begin(), row_shape.end());
    place(part.name, shape, convolution);
  }
  pad();
  return offset;
}

const ParameterInfo& ParameterLayout::find(const std::string& name) const {
  const auto found = std::find_if(tensors_.begin(), tensors_.end(),
                                  [&](const ParameterInfo& info) { return info.name == name; });
  if (found == tensors_.end()) throw std::out_of_range("there is no parameter '" + name + "'");
  return *found;
}

std::size_t ParameterLayout::place(const std::string& name, const std::vector<std::int64_t>& shape,
                                   bool convolution) {
  const bool known = std::any_of(tensors_.begin(), tensors_.end(),
                                 [&](const ParameterInfo& info) { return info.name == name; });
  if (known) throw std::invalid_argument("parameter '" + name + "' is added twice");
  if (convolution && shape.size() != 4) {
    throw std::invalid_argument("convolution '" + name + "' has " + std::to_string(shape.size()) +
                                " axes; a convolution weight has 4");
  }
  tensors_.push_back({name, shape, convolution, size_, elements(name, shape)});
  size_ += tensors_.back().size;
  return tensors_.back().offset;
}

void ParameterLayout::pad() { size_ = (size_ + kAlignment - 1) / kAlignment * kAlignment; }

std::size_t ParameterLayout::parameter_count() const {
  std::size_t count = 0;
  for (const ParameterInfo& info : tensors_) count += info.size;
  return count;
}

void to_file_order(const ParameterInfo& info, const float* flat, float* file) {
  for_each_element(
      info, [&](std::size_t in_flat, std::size_t in_file) { file[in_file] = flat[in_flat]; });
}

void from_file_order(const ParameterInfo& info, const float* file, float* flat) {
  for_each_element(
      info, [&](std::size_t in_flat, std::size_t in_file) { flat[in_flat] = file[in_file]; });
}

}  // namespace sleeve::engine
