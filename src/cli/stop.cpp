#include "stop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

namespace ocop::cli::stop {
namespace {

constexpr int is_ending = -1;
std::atomic<int> signal_asked{0};
std::atomic<int> holds{0};        ///< how many there are, or is_ending
std::array<int, 2> wake{-1, -1};  ///< a pipe: a byte in it ends a wait
static_assert(std::atomic<int>::is_always_lock_free);

/// Says so and ends the process by the signal, so that a shell sees what happened. Safe in a handler of signals.
void end_by(int number) {
  std::string_view const said =
      number == SIGINT ? "\nocop: interrupted (SIGINT). Every line that was written is whole; the rest is missing.\n"
      : number == SIGTERM
          ? "ocop: asked to stop (SIGTERM). Every line that was written is whole; the rest is missing.\n"
          : "ocop: the terminal is gone (SIGHUP). Every line that was written is whole; the rest is "
            "missing.\n";
  [[maybe_unused]] auto const ignored = ::write(STDERR_FILENO, said.data(), said.size());
  std::signal(number, SIG_DFL);
  std::raise(number);
}

extern "C" void ocop_on_signal(int number) {
  int const error_before = errno;
  signal_asked = number;
  if (int none = 0; holds.compare_exchange_strong(none, is_ending)) {
    end_by(number);
  } else {
    [[maybe_unused]] auto const ignored = ::write(wake[1], "", 1);
  }
  errno = error_before;
}

}  // namespace

void listen() {
  if (::pipe2(wake.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;  // signals end the command as they always do
  for (int const number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    if (::sigaction(number, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction ours {};
    ours.sa_handler = ocop_on_signal;
    ours.sa_flags = static_cast<int>(SA_RESETHAND);  // without SA_RESTART: what waits is to come back
    ::sigaction(number, &ours, nullptr);
  }
}

int asked() noexcept { return signal_asked; }

bool wait_for_input(int descriptor) {
  std::array<pollfd, 2> watched{{{descriptor, POLLIN, 0}, {wake[0], POLLIN, 0}}};
  while (asked() == 0)
    if (::poll(watched.data(), watched.size(), -1) >= 0 || errno != EINTR) return asked() == 0;
  return false;
}

hold::hold() noexcept {
  int n = holds;
  do {
    while (n == is_ending) ::pause();  // a handler is about to end the process
  } while (!holds.compare_exchange_weak(n, n + 1));
}

hold::~hold() {
  if (int const number = asked(); number != 0 && holds == 1) end_by(number);
  // One that comes between the two lines finds a hold that nobody looks after.
  if (holds.fetch_sub(1) == 1)
    if (int const number = asked(); number != 0) end_by(number);
}

}  // namespace ocop::cli::stop
