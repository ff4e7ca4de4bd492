#include "apps/train/diversity_probe.h"

#include <algorithm>
#include <cmath>

namespace sleeve::apps {
namespace {

constexpr std::size_t kPairs = 100;  // as in Odena, Olah, Shlens (2016)
constexpr std::size_t kDrawn = 32;   // covers of a genre
constexpr std::size_t kPairsAtOnce = 32;

/// Covers to train on that are of a genre; without genres (-1) all of them.
std::vector<std::int64_t> training_rows(const data::DataSet& covers, int genre) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < covers.count(); ++row) {
    if (covers.splits()[std::size_t(row)] != data::kTrain) continue;
    if (genre < 0 || covers.has_genre(row, genre)) rows.push_back(row);
  }
  return rows;
}

std::string why_no_pair(std::size_t covers, const std::string& kind, bool of_one_decade) {
  return std::to_string(covers) + " " + kind + (covers == 1 ? " cover" : " covers") + "; two" +
         (of_one_decade ? " of one decade" : "") + " are needed";
}

}  // namespace

DiversityProbe::DiversityProbe(const net::Training& training, net::Drawing& drawing,
                               const data::DataSet& covers)
    : backend_(drawing.backend()),
      drawing_(drawing),
      scales_(kernels::ssim_scales(covers.size(), covers.size(),
                                   training.config().train.diversity_convention)),
      arena_(backend_.device()) {
  first_ = arena_.take<float>(kPairsAtOnce * scales_.image_size());
  second_ = arena_.take<float>(kPairsAtOnce * scales_.image_size());
  indices_ = arena_.take<std::int32_t>(2 * kPairsAtOnce);
  scores_ = arena_.take<float>(kPairsAtOnce);
  std::vector<std::int32_t> indices;
  for (std::int32_t i = 0; i < std::int32_t(kPairsAtOnce); ++i) {
    indices.insert(indices.end(), {i, i});
  }
  backend_.device().upload(indices_, indices.data(), indices.size() * sizeof(std::int32_t));
  score_real(training, covers);
  choose_generated(training);
}

void DiversityProbe::score_real(const net::Training& training, const data::DataSet& covers) {
  const net::Labels& names = training.labels();
  const bool decades = !names.decades.empty();
  for (int genre = 0; genre < std::max(int(names.genres.size()), 1); ++genre) {
    const std::vector<std::int64_t> rows = training_rows(covers, names.genres.empty() ? -1 : genre);
    PairLabels labels;
    for (const std::int64_t row : rows) {
      labels.push_back(decades ? covers.decades()[std::size_t(row)] : std::int16_t(0));
    }
    const auto pairs =
        pairs_within(labels, kPairs, training.config().train.seed, std::uint64_t(genre));
    const auto read = [&](std::size_t cover, float* to) {
      for (const std::uint8_t byte : covers.image(rows[cover])) *to++ = float(byte) / 127.5F - 1;
    };
    genres_.push_back({names.genres.empty() ? "all" : names.genres[std::size_t(genre)], {}});
    genres_.back().diversity.real =
        score(pairs, read, why_no_pair(rows.size(), "training", decades));
  }
}

/// The same latents, decades and pairs in every genre.
void DiversityProbe::choose_generated(const net::Training& training) {
  const std::uint64_t seed = training.config().train.seed;
  const std::size_t genres = training.labels().genres.size();
  const std::size_t decades = training.labels().decades.size();
  const std::size_t count = genres_.size() * kDrawn;
  const std::vector<float> latents = drawing_.random_latents(int(kDrawn), seed);
  for (std::size_t genre = 0; genre < genres_.size(); ++genre) {
    latents_.insert(latents_.end(), latents.begin(), latents.end());
  }
  genre_weights_.assign(count * genres, 0);
  decade_weights_.assign(count * decades, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (genres > 0) genre_weights_[i * genres + i / kDrawn] = 1;
    if (decades > 0) decade_weights_[i * decades + i % kDrawn % decades] = 1;
  }
  PairLabels labels;
  for (std::size_t i = 0; i < kDrawn; ++i) {
    labels.push_back(decades > 0 ? std::int16_t(i % decades) : std::int16_t(0));
  }
  generated_pairs_ = pairs_within(labels, kPairs, seed, genres_.size());
}

std::vector<GenreDiversity> DiversityProbe::measure() {
  const std::vector<float> images =
      drawing_.draw(int(genres_.size() * kDrawn), latents_, genre_weights_, decade_weights_);
  const std::size_t size = scales_.image_size();
  for (std::size_t genre = 0; genre < genres_.size(); ++genre) {
    const auto read = [&](std::size_t cover, float* to) {
      std::copy_n(images.begin() + std::ptrdiff_t((genre * kDrawn + cover) * size), size, to);
    };
    genres_[genre].diversity.generated =
        score(generated_pairs_, read, why_no_pair(kDrawn, "generated", !decade_weights_.empty()));
  }
  return genres_;
}

Known<Distribution> DiversityProbe::score(const std::vector<CoverPair>& pairs,
                                          const ReadCover& read, const std::string& why_none) {
  if (pairs.empty()) return Gap{why_none};
  const std::size_t size = scales_.image_size();
  std::vector<float> first(kPairsAtOnce * size), second(first.size()), scores(pairs.size());
  for (std::size_t begin = 0; begin < pairs.size(); begin += kPairsAtOnce) {
    const std::size_t count = std::min(kPairsAtOnce, pairs.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      read(std::size_t(pairs[begin + i][0]), first.data() + i * size);
      read(std::size_t(pairs[begin + i][1]), second.data() + i * size);
    }
    backend_.device().upload(first_, first.data(), count * size * sizeof(float));
    backend_.device().upload(second_, second.data(), count * size * sizeof(float));
    backend_.ms_ssim({.scales = scales_,
                      .first = first_,
                      .second = second_,
                      .first_count = int(count),
                      .second_count = int(count),
                      .pairs = indices_,
                      .pair_count = int(count)},
                     scores_, nullptr);
    backend_.device().synchronize();
    backend_.device().download(scores.data() + begin, scores_, count * sizeof(float));
  }
  // Weights that are no numbers any more: the next report or checkpoint ends the run.
  if (std::any_of(scores.begin(), scores.end(), [](float x) { return std::isnan(x); })) {
    return Gap{"a score is not a number"};
  }
  return distribution_of(scores);
}

}  // namespace sleeve::apps
