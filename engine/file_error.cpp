#include "engine/file_error.h"

#include <cerrno>
#include <system_error>

namespace sleeve::engine {

void fail_to_write(const std::filesystem::path& path, const std::string& what, int error) {
  std::string advice;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    advice = "; make room or write to another folder";
  } else if (error == EACCES || error == EPERM || error == EROFS) {
    advice = "; write to a folder where files may be created";
  } else if (error == ENOENT || error == ENOTDIR) {
    advice = "; make its folder first";
  }
  throw WriteError(path.string() + ": " + what + ": " + std::generic_category().message(error) +
                   advice);
}

}  // namespace sleeve::engine
