// Programs that these tests start find and leave no locks of the user's own runs.
#include <cstdlib>

#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

class OwnCache {
 public:
  OwnCache() { ::setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1); }

 private:
  TemporaryFolder folder_;
};

const OwnCache own_cache;

}  // namespace
}  // namespace sleeve::tests
