#include "data/cover_batches.h"

#include <span>
#include <stdexcept>

namespace sleeve::data {
namespace {

template <typename T>
const T* uploaded(std::span<const T> host, engine::Arena& arena) {
  T* const array = arena.take<T>(host.size());
  arena.device().upload(array, host.data(), host.size_bytes());
  return array;
}

}  // namespace

CoverBatches::CoverBatches(std::shared_ptr<const DataSet> data_set, kernels::Device& device,
                           const BatchOptions& options)
    : data_set_(std::move(data_set)), options_(options), arena_(device) {
  index_training_rows();
  if (options.balance) index_genres();
  all_.size = data_set_->size();
  all_.genre_count = static_cast<int>(data_set_->genre_names().size());
  all_.decade_count = options.decades ? static_cast<int>(data_set_->decade_names().size()) : 0;
  all_.images = data_set_->images().data();
  all_.genres = data_set_->genres().data();
  all_.decades = data_set_->decades().data();
  all_.rows = rows_.data();
  all_.row_count = static_cast<std::int64_t>(rows_.size());
  if (options.balance) {
    all_.genre_rows = genre_rows_.data();
    all_.genre_begin = genre_begin_.data();
  }
  if (device.reads_host_memory()) {
    placed_ = all_;
    return;
  }
  const std::size_t free = device.free_memory();
  if (free < options.reserved_bytes || free - options.reserved_bytes < bytes_of_all()) {
    staged_.emplace(all_, device, options.batch);
    return;
  }
  placed_ = all_;
  placed_.images = uploaded(data_set_->images(), arena_);
  placed_.genres = uploaded(data_set_->genres(), arena_);
  placed_.decades = uploaded(data_set_->decades(), arena_);
  placed_.rows = uploaded(std::span<const std::int32_t>(rows_), arena_);
  if (options.balance) {
    placed_.genre_rows = uploaded(std::span<const std::int32_t>(genre_rows_), arena_);
    placed_.genre_begin = uploaded(std::span<const std::int64_t>(genre_begin_), arena_);
  }
}

std::size_t CoverBatches::bytes_of_all() const {
  return data_set_->images().size_bytes() + data_set_->genres().size_bytes() +
         data_set_->decades().size_bytes() + std::span(rows_).size_bytes() +
         std::span(genre_rows_).size_bytes() + std::span(genre_begin_).size_bytes();
}

std::size_t CoverBatches::bytes() const { return staged_ ? staged_->bytes() : bytes_of_all(); }

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

void CoverBatches::prepare(const kernels::StepState& step) {
  if (staged_) staged_->prepare(step);
}

void CoverBatches::look_ahead(const kernels::StepState& next) {
  if (staged_) staged_->stage(next);
}

void CoverBatches::load(kernels::Backend& backend, const kernels::StepState* state,
                        const kernels::CoverBatch& batch) {
  if (batch.batch != options_.batch) {
    throw std::invalid_argument("a batch of " + std::to_string(batch.batch) +
                                " covers was asked for instead of " +
                                std::to_string(options_.batch));
  }
  backend.gather(state, table(), options_.flip, batch);
}

}  // namespace sleeve::data
