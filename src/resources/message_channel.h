// Messages between two processes on a socket: 8 bytes with the length, then the bytes. Each side checks what it
// receives, since the other process may have been compromised.
//   MessageChannel channel(std::move(socket));
//   if (channel.send(question, nullptr, &deadline) == Exchange::Done) channel.receive(answer, kMax, nullptr,
//   &deadline);
#pragma once

#include "base/stop_check.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::resources {

/// How an exchange ended. After anything but `Done` the channel must not be used any more.
enum class Exchange : std::uint8_t { Done, Ended, TooLate };

/// A channel for a process that waits for the other side.
class MessageChannel {
 public:
  /// `watched` is a file that becomes readable when the other process has ended; -1: none.
  explicit MessageChannel(FileDescriptor socket, int watched = -1) : socket_(std::move(socket)), watched_(watched) {}

  /// Both throw base::WorkStopped if `stop` requests it; without a deadline they wait for ever.
  Exchange send(std::string_view bytes, const base::StopCheck* stop, const Deadline* deadline);
  /// A message of more than `max_bytes` is treated as an attack and ends the exchange.
  Exchange receive(std::string& bytes, std::size_t max_bytes, const base::StopCheck* stop, const Deadline* deadline);

  int socket() const { return socket_.number(); }

 private:
  Exchange wait(short events, const base::StopCheck* stop, const Deadline* deadline) const;
  Exchange receive_all(char* to, std::size_t size, const base::StopCheck* stop, const Deadline* deadline);

  FileDescriptor socket_;
  int watched_;
};

// For a process that serves many channels at once without blocking.

/// Appends a message in the format of a channel.
void append_message(std::string& out, std::string_view bytes);

/// Assembles messages from received bytes.
class MessageAssembler {
 public:
  explicit MessageAssembler(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void add(std::string_view bytes);
  /// The next complete message; nullopt until more bytes have arrived.
  std::optional<std::string> next();
  /// Whether a message was longer than allowed: after the messages before it, no more can be read.
  bool failed() const { return failed_; }

 private:
  void start_message();
  void finish_message();

  std::size_t max_bytes_;
  std::string head_;  // received bytes of the length of the current message
  std::string message_;
  std::size_t missing_ = 0;  // bytes of the current message that have not arrived
  std::deque<std::string> whole_;
  bool failed_ = false;
};

}  // namespace gongwen::resources
