// The networks and losses once more, in double and from their definitions: NCHW maps, every
// normalisation and activation stored, a transposed convolution that scatters. Shares no code with
// the kernels.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "net/config.h"
#include "net/labels.h"

namespace sleeve::net::naive {

/// By the names of a checkpoint, in PyTorch's order.
using Tensors = std::map<std::string, std::vector<double>>;

/// Feature maps [batch, channels, size, size].
struct Maps {
  int batch = 0, channels = 0, size = 0;
  std::vector<double> values;
  Maps(int n, int c, int s) : batch(n), channels(c), size(s), values(std::size_t(n) * c * s * s) {}
  double& at(int n, int c, int y, int x) {
    return values[((std::size_t(n) * channels + c) * size + y) * size + x];
  }
  double at(int n, int c, int y, int x) const { return const_cast<Maps&>(*this).at(n, c, y, x); }
};

enum class Statistics { kBatch, kRunning };

struct Acgan {
  Config config;
  Labels labels;
  Tensors weights;  // parameters, and running statistics where they are used
  Tensors inputs;   // of one step, as StepInputs names them; images and masks are NHWC

  /// Covers in [-1, 1] from the inputs latents, codes, fake_genres and fake_decades.
  Maps generate(Statistics statistics) const;
  /// L_D of the covers and the given fakes.
  double discriminator_loss(const Maps& fakes) const;
  /// L_G of the given fakes.
  double generator_loss(const Maps& fakes) const;
  /// Mean MS-SSIM of each of the fakes and the next one of its genre.
  double diversity(const Maps& fakes) const;

 private:
  double loss_of_pass(const std::string& pass, Maps images) const;
  int batch() const;
};

}  // namespace sleeve::net::naive
