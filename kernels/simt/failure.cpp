#include "kernels/simt/failure.h"

#include <cstdio>
#include <cstdlib>

#include "kernels/simt/multiprocessor.h"
#include "kernels/simt/thread.h"

namespace sleeve::simt {
namespace {

std::string text_of(const dim3& index) {
  return std::string("(") + std::to_string(index.x) + ", " + std::to_string(index.y) + ", " +
         std::to_string(index.z) + ")";
}

}  // namespace

std::string text_of(Place where) {
  return std::string(where.file) + ":" + std::to_string(where.line);
}

void fail(const std::string& text, Place where) {
  std::string message = "simt: ";
  if (current_thread != nullptr) {
    message += "kernel '" + current_thread->multiprocessor->grid().name + "', block " +
               text_of(builtins::blockIdx) + ", thread " + text_of(current_thread->index) + ": ";
  }
  if (where.line != 0) message += text_of(where) + ": ";
  std::fprintf(stderr, "%s%s\n", message.c_str(), text.c_str());
  std::abort();
}

}  // namespace sleeve::simt
