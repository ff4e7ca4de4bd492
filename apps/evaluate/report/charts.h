// Small drawings that stand in the rows of a table, as inline SVG. Colours come from the page's
// style by class.
#pragma once

#include <string>

#include "apps/evaluate/statistics/distribution.h"
#include "apps/evaluate/statistics/proportion.h"

namespace sleeve::apps {

/// The least of 1, 2, 4 and 8 times a power of ten that holds `largest`, so that quarters of the
/// scale are short numbers; 1 if it is 0.
double scale_end(double largest);

/// The scale above a column of box plots, from 0 to `end` > 0.
std::string box_plot_axis(double end);

/// One box plot on the scale from 0 to `end`. `kind` names its colour: "real", "generated",
/// "between".
std::string box_plot(const Distribution& distribution, double end, const std::string& kind);

/// A share and its interval on the scale from 0 to 1, with a mark at `chance`.
std::string share_bar(const Proportion& proportion, double chance, const std::string& kind);

}  // namespace sleeve::apps
