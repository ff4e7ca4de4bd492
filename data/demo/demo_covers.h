// Covers drawn by code, to try everything with before any real cover is at hand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "data/image.h"
#include "data/preparing/prepare.h"

namespace sleeve::data {

/// Cover number `cover` of a seed: a genre's motif (data/demo/motifs.h) in a decade's palette
/// (data/demo/palettes.h), with a title.
Image draw_demo_cover(int genre, int decade, std::uint64_t seed, std::uint64_t cover, int size);

struct DemoOptions {
  int count = 6000;
  std::uint64_t seed = 1;
};

/// Writes a data set of them: genres and decades as even as the count allows, and independent.
/// Of `options`, size, held_out, threads, program and progress count. The same seed gives the same
/// bytes. Throws InputError, engine::WriteError.
PrepareReport prepare_demo_covers(const DemoOptions& demo, const PrepareOptions& options,
                                  const std::filesystem::path& out);

}  // namespace sleeve::data
