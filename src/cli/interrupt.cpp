#include "cli/session.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <semaphore.h>

namespace gongwen::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> came = 0;
static_assert(std::atomic<int>::is_always_lock_free);

/// Posted when a signal has come. Made once: a handler may run at any time.
sem_t* arrival() {
  static sem_t semaphore;
  static const int made = ::sem_init(&semaphore, 0, 0);
  static_cast<void>(made);
  return &semaphore;
}

/// Of the handler, which may not make it.
std::atomic<sem_t*> posted = nullptr;

extern "C" void mark(int signal) {
  const int error = errno;
  came = signal;
  if (sem_t* const semaphore = posted) ::sem_post(semaphore);
  errno = error;
  std::signal(signal, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  came = 0;
  for (const int signal : kSignals) {
    // What the caller made the program ignore (nohup) stays ignored.
    if (std::signal(signal, &mark) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

Interrupt::~Interrupt() {
  for (const int signal : kSignals) {
    if (std::signal(signal, SIG_DFL) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

bool Interrupt::has_come() { return came != 0; }
int Interrupt::status() { return came == 0 ? 0 : 128 + came; }

StopOnSignal::StopOnSignal() {
  posted = arrival();
  waiting_ = std::jthread([this](const std::stop_token& ends) {
    // Also posted when nothing is waited for any more.
    const std::stop_callback end(ends, [] { ::sem_post(arrival()); });
    while (!ends.stop_requested() && !Interrupt::has_come()) {
      while (::sem_wait(arrival()) != 0 && errno == EINTR) {
      }
    }
    if (Interrupt::has_come()) source_.request_stop();
  });
}

StopOnSignal::~StopOnSignal() { posted = nullptr; }

}  // namespace gongwen::cli
