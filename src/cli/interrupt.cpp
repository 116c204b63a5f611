#include "cli/session.h"

#include <atomic>
#include <csignal>

namespace gongwen::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> came = 0;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void mark(int signal) {
  came = signal;
  std::signal(signal, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  came = 0;
  for (const int signal : kSignals) {
    // What the caller has told the program to ignore (nohup) stays ignored.
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

}  // namespace gongwen::cli
