// The program `gongwen`.
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

int main(int count, char** arguments) {
  // A reader that goes away and a limit on file sizes are failures of writing, not reasons to die.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Nothing in gongwen throws on purpose; what libraries may throw ends here, as a failure of the environment.
  try {
    return gongwen::cli::run_command_line(count, arguments);
  } catch (const std::bad_alloc&) {
    const auto& text = gongwen::texts::CliOutOfMemory;
    std::fprintf(stderr, "%s / %s\n", text.english.data(), text.chinese.data());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "error: %s\n", failure.what());
  }
  return 3;
}
