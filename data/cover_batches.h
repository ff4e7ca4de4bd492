// Batches for training from a data set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/data_set.h"
#include "data/staged_covers.h"
#include "engine/arena.h"
#include "engine/batch_source.h"

namespace sleeve::data {

struct BatchOptions {
  int batch = 0;         // covers per step
  bool flip = false;     // mirror every other cover at random
  bool balance = false;  // draw genres evenly; unlabelled covers are then never drawn
  bool decades = true;   // false: decades are left out, decade_count() is 0
  /// Of a device's free memory, what is for others.
  std::size_t reserved_bytes = 0;
};

/// The covers of a data set's training split: the same batches, wherever they lie. On a device that
/// reads this process's memory the mapped file is used in place; elsewhere it is uploaded once if
/// it fits beside the reserved memory, else batch by batch (StagedCovers).
class CoverBatches final : public engine::BatchSource {
 public:
  /// Throws engine::FileError if nothing can be drawn: no cover is for training, or, when genres
  /// are drawn evenly, a genre has none. Throws kernels::OutOfMemory.
  CoverBatches(std::shared_ptr<const DataSet> data_set, kernels::Device& device,
               const BatchOptions& options);

  int image_size() const override { return all_.size; }
  int genre_count() const override { return all_.genre_count; }
  int decade_count() const override { return all_.decade_count; }
  void prepare(const kernels::StepState& step) override;
  void look_ahead(const kernels::StepState& next) override;
  /// Throws std::invalid_argument if the batch is not as large as was said.
  void load(kernels::Backend& backend, const kernels::StepState* state,
            const kernels::CoverBatch& batch) override;

  /// Where kernels read the covers.
  const kernels::CoverTable& table() const { return staged_ ? staged_->table() : placed_; }
  /// Whether the data set is too large for the device and goes there batch by batch.
  bool is_streamed() const { return staged_.has_value(); }
  /// Memory of the device, or of this process where that is the device's, that the covers take.
  std::size_t bytes() const;

 private:
  void index_training_rows();
  void index_genres();
  std::size_t bytes_of_all() const;

  std::shared_ptr<const DataSet> data_set_;
  const BatchOptions options_;
  std::vector<std::int32_t> rows_, genre_rows_;
  std::vector<std::int64_t> genre_begin_;
  kernels::CoverTable all_;     // in the memory of this process
  engine::Arena arena_;         // of the device
  kernels::CoverTable placed_;  // all covers, on the device
  std::optional<StagedCovers> staged_;
};

}  // namespace sleeve::data
