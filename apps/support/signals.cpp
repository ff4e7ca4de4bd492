#include "apps/support/signals.h"

#include <signal.h>

namespace sleeve::apps {
namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};
volatile sig_atomic_t first_signal = 0;

void on_stop_signal(int signal_number) {
  first_signal = signal_number;
  for (const int stop : kStopSignals) {
    struct sigaction action {};
    sigaction(stop, nullptr, &action);
    if (action.sa_handler == on_stop_signal) signal(stop, SIG_DFL);
  }
}

}  // namespace

void catch_stop_signals() {
  for (const int stop : kStopSignals) {
    struct sigaction action {};
    sigaction(stop, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = on_stop_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(stop, &action, nullptr);
  }
}

int stop_signal() { return first_signal; }

void make_writes_fail_instead_of_killing() {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

}  // namespace sleeve::apps
