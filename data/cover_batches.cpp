#include "data/cover_batches.h"

#include <span>

namespace sleeve::data {
namespace {

/// The same array where a device's kernels can read it. The arena owns what is uploaded.
template <typename T>
const T* on_device(std::span<const T> host, engine::Arena& arena) {
  if (arena.device().reads_host_memory()) return host.data();
  T* uploaded = arena.take<T>(host.size());
  arena.device().upload(uploaded, host.data(), host.size_bytes());
  return uploaded;
}

}  // namespace

CoverBatches::CoverBatches(std::shared_ptr<const DataSet> data_set, kernels::Device& device,
                           const BatchOptions& options)
    : data_set_(std::move(data_set)), arena_(device), flip_(options.flip) {
  index_training_rows();
  table_.size = data_set_->size();
  table_.genre_count = static_cast<int>(data_set_->genre_names().size());
  table_.decade_count = options.decades ? static_cast<int>(data_set_->decade_names().size()) : 0;
  table_.images = on_device(data_set_->images(), arena_);
  table_.genres = on_device(data_set_->genres(), arena_);
  table_.decades = on_device(data_set_->decades(), arena_);
  table_.rows = on_device(std::span<const std::int32_t>(rows_), arena_);
  table_.row_count = static_cast<std::int64_t>(rows_.size());
  if (options.balance) {
    index_genres();
    table_.genre_rows = on_device(std::span<const std::int32_t>(genre_rows_), arena_);
    table_.genre_begin = on_device(std::span<const std::int64_t>(genre_begin_), arena_);
  }
}

void CoverBatches::index_training_rows() {
  for (std::int64_t row = 0; row < data_set_->count(); ++row) {
    if (data_set_->splits()[row] == kTrain) rows_.push_back(static_cast<std::int32_t>(row));
  }
  if (rows_.empty()) {
    throw engine::FileError(data_set_->path().string() +
                            ": every cover is held out, none is left to train on; prepare it with "
                            "more covers or a smaller --held-out");
  }
}

void CoverBatches::index_genres() {
  const std::vector<std::string>& names = data_set_->genre_names();
  if (names.empty()) {
    throw engine::FileError(data_set_->path().string() +
                            ": it has no genres, so they cannot be drawn evenly (data.balance)");
  }
  genre_begin_ = {0};
  for (std::size_t genre = 0; genre < names.size(); ++genre) {
    for (const std::int32_t row : rows_) {
      if (data_set_->has_genre(row, static_cast<int>(genre))) genre_rows_.push_back(row);
    }
    genre_begin_.push_back(static_cast<std::int64_t>(genre_rows_.size()));
    if (genre_begin_[genre] == genre_begin_[genre + 1]) {
      throw engine::FileError(data_set_->path().string() + ": genre '" + names[genre] +
                              "' has no cover to train on, so genres cannot be drawn evenly "
                              "(data.balance); add covers of it");
    }
  }
}

void CoverBatches::load(kernels::Backend& backend, const kernels::StepState* state,
                        const kernels::CoverBatch& batch) {
  backend.gather(state, table_, flip_, batch);
}

}  // namespace sleeve::data
