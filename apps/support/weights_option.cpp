#include "apps/support/weights_option.h"

#include "apps/support/choice.h"

namespace sleeve::apps {

void add_weights_option(CLI::App& app, net::Weights& weights, const std::string& group) {
  add_choice<net::Weights>(app, "--weights", weights,
                           {{"ema", net::Weights::kAverage}, {"raw", net::Weights::kRaw}},
                           "ema: the moving average of the generator; raw: its last weights [ema]")
      ->group(group);
}

}  // namespace sleeve::apps
