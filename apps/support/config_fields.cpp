#include "apps/support/config_fields.h"

#include "apps/support/nearest.h"

namespace sleeve::apps {

void fail_unknown_key(const YAML::Node& key, const Place& place,
                      const std::vector<std::string>& known) {
  const std::string& name = key.Scalar();
  std::string nearest = place.in(nearest_first(name, known).front()).key;
  for (const std::string& other : place.all_keys()) {  // in the wrong section, or in none
    if (other.ends_with("." + name)) nearest = other;
  }
  place.in(name).fail(key.Mark(), "unknown key; the nearest is " + nearest);
}

}  // namespace sleeve::apps
