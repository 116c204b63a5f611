#include "service/worker_link.h"

#include "resources/child_program.h"

#include <array>
#include <cerrno>
#include <utility>

#include <signal.h>
#include <sys/socket.h>

namespace gongwen::service {
namespace {

constexpr std::size_t kReceivedPiece = std::size_t{64} << 10;
/// Of one worker, before the loop turns to others: one that never stops writing must not hold up the front.
constexpr std::size_t kMaxReceivedAtOnce = std::size_t{1} << 20;

}  // namespace

WorkerLink::WorkerLink(http::EventLoop& loop, std::size_t max_message, Message message, Ended ended)
    : loop_(loop),
      max_message_(max_message),
      message_(std::move(message)),
      ended_(std::move(ended)),
      received_(max_message) {}

std::error_code WorkerLink::start(const std::string& program, const std::vector<std::string>& arguments) {
  end();
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return resources::last_error();
  socket_ = resources::FileDescriptor(ends[0]);
  const resources::FileDescriptor other(ends[1]);
  const std::error_code error =
      resources::start_program({program, arguments, resources::Inherited::Nothing, other.number()}, process_);
  if (error) return error;
  ++starts_;
  handle_ = resources::process_handle(process_);
  received_ = resources::MessageAssembler(max_message_);
  readable_ = loop_.watch_readable(socket_.number(), [this] { receive(); });
  return {};
}

void WorkerLink::end() {
  readable_.drop();
  writable_.drop();
  unsent_ = {};
  if (process_ < 0) return;
  if (handle_) {
    resources::end_process(handle_);
  } else {
    // Nobody else waits for it, so that the number is still its own.
    ::kill(process_, SIGKILL);
  }
  socket_ = resources::FileDescriptor();
  resources::wait_for_program(std::exchange(process_, -1));
}

void WorkerLink::finish() { ::shutdown(socket_.number(), SHUT_WR); }

void WorkerLink::send(std::string_view messages) {
  unsent_ = messages;
  send_rest();
}

void WorkerLink::send_rest() {
  while (!unsent_.empty()) {
    const ssize_t count = ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      unsent_.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!writable_) writable_ = loop_.watch_writable(socket_.number(), [this] { send_rest(); });
      return;
    } else if (errno != EINTR) {
      break;  // Its end is read, too: that is where it is dealt with.
    }
  }
  writable_.drop();
}

void WorkerLink::receive() {
  std::array<char, kReceivedPiece> piece;
  for (std::size_t received = 0; received < kMaxReceivedAtOnce;) {
    const ssize_t count = ::recv(socket_.number(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (count > 0) {
      received += static_cast<std::size_t>(count);
      received_.add({piece.data(), static_cast<std::size_t>(count)});
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      break;
    } else {
      return ended_();
    }
  }
  take_messages();
}

void WorkerLink::take_messages() {
  const std::uint64_t start = starts_;
  while (std::optional<std::string> message = received_.next()) {
    if (!unsent_.empty()) return ended_();
    message_(*std::move(message));
    if (start != starts_ || !is_running()) return;
  }
  if (received_.failed()) ended_();
}

}  // namespace gongwen::service
