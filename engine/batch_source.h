// Where a training step's covers come from.
#pragma once

#include "kernels/backend.h"

namespace sleeve::engine {

/// Implemented by `data` over a data set; read by `net`.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual int image_size() const = 0;
  virtual int genre_count() const = 0;
  virtual int decade_count() const = 0;
  /// On the host, before the launches of a step and after them; `next` is the step that follows,
  /// unless training goes on elsewhere. For what launches cannot do: to read covers and upload
  /// them, best while the device is busy. Throw kernels::OutOfMemory, kernels::LaunchError.
  virtual void prepare(const kernels::StepState& /*step*/) {}
  virtual void look_ahead(const kernels::StepState& /*next*/) {}
  /// Launches the filling of `batch` for state->step: a pure function of the data, seed and step,
  /// so that a resumed run sees what an unbroken one would have seen. Makes the same launches every
  /// time and nothing else (kernels::Device::record).
  virtual void load(kernels::Backend& backend, const kernels::StepState* state,
                    const kernels::CoverBatch& batch) = 0;
};

}  // namespace sleeve::engine
