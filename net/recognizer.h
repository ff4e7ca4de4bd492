// What a trained network says of covers: a discriminator, or a classifier.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/safetensors.h"
#include "net/classifier.h"

namespace sleeve::net {

/// Of n covers.
struct Readings {
  std::vector<float> logits;    // [n, columns of all heads]
  std::vector<float> features;  // [n, channels]: the last map as the heads read it, averaged over
                                // its places
};

/// A network in evaluation mode (running statistics): what it says of a cover does not depend on
/// the covers beside it.
class Recognizer {
 public:
  /// From a checkpoint or a classifier's file. Throws engine::FileError, naming the tensor that is
  /// missing or of another shape, std::invalid_argument, kernels::OutOfMemory.
  Recognizer(const DiscriminatorForm& form, kernels::Backend& backend,
             const engine::SafetensorsReader& file);
  /// The moving average of a training as it is now.
  explicit Recognizer(const ClassifierTraining& training);
  Recognizer(Recognizer&&) noexcept;
  ~Recognizer();

  const kernels::Heads& heads() const;
  int feature_count() const;

  /// images [n, size, size, 3], byte / 127.5 - 1 being the value: appends what it says of them.
  /// Throws std::invalid_argument unless they are whole covers.
  void read(std::span<const std::uint8_t> images, Readings& readings);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sleeve::net
