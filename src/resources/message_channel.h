// Messages between two processes, on a socket: the length of each in 8 bytes, and its bytes. Either side takes nothing
// for granted: the other one may have gone wrong.
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

/// How an exchange went. After anything but `Done` the channel is of no more use.
enum class Exchange : std::uint8_t { Done, Ended, TooLate };

/// For a process that waits for the other side.
class MessageChannel {
 public:
  /// `watched` is a file that becomes readable when the other side has ended; -1: none.
  explicit MessageChannel(FileDescriptor socket, int watched = -1) : socket_(std::move(socket)), watched_(watched) {}

  /// Both throw base::WorkStopped when `stop` says so; without a deadline they wait for ever.
  Exchange send(std::string_view bytes, const base::StopCheck* stop, const Deadline* deadline);
  /// A message of more than `max_bytes` is not one of ours, and ends the exchange.
  Exchange receive(std::string& bytes, std::size_t max_bytes, const base::StopCheck* stop, const Deadline* deadline);

  int socket() const { return socket_.number(); }

 private:
  Exchange wait(short events, const base::StopCheck* stop, const Deadline* deadline) const;
  Exchange receive_all(char* to, std::size_t size, const base::StopCheck* stop, const Deadline* deadline);

  FileDescriptor socket_;
  int watched_;
};

// For a process that waits for many others at once, and reads and writes what goes through without waiting.

/// Appends a message as a channel sends it.
void append_message(std::string& out, std::string_view bytes);

/// Puts messages together from what has come.
class MessageAssembler {
 public:
  explicit MessageAssembler(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void add(std::string_view bytes);
  /// The next whole message; nothing until more has come.
  std::optional<std::string> next();
  /// A message is longer than it may be: nothing more can be read after those before it.
  bool failed() const { return failed_; }

 private:
  void start_message();
  void finish_message();

  std::size_t max_bytes_;
  std::string head_;  // the length of the message that is being read, as far as it has come
  std::string message_;
  std::size_t missing_ = 0;  // bytes of it
  std::deque<std::string> whole_;
  bool failed_ = false;
};

}  // namespace gongwen::resources
