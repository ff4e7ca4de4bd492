// Everything that a report says, before it is a file: what was compared, its figures, genre by
// genre and overall, and the pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/evaluate/known.h"
#include "apps/evaluate/statistics/distribution.h"
#include "apps/evaluate/statistics/proportion.h"
#include "apps/evaluate/statistics/set_comparison.h"

namespace sleeve::apps {

/// What was compared with what, and how.
struct Comparison {
  std::string checkpoint, data_set, classifier;  // as files are named to the reader
  std::string weights;                           // of the generator: "ema" or "raw"
  std::uint64_t step = 0;                        // of the checkpoint
  std::uint64_t training_seed = 0;
  std::uint64_t seed = 0;  // of generated covers, pairs and subsets
  int image_size = 0;
  std::string convention;  // of MS-SSIM: "clamp", "fit", "channel"
  std::string program;     // "evaluate 0.1.0"
  std::string command;     // as it was typed
  std::string device;      // "cpu (AMD EPYC 9B45), 2 threads, f32"
  std::string trained_on;  // the device of the training run; empty: not said
  std::vector<std::string> decades;
};

/// MS-SSIM of pairs of covers of one genre. Close to 1 within the generated: the same cover over
/// and over.
struct Diversity {
  Known<Distribution> real;       // pairs of different held-out covers
  Known<Distribution> generated;  // pairs of different generated covers
  Known<Distribution> between;    // a held-out and a generated cover (the paper's figure 3a)
};

/// How many covers are taken for what they should be, by the discriminator's head and by a
/// classifier that never saw a generated cover.
struct Recognition {
  Known<Proportion> generated_by_discriminator;  // the paper's three,
  Known<Proportion> real_by_discriminator;       // of held-out covers
  Known<Proportion> real_by_classifier;          // of held-out covers
  Known<Proportion> generated_by_classifier;     // and the one that counts
};

/// Of one genre, or of all together.
struct GenreEvaluation {
  std::string name;
  std::int64_t training_covers = 0, held_out_covers = 0, generated_covers = 0;
  Diversity diversity;
  Recognition genre;
  Recognition decade;
  /// Generated covers against held-out ones, in the classifier's features.
  SetComparison generated;
  /// Training covers against held-out ones: what covers of the same kind reach. The scale to read
  /// `generated` by.
  SetComparison training;
};

/// Distances to the nearest training cover. Generated covers much nearer than held-out ones are:
/// copies.
struct Nearness {
  Known<Distribution> generated, held_out;
};

struct Picture {
  std::string name;     // one word for files and links: "neighbours"
  std::string title;    // "Nearest training covers"
  std::string caption;  // what its rows and columns are
  int width = 0, height = 0;
  std::vector<std::byte> png;
};

struct Evaluation {
  Comparison compared;
  /// Pairs are of one genre here too, those of all genres together.
  GenreEvaluation overall;
  std::vector<GenreEvaluation> genres;  // in the data set's order
  Nearness nearest_pixels;  // root mean square of differences of pixels in [-1, 1], covers reduced
                            // to 16x16
  Nearness nearest_features;       // Euclidean distance in the classifier's features
  std::vector<Picture> pictures;   // in the order they are shown
  std::vector<std::string> notes;  // what else a reader must know, a sentence each
};

}  // namespace sleeve::apps
