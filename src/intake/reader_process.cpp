#include "intake/reader_process.h"

#include "diagnostics/catalogue/intake.h"
#include "intake/detail/child_process.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gongwen::intake {
namespace {

/// A message is its length and its bytes.
using Length = std::uint64_t;

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool receive_all(int socket, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::recv(socket, to, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool send_message(int socket, std::string_view bytes) {
  const Length length = bytes.size();
  std::array<char, sizeof length> head;
  std::memcpy(head.data(), &length, sizeof length);
  return send_all(socket, {head.data(), head.size()}) && send_all(socket, bytes);
}

std::optional<std::string> receive_message(int socket, std::size_t most) {
  Length length = 0;
  std::array<char, sizeof length> head;
  if (!receive_all(socket, head.data(), head.size())) return std::nullopt;
  std::memcpy(&length, head.data(), sizeof length);
  if (length > most) return std::nullopt;
  std::string bytes(length, '\0');
  if (!receive_all(socket, bytes.data(), bytes.size())) return std::nullopt;
  return bytes;
}

}  // namespace

ReaderProcess::ReaderProcess(const IntakeOptions& options) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
  std::fflush(nullptr);  // else the copy would have the same text to write
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ == 0) {
    ::close(ends[0]);
    serve(ends[1], options, parent);
  }
  ::close(ends[1]);
  socket_ = resources::FileDescriptor(ends[0]);
}

ReaderProcess::~ReaderProcess() {
  if (child_ <= 0) return;
  socket_ = resources::FileDescriptor();
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
}

/// Ends when the parent does, by its own end or by being killed.
void ReaderProcess::serve(int socket, const IntakeOptions& options, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  // Files and locks of the parent are no business of the copy.
  const auto first = static_cast<unsigned>(STDERR_FILENO + 1);
  const auto number = static_cast<unsigned>(socket);
  if (number > first) ::close_range(first, number - 1, 0);
  ::close_range(number + 1, ~0U, 0);
  // What is meant for the whole group is for the parent to obey.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_IGN);
  while (const std::optional<std::string> bytes = receive_message(socket, options.limits.max_bytes)) {
    if (!send_message(socket, write_returned_file(read_returned(*bytes, options)))) break;
  }
  ::_exit(0);
}

ReturnedFile ReaderProcess::read(std::string_view bytes) {
  if (socket_ && send_message(socket_.number(), bytes)) {
    const std::optional<std::string> answer = receive_message(socket_.number(), ProcessLimits{}.answer_bytes);
    if (answer) {
      if (auto parsed = parse_returned_file(*answer)) return *std::move(parsed);
    }
  }
  ReturnedFile file;
  file.report(diagnostics::messages::IntakeNoProcess);
  return file;
}

}  // namespace gongwen::intake
