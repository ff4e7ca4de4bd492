// An evaluation with figures that nobody measured, every one of them there.
#pragma once

#include <string>
#include <vector>

#include "apps/evaluate/evaluation.h"

namespace sleeve::tests {

/// 101 scores evenly from low to high.
inline apps::Distribution spread_scores(double low, double high) {
  std::vector<float> scores;
  for (int i = 0; i <= 100; ++i) scores.push_back(float(low + (high - low) * i / 100));
  return apps::distribution_of(scores);
}

inline apps::GenreEvaluation made_up_genre(const std::string& name) {
  apps::GenreEvaluation genre;
  genre.name = name;
  genre.training_covers = 4321;
  genre.held_out_covers = 100;
  genre.generated_covers = 1000;
  genre.diversity = {spread_scores(0, 0.5), spread_scores(0, 0.625), spread_scores(0, 0.25)};
  genre.genre = {apps::Proportion{970, 1000}, apps::Proportion{61, 100}, apps::Proportion{80, 100},
                 apps::Proportion{790, 1000}};
  genre.decade = {apps::Proportion{510, 1000}, apps::Proportion{52, 100}, apps::Proportion{53, 100},
                  apps::Proportion{540, 1000}};
  genre.generated = {100,
                     1000,
                     256,
                     12.5,
                     apps::KernelDistance{0.125, 0.0625, 100, 50},
                     apps::ManifoldFigures{0.75, 0.375, 0.875, 0.625, 5}};
  genre.training = {100,
                    900,
                    256,
                    3.25,
                    apps::KernelDistance{-0.001, 0.002, 100, 50},
                    apps::ManifoldFigures{0.9, 0.88, 1.01, 0.93, 5}};
  return genre;
}

/// Of two genres; good in every respect.
inline apps::Evaluation made_up_evaluation() {
  apps::Evaluation evaluation;
  evaluation.compared = {.checkpoint = "one.safetensors",
                         .data_set = "covers.safetensors",
                         .classifier = "classifier.safetensors",
                         .weights = "ema",
                         .step = 20000,
                         .training_seed = 3,
                         .seed = 7,
                         .image_size = 64,
                         .convention = "clamp",
                         .program = "evaluate 0.1.0",
                         .command = "evaluate --checkpoint one.safetensors",
                         .device = "cpu (some processor), 2 threads, f32",
                         .trained_on = "cuda (some GPU)",
                         .decades = {"1960s", "1970s"}};
  evaluation.overall = made_up_genre("overall");
  evaluation.genres = {made_up_genre("jazz"), made_up_genre("rock")};
  evaluation.nearest_pixels = {spread_scores(0.25, 0.5), spread_scores(0.25, 0.5)};
  evaluation.nearest_features = {spread_scores(1, 3), spread_scores(1, 3)};
  evaluation.pictures = {{.name = "neighbours",
                          .title = "Nearest training covers",
                          .caption = "Left a generated cover.",
                          .width = 4,
                          .height = 2,
                          .png = {std::byte{'f'}, std::byte{'o'}, std::byte{'o'}, std::byte{'b'}}}};
  evaluation.notes = {"The data set is small."};
  return evaluation;
}

}  // namespace sleeve::tests
