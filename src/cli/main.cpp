// The program `gongwen`.
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include <mimalloc.h>
#include <sys/stat.h>

// With the address sanitizer its own allocator is linked, which has no such pages.
#ifndef __SANITIZE_ADDRESS__
namespace {

/// Whether data of a long table or list are to be read.
bool names_long_data(int count, char** arguments) {
  constexpr off_t kLong = 256 * 1024;
  for (int i = 1; i < count; ++i) {
    struct stat status = {};
    if (!std::string_view(arguments[i]).ends_with(".json") || stat(arguments[i], &status) != 0) continue;
    if (S_ISREG(status.st_mode) && status.st_size > kLong) return true;
  }
  return false;
}

/// Memory in pages of 2 MB where the system has them: a document is made in one go, and each 4 kB page that it touches
/// for the first time costs a page fault (measured: an eighth to a fifth of the time). Long tables take a fifth to a
/// third less memory without large pages that are only partly used, and hardly more time. Before anything allocates;
/// the C library gives constructors the arguments of main().
[[gnu::constructor(101)]] void choose_pages(int count, char** arguments) {
  if (names_long_data(count, arguments)) {
    mi_option_disable(mi_option_eager_commit);
  } else {
    mi_option_enable(mi_option_large_os_pages);
  }
}

}  // namespace
#endif

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
