#pragma once

namespace ocop::cli::stop {

/// From now on SIGINT, SIGTERM and SIGHUP end the command between two lines of its output, with a sentence. Those that
/// whoever started it ignores stay ignored; a second one ends it at once.
void listen();

/// The signal that asks the command to stop; 0: none.
[[nodiscard]] int asked() noexcept;

/// Waits until something can be read. False where the command is asked to stop.
[[nodiscard]] bool wait_for_input(int descriptor);

/// While one lives, a signal does not end the process: whoever holds it looks at asked() and comes to an end. The last
/// one that goes ends the process where it was asked for. For the main thread.
class hold {
 public:
  hold() noexcept;
  ~hold();
  hold(hold const&) = delete;
  hold& operator=(hold const&) = delete;
};

}  // namespace ocop::cli::stop
