// The operations of a training step, each in the shape and form in which that step launches it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/config.h"
#include "tests/kernels/cases/case.h"

namespace sleeve::bench {

/// A layer of a network, for a library that has one call for what follows its convolution.
struct LayerForm {
  kernels::ConvShape shape;
  bool up = false;  // the convolution writes the big map
  kernels::Activation activation = kernels::Activation::kNone;
  float slope = 0;
  bool backward = false;
};

struct Operation {
  std::string name;  // operation/where/role: conv_up/generator.up.0/forward
  /// What is launched, in order: one operation of the backend each.
  std::vector<kernels::cases::Case> parts = {};
  double flops = 0;                     // of one launch; 0: bound by memory
  double bytes = 0;                     // of all arrays that must be read or written, each once
  std::optional<LayerForm> layer = {};  // if it is a whole layer
};

/// Those of the recipe's training step at its data.batch; also dropout and instance noise, which
/// the recipe may lack, each normalised layer as a whole (convolution, batch norm, activation), and
/// MS-SSIM.
/// Throws std::invalid_argument if the layers do not fit.
std::vector<Operation> operations_of(const net::Config& config, kernels::Precision precision);

}  // namespace sleeve::bench
