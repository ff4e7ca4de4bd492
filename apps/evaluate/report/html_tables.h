// The tables of the page. A figure that is missing is a cell with its reason.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "apps/evaluate/evaluation.h"

namespace sleeve::apps {

/// What figures mean: a list to stand below the table that has them. Keys are those of
/// report/definitions.h.
std::string terms(std::initializer_list<std::string_view> keys);

/// A body of rows for each genre: box plots and quantiles of MS-SSIM.
std::string diversity_table(const Evaluation& evaluation);

/// A row for each genre. `which`: &GenreEvaluation::genre or ::decade; `chance`: the share that
/// guessing reaches. Without its terms, for there may be two of it.
std::string recognition_table(const Evaluation& evaluation, Recognition GenreEvaluation::*which,
                              double chance);

/// For each genre a row of generated covers, and one of training covers as its scale.
std::string comparison_table(const Evaluation& evaluation);

/// Distances to the nearest training cover, by pixels and by features.
std::string nearness_table(const Evaluation& evaluation);

}  // namespace sleeve::apps
