// gongwen-reader STARTER: reads foreign files for the process STARTER, which started it and sends requests on the
// socket that is its standard input. See intake/wire.h for requests and answers.
#include "programs/reader/reader.h"
#include "resources/file_descriptor.h"

#include <charconv>
#include <cstdio>
#include <string_view>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

bool is_socket(int number) {
  struct stat status {};
  return fstat(number, &status) == 0 && S_ISSOCK(status.st_mode);
}

/// Ignores signals to the whole process group: the starter handles them, and its end ends this process.
void leave_signals_to_starter() {
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE}) signal(number, SIG_IGN);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view text = count == 2 ? arguments[1] : "";
  pid_t starter = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), starter);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !is_socket(STDIN_FILENO)) {
    std::fputs("gongwen-reader: started by gongwen, to read forms that were returned\n", stderr);
    return 2;
  }
  leave_signals_to_starter();
  gongwen::reader::give_up_rights();
  return gongwen::reader::serve(STDIN_FILENO, starter, gongwen::resources::map_shared_memory(STDOUT_FILENO));
}
