#include "resources/secret_line.h"

#include <cstdio>
#include <iostream>

#include <termios.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

/// What is typed does not appear on the terminal as long as this lives.
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

std::string read_secret_line(std::string_view prompt) {
  const bool on_terminal = ::isatty(STDIN_FILENO) == 1;
  std::string line;
  {
    const HiddenTyping hidden;
    if (on_terminal) std::fprintf(stderr, "%.*s", static_cast<int>(prompt.size()), prompt.data());
    std::getline(std::cin, line);
  }
  // The line end that was typed did not appear either.
  if (on_terminal) std::fputc('\n', stderr);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace gongwen::resources
