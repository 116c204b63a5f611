// The program `gongwen`.
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace {

/// Without the destructors of static objects: threads of an engine may still run.
[[noreturn]] void leave(int status) {
  std::fflush(nullptr);
#ifdef __SANITIZE_ADDRESS__
  __lsan_do_leak_check();
#endif
  std::_Exit(status);
}

}  // namespace

int main(int count, char** arguments) {
  // A reader that goes away and a limit on file sizes are failures of writing, not reasons to die.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Nothing in gongwen throws on purpose; what libraries may throw ends here, as a failure of the environment.
  try {
    leave(gongwen::cli::run_command_line(count, arguments));
  } catch (const std::bad_alloc&) {
    const auto& text = gongwen::texts::CliOutOfMemory;
    std::fprintf(stderr, "%s / %s\n", text.english.data(), text.chinese.data());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "error: %s\n", failure.what());
  }
  leave(3);
}
