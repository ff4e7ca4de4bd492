// The tests of a GPU's backends, skipped where there is no GPU.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <iostream>

#include "kernels/backend.h"

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;  // what ctest is told to call skipped
  try {
    sleeve::kernels::make_backend("cuda");
  } catch (const sleeve::kernels::DeviceUnavailable& error) {
    std::cout << "Skipped: " << error.what() << '\n';
    return kSkipped;
  }
  return doctest::Context(argc, argv).run();
}
