// Preloaded into a program: kills it, as `kill -9` would, just before its Nth change of the file system. A write is
// done by half before. So tests reach every moment at which a run can be killed, and the same one again.
//   LD_PRELOAD=libkill_at.so KILL_AT=17 gongwen …          before the 17th change
//   LD_PRELOAD=libkill_at.so KILL_AT_COUNT=FILE gongwen …  writes the number of changes to FILE instead
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

std::atomic<long> changes = 0;
long kill_at = 0;
pid_t program = 0;

__attribute__((constructor)) void begin() {
  const char* const number = std::getenv("KILL_AT");
  kill_at = number == nullptr ? 0 : std::atol(number);
  program = getpid();
}

__attribute__((destructor)) void end() {
  const char* const path = std::getenv("KILL_AT_COUNT");
  if (path == nullptr || getpid() != program) return;
  const long count = changes;
  if (std::FILE* const file = std::fopen(path, "w")) {
    std::fprintf(file, "%ld\n", count);
    std::fclose(file);
  }
}

/// Whether the program must end at this change. Processes that it starts are left alone.
bool is_due() { return getpid() == program && ++changes == kill_at; }

[[noreturn]] void be_killed() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

bool is_regular(int file) {
  struct stat status {};
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

bool changes_files(int flags) { return (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

template <typename Function>
Function real(Function, const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define REAL(name) real(&::name, #name)

#define CHANGE(result, name, parameters, arguments) \
  extern "C" result name parameters {               \
    static const auto function = REAL(name);        \
    if (is_due()) be_killed();                      \
    return function arguments;                      \
  }

#define WRITING(name, parameters, half, arguments)         \
  extern "C" ssize_t name parameters {                     \
    static const auto function = REAL(name);               \
    if (is_regular(file) && is_due()) {                    \
      [[maybe_unused]] const ssize_t torn = function half; \
      be_killed();                                         \
    }                                                      \
    return function arguments;                             \
  }

#define OPENING(name, parameters, arguments)                          \
  extern "C" int name parameters {                                    \
    static const auto function = REAL(name);                          \
    mode_t mode = 0;                                                  \
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) { \
      std::va_list more;                                              \
      va_start(more, flags);                                          \
      mode = va_arg(more, mode_t);                                    \
      va_end(more);                                                   \
    }                                                                 \
    if (changes_files(flags) && is_due()) be_killed();                \
    return function arguments;                                        \
  }

OPENING(open, (const char* path, int flags, ...), (path, flags, mode))
OPENING(open64, (const char* path, int flags, ...), (path, flags, mode))
OPENING(openat, (int folder, const char* path, int flags, ...), (folder, path, flags, mode))
OPENING(openat64, (int folder, const char* path, int flags, ...), (folder, path, flags, mode))
WRITING(write, (int file, const void* bytes, size_t size), (file, bytes, size / 2), (file, bytes, size))
WRITING(pwrite, (int file, const void* bytes, size_t size, off_t at), (file, bytes, size / 2, at),
        (file, bytes, size, at))
WRITING(pwrite64, (int file, const void* bytes, size_t size, off64_t at), (file, bytes, size / 2, at),
        (file, bytes, size, at))
CHANGE(int, ftruncate, (int file, off_t size) noexcept, (file, size))
CHANGE(int, ftruncate64, (int file, off64_t size) noexcept, (file, size))
CHANGE(int, rename, (const char* from, const char* to) noexcept, (from, to))
CHANGE(int, renameat, (int from_folder, const char* from, int to_folder, const char* to) noexcept,
       (from_folder, from, to_folder, to))
CHANGE(int, link, (const char* from, const char* to) noexcept, (from, to))
CHANGE(int, linkat, (int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept,
       (from_folder, from, to_folder, to, flags))
CHANGE(int, symlink, (const char* target, const char* path) noexcept, (target, path))
CHANGE(int, unlink, (const char* path) noexcept, (path))
CHANGE(int, unlinkat, (int folder, const char* path, int flags) noexcept, (folder, path, flags))
CHANGE(int, mkdir, (const char* path, mode_t mode) noexcept, (path, mode))
CHANGE(int, rmdir, (const char* path) noexcept, (path))
