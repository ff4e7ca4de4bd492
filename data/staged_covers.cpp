#include "data/staged_covers.h"

#include <algorithm>

#include "kernels/cover_rows.h"

namespace sleeve::data {
namespace {

std::size_t image_columns(const kernels::CoverTable& table) {
  return std::size_t(table.size) * std::size_t(table.size) * 3;
}

}  // namespace

StagedCovers::StagedCovers(const kernels::CoverTable& all, kernels::Device& device, int batch)
    : all_(all),
      batch_(batch),
      arena_(device),
      images_(arena_, batch, image_columns(all)),
      genres_(arena_, batch, std::size_t(all.genre_count)),
      decades_(arena_, batch, 1),
      rows_(arena_, batch, 1),
      queue_(device.make_upload_queue()) {
  table_.images = images_.staged();
  table_.genres = genres_.staged();
  table_.decades = decades_.staged();
  table_.staged_rows = rows_.staged();
  table_.size = all.size;
  table_.genre_count = all.genre_count;
  table_.decade_count = all.decade_count;
}

StagedCovers::~StagedCovers() {
  try {
    queue_->finish();  // before its memory goes
  } catch (const kernels::LaunchError&) {
    // Nothing is on its way any more.
  }
}

void StagedCovers::prepare(const kernels::StepState& step) {
  if (staged_step_ != step.step) {
    queue_->wait_for_launches();
    stage(step);
  }
  queue_->hold_launches();
  queue_->wait_for_launches();
}

void StagedCovers::stage(const kernels::StepState& step) {
  queue_->finish();  // the host's rows may still be on their way
  copy_rows(step);
  images_.upload(*queue_, step.step);
  genres_.upload(*queue_, step.step);
  decades_.upload(*queue_, step.step);
  rows_.upload(*queue_, step.step);
  staged_step_ = step.step;
}

void StagedCovers::copy_rows(const kernels::StepState& step) {
  const std::size_t columns = image_columns(all_);
  const auto genre_count = std::size_t(all_.genre_count);
  for (int i = 0; i < batch_; ++i) {
    const std::int32_t row = kernels::row_of_cover(step, all_, batch_, i);
    std::copy_n(all_.images + std::size_t(row) * columns, columns, images_.host_row(i));
    std::copy_n(all_.genres + std::size_t(row) * genre_count, genre_count, genres_.host_row(i));
    *decades_.host_row(i) = all_.decades[row];
    *rows_.host_row(i) = row;
  }
}

}  // namespace sleeve::data
