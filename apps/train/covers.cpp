#include "apps/train/covers.h"

#include "apps/support/program.h"

namespace sleeve::apps {

void check_fit(const data::DataSet& covers, const net::Config& config) {
  const std::string size = std::to_string(covers.size());
  const std::string wanted = std::to_string(config.model.image_size);
  if (size != wanted) {
    throw InputError(covers.path().string() + ": its covers have " + size +
                     " pixels a side, but the recipe wants " + wanted +
                     " (model.image_size): prepare with --size " + wanted +
                     ", or train with --set model.image_size=" + size);
  }
  if (config.model.decades && covers.decade_names().empty()) {
    throw InputError(covers.path().string() +
                     ": has no decades, but the recipe wants them: prepare from a manifest with "
                     "dates, or train with --set model.decades=false");
  }
}

net::Labels labels_of(const data::DataSet& covers, const net::Config& config) {
  net::Labels labels{covers.genre_names(), {}};
  if (config.model.decades) labels.decades = covers.decade_names();
  return labels;
}

std::vector<std::string> genres_without_covers(const data::DataSet& covers) {
  std::vector<std::string> names = covers.genre_names();
  for (std::int64_t row = 0; row < covers.count() && !names.empty(); ++row) {
    if (covers.splits()[std::size_t(row)] != data::kTrain) continue;
    for (int genre = 0; genre < int(covers.genre_names().size()); ++genre) {
      if (covers.has_genre(row, genre)) std::erase(names, covers.genre_names()[std::size_t(genre)]);
    }
  }
  return names;
}

}  // namespace sleeve::apps
