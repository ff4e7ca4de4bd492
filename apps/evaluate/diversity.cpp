#include "apps/evaluate/diversity.h"

#include <algorithm>
#include <string>

#include "apps/evaluate/pairs.h"
#include "engine/arena.h"

namespace sleeve::apps {
namespace {

constexpr std::size_t kPairsAtOnce = 256;  // a signal waits for these

/// The covers of one set that stand for a genre, on the device and by label.
struct GenreCovers {
  const float* images = nullptr;
  PairLabels labels;
};

GenreCovers upload(const CoverSet& covers, std::size_t genre, bool decades, engine::Arena& arena) {
  GenreCovers uploaded;
  std::vector<float> values;
  for (const std::size_t cover : covers.of_genre[genre]) {
    for (const std::uint8_t byte : covers.image(cover)) {
      values.push_back(float(byte) / 127.5F - 1);
    }
    uploaded.labels.push_back(decades ? covers.decades[cover] : std::int16_t(0));
  }
  auto* const images = arena.take<float>(values.size());
  arena.device().upload(images, values.data(), values.size() * sizeof(float));
  uploaded.images = images;
  return uploaded;
}

std::vector<float> scores_of(const std::vector<CoverPair>& pairs, const GenreCovers& first,
                             const GenreCovers& second, const kernels::SsimScales& scales,
                             kernels::Backend& backend, const std::function<void()>& between) {
  engine::Arena arena(backend.device());
  auto* const indices = arena.take<std::int32_t>(2 * kPairsAtOnce);
  auto* const device_scores = arena.take<float>(kPairsAtOnce);
  std::vector<float> scores(pairs.size());
  for (std::size_t begin = 0; begin < pairs.size(); begin += kPairsAtOnce) {
    between();
    const std::size_t count = std::min(kPairsAtOnce, pairs.size() - begin);
    backend.device().upload(indices, pairs[begin].data(), count * sizeof(CoverPair));
    backend.ms_ssim({.scales = scales,
                     .first = first.images,
                     .second = second.images,
                     .first_count = int(first.labels.size()),
                     .second_count = int(second.labels.size()),
                     .pairs = indices,
                     .pair_count = int(count)},
                    device_scores, nullptr);
    backend.device().download(scores.data() + begin, device_scores, count * sizeof(float));
  }
  return scores;
}

/// Of pairs of one kind.
Known<Distribution> distribution_or_gap(const std::vector<float>& scores, const std::string& why) {
  if (scores.empty()) return Gap{why};
  return distribution_of(scores);
}

struct Scores {
  std::vector<float> real, generated, between;

  void append(const Scores& more) {
    real.insert(real.end(), more.real.begin(), more.real.end());
    generated.insert(generated.end(), more.generated.begin(), more.generated.end());
    between.insert(between.end(), more.between.begin(), more.between.end());
  }
};

Diversity diversity_of(const Scores& scores, std::size_t real, std::size_t generated,
                       bool within_decades) {
  const std::string decades = within_decades ? " of one decade" : "";
  const auto why = [&](std::size_t count, const std::string& kind) {
    return std::to_string(count) + " " + kind + (count == 1 ? " cover" : " covers") + "; two" +
           decades + " are needed";
  };
  return {.real = distribution_or_gap(scores.real, why(real, "held-out")),
          .generated = distribution_or_gap(scores.generated, why(generated, "generated")),
          .between = distribution_or_gap(
              scores.between, std::to_string(real) + " held-out and " + std::to_string(generated) +
                                  " generated covers; one of each" + decades + " is needed")};
}

}  // namespace

std::vector<Diversity> measure_diversity(const CoverSet& held_out, const CoverSet& generated,
                                         kernels::SsimConvention convention,
                                         const PairChoice& choice, kernels::Backend& backend,
                                         Stages& stages) {
  const kernels::SsimScales scales = kernels::ssim_scales(held_out.size, held_out.size, convention);
  const std::size_t genres = held_out.genre_count;
  std::vector<Diversity> diversities;
  Scores all;
  stages.begin(std::string("MS-SSIM (") + name_of(convention) + "), genres", genres);
  for (std::size_t genre = 0; genre < genres; ++genre) {
    engine::Arena arena(backend.device());
    const GenreCovers real = upload(held_out, genre, choice.within_decades, arena);
    const GenreCovers drawn = upload(generated, genre, choice.within_decades, arena);
    const auto score = [&](const std::vector<CoverPair>& pairs, const GenreCovers& first,
                           const GenreCovers& second) {
      return scores_of(pairs, first, second, scales, backend, [&] { stages.advance(genre); });
    };
    const std::uint64_t draw = 3 * genre;
    const Scores scores{
        .real = score(pairs_within(real.labels, choice.count, choice.seed, draw), real, real),
        .generated =
            score(pairs_within(drawn.labels, choice.count, choice.seed, draw + 1), drawn, drawn),
        .between =
            score(pairs_between(real.labels, drawn.labels, choice.count, choice.seed, draw + 2),
                  real, drawn)};
    diversities.push_back(
        diversity_of(scores, real.labels.size(), drawn.labels.size(), choice.within_decades));
    all.append(scores);
  }
  stages.end(std::to_string(all.real.size() + all.generated.size() + all.between.size()) +
             " pairs");
  diversities.push_back(
      diversity_of(all, held_out.count(), generated.count(), choice.within_decades));
  return diversities;
}

}  // namespace sleeve::apps
