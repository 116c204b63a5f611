// The program `gongwen`.
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include <mimalloc.h>
#include <sys/stat.h>

// Memory: mimalloc, asked for pages of 2 MB and for few sizes of larger blocks. Sanitizers have their own functions.
//
// A document is made in one go, and each 4 kB page that it touches for the first time costs a page fault (measured: an
// eighth to a fifth of the time). Pages of 2 MB have one for 512 of them, but are cleared as a whole, so what is in use
// must lie close together. mimalloc takes 512 kB for each of the twelve sizes that it has from 16 to 128 kB; a document
// of a page uses one or two blocks of most of these. With two sizes a form touches 6 MB less.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
namespace {

constexpr std::size_t kSmall = std::size_t{16} << 10;
constexpr std::size_t kMedium = std::size_t{64} << 10;
constexpr std::size_t kLarge = std::size_t{128} << 10;

std::size_t rounded(std::size_t size) {
  if (size <= kSmall || size > kLarge) return size;
  return size <= kMedium ? kMedium : kLarge;
}

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

/// Long tables take a fifth to a third less memory without large pages that are only partly used, and hardly more time.
/// Before anything allocates; the C library gives constructors the arguments of main().
[[gnu::constructor(101)]] void choose_pages(int count, char** arguments) {
  if (names_long_data(count, arguments)) {
    mi_option_disable(mi_option_eager_commit);
  } else {
    mi_option_enable(mi_option_large_os_pages);
  }
}

}  // namespace

// All other functions of this kind are mimalloc's own.

extern "C" void* malloc(std::size_t size) { return mi_malloc(rounded(size)); }
extern "C" void* realloc(void* block, std::size_t size) { return mi_realloc(block, rounded(size)); }

void* operator new(std::size_t size) { return mi_new(rounded(size)); }
void* operator new[](std::size_t size) { return mi_new(rounded(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return mi_new_nothrow(rounded(size)); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return mi_new_nothrow(rounded(size)); }
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
