// Signals that ask a program to stop, or that would kill it while it writes.
#pragma once

namespace sleeve::apps {

/// From now on SIGINT, SIGTERM and SIGHUP only set a flag, once: a second one has its usual effect.
/// A signal that was ignored (nohup) stays ignored.
void catch_stop_signals();

/// The first such signal that came; 0: none.
int stop_signal();

/// A pipe that nobody reads and a file beyond the size limit become errors of the write.
void make_writes_fail_instead_of_killing();

}  // namespace sleeve::apps
