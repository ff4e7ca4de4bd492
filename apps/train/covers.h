// What a recipe finds in a data set.
#pragma once

#include <string>
#include <vector>

#include "data/data_set.h"
#include "net/config.h"
#include "net/labels.h"

namespace sleeve::apps {

/// Throws InputError, with what to do, unless size and labels are what the recipe wants.
void check_fit(const data::DataSet& covers, const net::Config& config);

/// The genres, and the decades if the recipe wants them.
net::Labels labels_of(const data::DataSet& covers, const net::Config& config);

/// Names of genres of which there is no cover in the training split.
std::vector<std::string> genres_without_covers(const data::DataSet& covers);

}  // namespace sleeve::apps
