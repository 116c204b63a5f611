#include "resources/environment.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <dlfcn.h>
#include <link.h>
#include <sys/auxv.h>
#include <termios.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

/// The file of the program. Without /proc, the name that it was started by: shells give the whole path.
std::filesystem::path program_file(std::error_code& error) {
  std::filesystem::path file = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) return file;
  const auto* const started_as = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  return started_as == nullptr ? file : std::filesystem::canonical(started_as, error);
}

/// The folder of the file that contains this code: the program, or the shared library. Empty if unknown.
std::filesystem::path own_folder() {
  Dl_info object{};
  link_map* map = nullptr;
  const auto* const here = reinterpret_cast<const void*>(&steady_milliseconds);
  const bool is_library = ::dladdr1(here, &object, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) != 0 &&
                          map != nullptr && map->l_name != nullptr && *map->l_name != '\0';
  std::error_code error;
  const std::filesystem::path file = is_library ? std::filesystem::canonical(map->l_name, error) : program_file(error);
  return error ? std::filesystem::path() : file.parent_path();
}

/// Switches off the echo of the terminal while it lives.
class HiddenTyping {
 public:
  HiddenTyping() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_hidden_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;
  ~HiddenTyping() {
    if (is_hidden_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool is_hidden_ = false;
};

}  // namespace

std::chrono::milliseconds Deadline::left() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

std::string installed_folder(std::string_view name) {
  const std::filesystem::path own = own_folder();
  const std::filesystem::path beside = own / ".." / name;
  const std::filesystem::path above = own / "../.." / name;
  std::error_code error;
  if (!std::filesystem::exists(beside, error) && std::filesystem::exists(above, error)) return above.string();
  return beside.string();
}

std::string libexec_path(const std::string& folder, std::string_view name) {
  const std::filesystem::path own = folder.empty() ? installed_folder("libexec/gongwen") : folder;
  return (own / name).lexically_normal().string();
}

void use_carried_modules() {
  const std::string folder = installed_folder("lib/gongwen");
  std::error_code error;
  if (!std::filesystem::exists(folder + "/system", error)) return;
  ::setenv("GCONV_PATH", (folder + "/system/gconv").c_str(), 1);
  ::setenv("OPENSSL_MODULES", (folder + "/ossl-modules").c_str(), 1);
}

std::string carried_hyphenation(std::string_view name) {
  return (std::filesystem::path(installed_folder("share/gongwen/hyphen")) / name).string();
}

std::int64_t system_clock_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t system_clock_milliseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::int64_t steady_milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

bool is_typed_input() { return ::isatty(STDIN_FILENO) == 1; }

bool read_typed_line(std::string& line) {
  line.clear();
  char c = 0;
  ssize_t count = 0;
  while ((count = ::read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') line += c;
  if (line.ends_with('\r')) line.pop_back();
  return count == 1 || !line.empty();
}

std::string read_secret_line(std::string_view prompt) {
  const bool on_terminal = ::isatty(STDIN_FILENO) == 1;
  // One buffer, which the caller can wipe; the buffer of a stream would keep a copy.
  constexpr std::size_t kMaxSecret = 4096;
  std::string line;
  line.reserve(kMaxSecret);
  {
    const HiddenTyping hidden;
    if (on_terminal) std::fprintf(stderr, "%.*s", static_cast<int>(prompt.size()), prompt.data());
    char c = '\0';
    while (line.size() < kMaxSecret) {
      const ssize_t count = ::read(STDIN_FILENO, &c, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0 || c == '\n') break;
      line += c;
    }
  }
  // The line end that was typed was not echoed either.
  if (on_terminal) std::fputc('\n', stderr);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace gongwen::resources
