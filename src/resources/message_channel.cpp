#include "resources/message_channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

namespace gongwen::resources {
namespace {

using MessageLength = std::uint64_t;

/// Interval at which a wait checks whether the work was stopped.
constexpr std::chrono::milliseconds kBetweenStopLooks{20};
constexpr std::chrono::milliseconds kLongWait{60'000};
/// Memory for a message is allocated as its bytes arrive, so that announcing a large length costs nothing.
constexpr std::size_t kReceivedPiece = std::size_t{4} << 20;

std::array<char, sizeof(MessageLength)> head_of(std::string_view bytes) {
  const MessageLength length = bytes.size();
  std::array<char, sizeof length> head;
  std::memcpy(head.data(), &length, sizeof length);
  return head;
}

bool is_again(int error) { return error == EINTR || error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

/// Waits until the socket is ready. An event on the watched file ends the wait, unless there is still something to
/// read.
Exchange MessageChannel::wait(short events, const base::StopCheck* stop, const Deadline* deadline) const {
  for (;;) {
    if (stop != nullptr) stop->look();
    std::chrono::milliseconds time = stop != nullptr && stop->is_needed() ? kBetweenStopLooks : kLongWait;
    if (deadline != nullptr) {
      if (deadline->passed()) return Exchange::TooLate;
      time = std::min(time, deadline->left());
    }
    std::array<pollfd, 2> waiting{pollfd{socket_.number(), events, 0}, pollfd{watched_, POLLIN, 0}};
    const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(time.count()));
    if (ready < 0 && errno != EINTR) return Exchange::Ended;
    if (ready <= 0) continue;
    if (waiting[0].revents != 0) return Exchange::Done;
    if (waiting[1].revents != 0) return Exchange::Ended;
  }
}

Exchange MessageChannel::send(std::string_view bytes, const base::StopCheck* stop, const Deadline* deadline) {
  const auto head = head_of(bytes);
  for (std::string_view piece : {std::string_view(head.data(), head.size()), bytes}) {
    while (!piece.empty()) {
      const ssize_t count = ::send(socket_.number(), piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count > 0) {
        piece.remove_prefix(static_cast<std::size_t>(count));
      } else if (!is_again(errno)) {
        return Exchange::Ended;
      } else if (const Exchange waited = wait(POLLOUT, stop, deadline); waited != Exchange::Done) {
        return waited;
      }
    }
  }
  return Exchange::Done;
}

Exchange MessageChannel::receive_all(char* to, std::size_t size, const base::StopCheck* stop,
                                     const Deadline* deadline) {
  while (size > 0) {
    const ssize_t count = ::recv(socket_.number(), to, size, MSG_DONTWAIT);
    if (count > 0) {
      to += count;
      size -= static_cast<std::size_t>(count);
    } else if (count == 0 || !is_again(errno)) {
      return Exchange::Ended;
    } else if (const Exchange waited = wait(POLLIN, stop, deadline); waited != Exchange::Done) {
      return waited;
    }
  }
  return Exchange::Done;
}

Exchange MessageChannel::receive(std::string& bytes, std::size_t max_bytes, const base::StopCheck* stop,
                                 const Deadline* deadline) {
  MessageLength length = 0;
  std::array<char, sizeof length> head;
  Exchange received = receive_all(head.data(), head.size(), stop, deadline);
  std::memcpy(&length, head.data(), sizeof length);
  if (received == Exchange::Done && length > max_bytes) return Exchange::Ended;
  bytes.clear();
  while (received == Exchange::Done && bytes.size() < length) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min<std::size_t>(length, before + kReceivedPiece));
    received = receive_all(bytes.data() + before, bytes.size() - before, stop, deadline);
  }
  return received;
}

void append_message(std::string& out, std::string_view bytes) {
  const auto head = head_of(bytes);
  out.append(head.data(), head.size()).append(bytes);
}

void MessageAssembler::add(std::string_view bytes) {
  while (!bytes.empty() && !failed_) {
    const bool in_head = head_.size() < sizeof(MessageLength);
    const std::string_view part = bytes.substr(0, in_head ? sizeof(MessageLength) - head_.size() : missing_);
    bytes.remove_prefix(part.size());
    if (in_head) {
      head_ += part;
      if (head_.size() == sizeof(MessageLength)) start_message();
    } else {
      message_ += part;
      missing_ -= part.size();
      if (missing_ == 0) finish_message();
    }
  }
}

void MessageAssembler::start_message() {
  MessageLength length = 0;
  std::memcpy(&length, head_.data(), sizeof length);
  failed_ = length > max_bytes_;
  if (failed_) return;
  missing_ = length;
  message_.reserve(std::min<std::size_t>(length, kReceivedPiece));
  if (missing_ == 0) finish_message();
}

void MessageAssembler::finish_message() {
  whole_.push_back(std::exchange(message_, {}));
  head_.clear();
}

std::optional<std::string> MessageAssembler::next() {
  if (whole_.empty()) return std::nullopt;
  std::string message = std::move(whole_.front());
  whole_.pop_front();
  return message;
}

}  // namespace gongwen::resources
