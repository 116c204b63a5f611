// gongwen-verify: a PDF on the standard input, what is in it on the standard output (answer.h). Started by
// `gongwen publish`; exit status 0 also for files that cannot be read, which the answer says.
#include "verify/answer.h"

#include <array>
#include <exception>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

constexpr rlim_t kCpuSeconds = 60;
constexpr rlim_t kMaxMemory = rlim_t{2} << 30;
constexpr std::size_t kMaxBytes = std::size_t{512} << 20;

/// A file that makes the library run wild harms nobody else. No file is written: the standard output is a pipe.
void confine() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const rlimit cpu{kCpuSeconds, kCpuSeconds};
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  setrlimit(RLIMIT_NPROC, &none);
#ifndef __SANITIZE_ADDRESS__  // sanitizers reserve terabytes of addresses
  const rlimit memory{kMaxMemory, kMaxMemory};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

bool read_input(std::string& bytes) {
  std::array<char, std::size_t{64} << 10> buffer;
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) return count == 0;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (bytes.size() > kMaxBytes) return false;
  }
}

bool write_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(STDOUT_FILENO, text.data(), text.size());
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string answer(const std::string& bytes) {
  using namespace gongwen::verify;
  try {
    return answer_json(read_pdf(bytes));
  } catch (const std::exception& error) {
    return error_json(error.what());
  }
}

}  // namespace

int main() {
  confine();
  std::string bytes;
  if (!read_input(bytes)) return 2;
  return write_output(answer(bytes)) ? 0 : 3;
}
