#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/normalization_case.h"

namespace sleeve::kernels::cases {
namespace {

std::string map_name(std::size_t pixels, int channels) {
  return std::to_string(pixels) + "x" + std::to_string(channels);
}

template <typename C>
void add(const std::string& name, const C& one, std::vector<Case>& cases) {
  cases.push_back({name, [one](Workbench& bench) { one.launch(bench); }});
}

}  // namespace

void add_normalization_cases(std::vector<Case>& cases) {
  for (const int channels : {1, 3, 17, 64, 257}) {
    for (const std::size_t count : {std::size_t(2), std::size_t(97), std::size_t(4096)}) {
      add("batch_norm_training/" + map_name(count, channels),
          BatchNormTrainingCase{count, channels}, cases);
    }
    add("batch_norm_evaluation/" + std::to_string(channels), BatchNormEvaluationCase{channels},
        cases);
  }
  for (const int channels : {1, 3, 5, 17, 64}) {
    for (const std::size_t count : {std::size_t(2), std::size_t(75), std::size_t(1024)}) {
      const std::string name = "batch_norm_backward/" + map_name(count, channels);
      add(name, BatchNormBackwardCase{count, channels, false, true}, cases);
      add(name + "/accumulate", BatchNormBackwardCase{count, channels, true, true}, cases);
      add(name + "/map_only", BatchNormBackwardCase{count, channels, false, false}, cases);
    }
  }
  // More channels than a block has threads.
  add("batch_norm_backward/" + map_name(75, 259), BatchNormBackwardCase{75, 259, false, true},
      cases);
  add("materialize/" + map_name(63, 259), MaterializeCase{63, 259, {}}, cases);
  for (const Activation activation :
       {Activation::kNone, Activation::kRelu, Activation::kLeakyRelu, Activation::kTanh}) {
    for (const bool dropout : {false, true}) {
      for (const bool normalized : {false, true}) {
        const PendingOptions options = {normalized, normalized, activation, dropout};
        for (const int channels : {1, 3, 17, 64}) {
          for (const std::size_t pixels : {std::size_t(1), std::size_t(63), std::size_t(512)}) {
            add("materialize/" + map_name(pixels, channels) + "/" + name_of(options),
                MaterializeCase{pixels, channels, options}, cases);
          }
        }
      }
    }
  }
}

}  // namespace sleeve::kernels::cases
