// Arrays for one launch, in memory of a backend's device. Each lies between guards of NaN words;
// what is to be written starts as NaN, what is only read must not change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/backend.h"

namespace sleeve::kernels::cases {

struct Output;
struct Outputs;

/// The largest error an output may have, given what the reference wrote there and elsewhere.
using Tolerance = std::function<double(const Output& own, const Outputs& reference)>;

struct Output {
  std::string name;
  std::vector<double> values;
  Tolerance tolerance;
  double largest() const;  // absolute value
};

struct Outputs {
  std::vector<Output> arrays;
  std::vector<std::string> faults;  // rules that were broken
  const Output& find(const std::string& name) const;
};

constexpr double kUnitRoundoff = 0x1p-24;  // of f32

/// Unit of roundoff of the operands that a precision multiplies; 0 if they are not rounded.
double operand_roundoff(Precision precision);

/// Not a bit may differ.
Tolerance exact();
/// `roundings` units of roundoff of the output's largest value.
Tolerance rounded(double roundings);
/// The same of another output's largest value, times `factor`.
Tolerance rounded_of(const std::string& output, double roundings, double factor);
/// Of an output that is stored in bf16 (if `bf16`): two values that differ by less may round to
/// neighbours.
Tolerance stored(bool bf16, const Tolerance& before);

class Workbench {
 public:
  explicit Workbench(Backend& backend) : backend_(backend) {}
  ~Workbench();
  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  Backend& backend() { return backend_; }
  Precision precision() const { return backend_.precision(); }

  /// Runs `operation`, on arrays of this bench; it stays, for launch_again().
  void launch(std::function<void(Backend&)> operation) {
    operation_ = std::move(operation);
    launch_again();
  }
  /// Once more, on the arrays as they now are.
  void launch_again() { operation_(backend_); }

  /// An array that is only read.
  template <typename T>
  const T* input(const std::string& name, const std::vector<T>& values) {
    return static_cast<const T*>(place(name, bytes_of(values), true));
  }
  /// A feature map that is only read, in bf16 if so wanted.
  ConstElements map(const std::string& name, const std::vector<float>& values, bool bf16) {
    if (bf16) return input(name, rounded_values(values));
    return input(name, values);
  }
  /// A feature map to be written; of one in bf16, `tolerance` is that before it is rounded.
  Elements map_output(const std::string& name, std::size_t count, bool bf16,
                      const Tolerance& tolerance) {
    if (bf16) return output<Bfloat16>(name, count, stored(bf16, tolerance));
    return output(name, count, tolerance);
  }
  /// The same, to be read and written.
  Elements map_in_out(const std::string& name, const std::vector<float>& values, bool bf16,
                      const Tolerance& tolerance) {
    if (bf16) return in_out(name, rounded_values(values), stored(bf16, tolerance));
    return in_out(name, values, tolerance);
  }
  /// The weight of a convolution.
  ConvWeight weight(const std::vector<float>& values) {
    const float* full = input("weight", values);
    if (precision() != Precision::kBf16) return full;
    return {full, input("rounded weight", rounded_values(values))};
  }
  /// An array to be written, of float, Bfloat16, std::uint8_t or std::int32_t.
  template <typename T = float>
  T* output(const std::string& name, std::size_t count, const Tolerance& tolerance) {
    return strided_output<T>(name, 1, count, count, tolerance);
  }
  /// An array whose rows are `stride` apart; what lies between them must not be written.
  template <typename T = float>
  T* strided_output(const std::string& name, std::size_t rows, std::size_t columns,
                    std::size_t stride, const Tolerance& tolerance) {
    T* array = static_cast<T*>(place(name, poison(rows * stride * sizeof(T)), false));
    report<T>(name, array, rows, columns, stride, tolerance);
    return array;
  }
  /// An array to be read and written.
  template <typename T>
  T* in_out(const std::string& name, const std::vector<T>& values, const Tolerance& tolerance) {
    T* array = static_cast<T*>(place(name, bytes_of(values), false));
    report<T>(name, array, 1, values.size(), values.size(), tolerance);
    return array;
  }
  /// A structure to be read and written, or written (initial: null); `read` names its values.
  template <typename S>
  S* structure(const std::string& name, const S* initial,
               std::function<std::vector<Output>(const S&)> read) {
    static_assert(std::is_trivially_copyable_v<S>);
    std::vector<std::byte> bytes = poison(sizeof(S));
    if (initial) std::memcpy(bytes.data(), initial, sizeof(S));
    S* array = static_cast<S*>(place(name, bytes, false));
    readers_.push_back([this, array, read](Outputs& outputs) {
      S value;
      backend_.device().download(&value, array, sizeof(S));
      for (Output& output : read(value)) outputs.arrays.push_back(std::move(output));
    });
    return array;
  }

  /// Waits for what was launched, checks the rules and reads the outputs.
  Outputs finish();

 private:
  struct Array {
    std::string name;
    std::byte* memory;  // guard, data, guard
    std::vector<std::byte> before;
    bool read_only;
  };

  template <typename T>
  static std::vector<std::byte> bytes_of(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  }
  static std::vector<std::byte> poison(std::size_t bytes);
  void* place(const std::string& name, const std::vector<std::byte>& bytes, bool read_only);
  /// Whether the arrays are memory of this process: AddressSanitizer then sees guards read, too.
  bool in_this_process() const;
  void open_guards();

  static std::vector<Bfloat16> rounded_values(const std::vector<float>& values);
  static double number(Bfloat16 value) { return double(to_float(value)); }
  template <typename T>
  static double number(T value) {
    return double(value);
  }

  template <typename T>
  void report(const std::string& name, const T* array, std::size_t rows, std::size_t columns,
              std::size_t stride, const Tolerance& tolerance) {
    readers_.push_back([=, this](Outputs& outputs) {
      std::vector<T> host(rows * stride);
      backend_.device().download(host.data(), array, host.size() * sizeof(T));
      Output output = {name, {}, tolerance};
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
          output.values.push_back(number(host[r * stride + c]));
        }
      }
      outputs.arrays.push_back(std::move(output));
      const std::vector<std::byte> found = bytes_of(host), untouched = poison(found.size());
      for (std::size_t r = 0; r < rows; ++r) {
        const std::size_t begin = (r * stride + columns) * sizeof(T);
        const std::size_t gap = (stride - columns) * sizeof(T);
        if (gap != 0 && std::memcmp(&found[begin], &untouched[begin], gap) != 0) {
          outputs.faults.push_back("gap between rows of " + name + " was written");
          return;
        }
      }
    });
  }

  void check(const Array& array, Outputs& outputs);

  Backend& backend_;
  std::vector<Array> arrays_;
  std::vector<std::function<void(Outputs&)>> readers_;
  std::function<void(Backend&)> operation_;
};

}  // namespace sleeve::kernels::cases
