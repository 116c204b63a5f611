#include "service/http/detail/output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <pthread.h>
#include <signal.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

// sendmsg() for bytes, up to 16 segments at once, and sendfile() for files, which are not copied through the process.
// Invariant: `pending_` is the number of bytes left in the segments.
namespace gongwen::http {

namespace {

// Far below IOV_MAX; a response has a head and one body, a stream some small chunks.
constexpr std::size_t kMaxPieces = 16;
// Bytes of a file in one turn, so that a fast reader of a large file does not delay others.
constexpr std::uint64_t kMaxOfFile = 1024 * 1024;

/// Blocks SIGPIPE in this thread and removes the one that sendfile raises, which has no MSG_NOSIGNAL. Other uses of the
/// signal in the process are not affected.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    // A signal that was pending before has another cause and must not be removed.
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const int error = errno;
    const timespec at_once{};
    // Even if some bytes were sent: sendfile then returns their number and raises the signal nevertheless.
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error;
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

}  // namespace

void Output::add(std::string bytes) {
  if (bytes.empty()) return;
  pending_ += bytes.size();
  segments_.push_back({std::move(bytes), std::nullopt, 0});
}

void Output::add(FileSlice file) {
  if (file.length == 0) return;
  pending_ += file.length;
  segments_.push_back({{}, std::move(file), 0});
}

std::ptrdiff_t Output::send_bytes(int socket) const {
  std::array<iovec, kMaxPieces> pieces;
  std::size_t count = 0;
  bool file_follows = false;
  for (const Segment& segment : segments_) {
    file_follows = segment.file.has_value();
    if (file_follows || count == pieces.size()) break;
    // The cast is safe: sendmsg only reads.
    pieces[count++] = {const_cast<char*>(segment.bytes.data()) + segment.at, segment.bytes.size() - segment.at};
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  // MSG_MORE lets the kernel join the head with the beginning of the file into one packet.
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | (file_follows ? MSG_MORE : 0));
}

std::ptrdiff_t Output::send_file(int socket) const {
  const FileSlice& file = *segments_.front().file;
  auto offset = static_cast<off_t>(file.offset);
  const NoPipeSignal guard;
  return ::sendfile(socket, file.file->number(), &offset, std::min(file.length, kMaxOfFile));
}

void Output::take_away(std::uint64_t count) {
  pending_ -= count;
  sent_ += count;
  while (count > 0) {
    Segment& first = segments_.front();
    const std::uint64_t size = first.file ? first.file->length : first.bytes.size() - first.at;
    if (count >= size) {
      count -= size;
      segments_.pop_front();
      continue;
    }
    if (first.file) {
      first.file->offset += count;
      first.file->length -= count;
    } else {
      first.at += count;
    }
    return;
  }
}

Output::Result Output::send(int socket) {
  std::uint64_t of_files = 0;
  while (!segments_.empty()) {
    const bool is_file = segments_.front().file.has_value();
    if (is_file && of_files >= kMaxOfFile) return Result::Blocked;
    const std::ptrdiff_t count = is_file ? send_file(socket) : send_bytes(socket);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN ? Result::Blocked : Result::Broken;
    // The file has become shorter than the announced length, so the response cannot be completed.
    if (count == 0) return Result::Broken;
    if (is_file) of_files += static_cast<std::uint64_t>(count);
    take_away(static_cast<std::uint64_t>(count));
  }
  return Result::Done;
}

}  // namespace gongwen::http
