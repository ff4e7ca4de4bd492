#include "apps/support/yaml_text.h"

#include <vector>

namespace sleeve::apps {

YAML::Node parse_yaml(const std::string& yaml, const Place& place) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(yaml);
    if (documents.size() > 1) {
      place.fail(documents[1].Mark(), "a second document begins here; keep one");
    }
    return documents.empty() ? YAML::Node() : documents.front();
  } catch (const YAML::Exception& error) {
    place.fail(error.mark, "not valid YAML: " + error.msg);
  }
}

}  // namespace sleeve::apps
