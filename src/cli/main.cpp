// The program `gongwen`.
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/environment.h"

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include <mimalloc.h>
#include <sys/stat.h>

// Memory: mimalloc, set to pages of 2 MB and to few sizes of larger blocks. Sanitizers have their own allocators.
//
// A document is made in one run, and each 4 kB page costs a page fault when it is touched for the first time (measured:
// an eighth to a fifth of the time). A page of 2 MB costs one page fault instead of 512, but is cleared as a whole, so
// memory in use must be compact. mimalloc reserves 512 kB for each of its twelve sizes from 16 to 128 kB, although a
// one-page document uses only one or two blocks of most sizes. With two sizes, a form touches 6 MB less.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
namespace {

constexpr std::size_t kSmall = std::size_t{16} << 10;
constexpr std::size_t kMedium = std::size_t{64} << 10;
constexpr std::size_t kLarge = std::size_t{128} << 10;

std::size_t rounded(std::size_t size) {
  if (size <= kSmall || size > kLarge) return size;
  return size <= kMedium ? kMedium : kLarge;
}

/// Whether the arguments name data of a long table or list.
bool names_long_data(int count, char** arguments) {
  constexpr off_t kLong = 256 * 1024;
  for (int i = 1; i < count; ++i) {
    struct stat status = {};
    if (!std::string_view(arguments[i]).ends_with(".json") || stat(arguments[i], &status) != 0) continue;
    if (S_ISREG(status.st_mode) && status.st_size > kLong) return true;
  }
  return false;
}

/// Switches off large pages for long tables: partly used large pages would cost a fifth to a third more memory, for
/// hardly any gain in time. Runs before anything allocates; the C library passes the arguments of main() to
/// constructors.
[[gnu::constructor(101)]] void choose_pages(int count, char** arguments) {
  if (names_long_data(count, arguments)) {
    mi_option_disable(mi_option_eager_commit);
  } else {
    mi_option_enable(mi_option_large_os_pages);
  }
}

/// mi_new does the same, but a mimalloc that was compiled as C, as Debian 13's is, ends the program without a message
/// if no memory is left, since it cannot throw.
void* checked(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

// mimalloc replaces all other allocation functions itself.

extern "C" void* malloc(std::size_t size) { return mi_malloc(rounded(size)); }
extern "C" void* realloc(void* block, std::size_t size) { return mi_realloc(block, rounded(size)); }

void* operator new(std::size_t size) { return checked(mi_malloc(rounded(size))); }
void* operator new[](std::size_t size) { return checked(mi_malloc(rounded(size))); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return checked(mi_malloc_aligned(size, static_cast<std::size_t>(alignment)));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return checked(mi_malloc_aligned(size, static_cast<std::size_t>(alignment)));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return mi_malloc(rounded(size)); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return mi_malloc(rounded(size)); }
#endif

int main(int count, char** arguments) {
  // Closed pipes and limits on file size must be write errors, not end the program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  gongwen::resources::use_carried_modules();
  // gongwen throws no exceptions here; an exception of a library is reported as a failure of the environment.
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
