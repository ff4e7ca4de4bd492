#include <algorithm>
#include <iterator>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/convolution_case.h"
#include "tests/kernels/cases/shapes.h"

namespace sleeve::kernels::cases {
namespace {

const ConvShape kShapes[] = {
    // The default networks: kernel 4, stride 2, padding 1; halving, and odd sides.
    conv_shape(1, 4, 2, 1, 8, 8, 3, 5),
    conv_shape(3, 4, 2, 1, 7, 9, 5, 17),
    conv_shape(3, 4, 2, 1, 10, 6, 17, 33),
    conv_shape(1, 4, 2, 1, 8, 8, 64, 64),
    conv_shape(3, 4, 2, 1, 32, 32, 3, 8),
    conv_shape(1, 4, 2, 1, 2, 2, 1, 1),
    conv_shape(3, 4, 2, 1, 3, 64, 1, 3),
    conv_shape(3, 4, 1, 1, 5, 6, 3, 5),
    conv_shape(4, 4, 2, 1, 64, 60, 3, 5),
    // Odd kernels; at stride 2 an even side is an output padding of 1.
    conv_shape(3, 3, 1, 1, 5, 7, 3, 5),
    conv_shape(1, 3, 1, 1, 9, 4, 33, 17),
    conv_shape(3, 3, 2, 1, 8, 10, 5, 3),
    conv_shape(3, 3, 2, 1, 7, 9, 17, 5),
    conv_shape(1, 5, 2, 2, 8, 6, 3, 17),
    conv_shape(3, 5, 2, 2, 9, 5, 5, 1),
    conv_shape(3, 5, 2, 2, 16, 16, 16, 33),
    conv_shape(1, 5, 1, 2, 6, 7, 1, 3),
    // Kernels as large as the map: the projection and the heads.
    conv_shape(3, 4, 1, 0, 4, 4, 33, 64),
    conv_shape(1, 4, 1, 0, 4, 4, 64, 9),
    conv_shape(3, 5, 1, 0, 5, 5, 3, 17),
    // The last row and column are read by no tap.
    conv_shape(3, 3, 2, 0, 6, 8, 3, 5),
    // Nothing to do.
    conv_shape(0, 4, 2, 1, 4, 4, 3, 5),
};

constexpr PendingOptions kRaw;
constexpr PendingOptions kNormalizedLeaky = {true, true, Activation::kLeakyRelu, false};
constexpr PendingOptions kNormalizedRelu = {true, true, Activation::kRelu, false};
constexpr PendingOptions kEverything = {true, true, Activation::kLeakyRelu, true};

/// The roles a shape has in a training step, and exactness.
std::vector<ConvCase> roles_of(const ConvShape& shape) {
  std::vector<ConvCase> cases;
  for (const Convolution operation : {Convolution::kDown, Convolution::kUp}) {
    cases.push_back({.operation = operation, .shape = shape, .read = kRaw});
    cases.push_back({.operation = operation,
                     .shape = shape,
                     .read = kEverything,
                     .bias = true,
                     .statistics = true});
    cases.push_back({.operation = operation,
                     .shape = shape,
                     .read = kRaw,
                     .gradient = true,
                     .gradient_of = kNormalizedRelu,
                     .sums = true});
    cases.push_back({.operation = operation,
                     .shape = shape,
                     .read = kEverything,
                     .bias = true,
                     .statistics = true,
                     .whole = true});
    for (const PendingOptions& form : {kNormalizedRelu, kEverything}) {
      cases.push_back({.operation = operation,
                       .shape = shape,
                       .read = form,
                       .gradient = true,
                       .gradient_of = form,
                       .sums = true,
                       .whole = true});
    }
  }
  cases.push_back({.operation = Convolution::kWeights,
                   .shape = shape,
                   .read = kNormalizedLeaky,
                   .read_small = kRaw});
  cases.push_back({.operation = Convolution::kWeights,
                   .shape = shape,
                   .read = kRaw,
                   .read_small = kEverything,
                   .accumulate = true});
  cases.push_back({.operation = Convolution::kWeights,
                   .shape = shape,
                   .read = kEverything,
                   .read_small = kRaw,
                   .accumulate = true,
                   .whole = true});
  return cases;
}

/// Every pending form, read and gone back through.
void add_pending_forms(const ConvShape& shape, std::vector<ConvCase>& cases) {
  for (const bool scale : {false, true}) {
    for (const bool shift : {false, true}) {
      for (const Activation activation :
           {Activation::kNone, Activation::kRelu, Activation::kLeakyRelu, Activation::kTanh}) {
        for (const bool dropout : {false, true}) {
          const PendingOptions form = {scale, shift, activation, dropout};
          for (const Convolution operation : {Convolution::kDown, Convolution::kUp}) {
            cases.push_back({.operation = operation,
                             .shape = shape,
                             .read = form,
                             .gradient = true,
                             .gradient_of = form,
                             .sums = scale && shift});
          }
          cases.push_back({.operation = Convolution::kWeights,
                           .shape = shape,
                           .read = form,
                           .read_small = form});
        }
      }
    }
  }
}

}  // namespace

void add_convolution_cases(std::vector<Case>& cases) {
  std::vector<ConvCase> convolutions;
  for (const ConvShape& shape : kShapes) {
    std::ranges::copy(roles_of(shape), std::back_inserter(convolutions));
  }
  for (const ConvShape& shape :
       {conv_shape(3, 4, 2, 1, 7, 9, 3, 17), conv_shape(3, 4, 2, 1, 10, 6, 16, 8),
        conv_shape(3, 4, 1, 0, 4, 4, 16, 24)}) {
    for (ConvCase& role : roles_of(shape)) {
      role.types_swapped = true;
      convolutions.push_back(role);
    }
  }
  add_pending_forms(conv_shape(3, 4, 2, 1, 8, 6, 5, 17), convolutions);
  add_pending_forms(conv_shape(1, 5, 2, 2, 6, 8, 17, 5), convolutions);
  for (const ConvCase& one : convolutions) {
    cases.push_back({one.name(), [one](Workbench& bench) { one.launch(bench); }});
  }
}

}  // namespace sleeve::kernels::cases
