// Batches for training from a data set.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/data_set.h"
#include "engine/arena.h"
#include "engine/batch_source.h"

namespace sleeve::data {

struct BatchOptions {
  bool flip = false;     // mirror every other cover at random
  bool balance = false;  // draw genres evenly; unlabelled covers are then never drawn
  bool decades = true;   // false: decades are left out, decade_count() is 0
};

/// The covers of a data set's training split. On a device that reads this process's memory the
/// mapped file is used in place; elsewhere it is uploaded once.
class CoverBatches final : public engine::BatchSource {
 public:
  /// Throws engine::FileError if nothing can be drawn: no cover is for training, or, when genres
  /// are drawn evenly, a genre has none. Throws kernels::OutOfMemory.
  CoverBatches(std::shared_ptr<const DataSet> data_set, kernels::Device& device,
               const BatchOptions& options);

  int image_size() const override { return table_.size; }
  int genre_count() const override { return table_.genre_count; }
  int decade_count() const override { return table_.decade_count; }
  void load(kernels::Backend& backend, const kernels::StepState* state,
            const kernels::CoverBatch& batch) override;
  const kernels::CoverTable& table() const { return table_; }

 private:
  void index_training_rows();
  void index_genres();

  std::shared_ptr<const DataSet> data_set_;
  engine::Arena arena_;
  bool flip_ = false;
  std::vector<std::int32_t> rows_, genre_rows_;
  std::vector<std::int64_t> genre_begin_;
  kernels::CoverTable table_;
};

}  // namespace sleeve::data
