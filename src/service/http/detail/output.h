// Output: the bytes and parts of files that are still to be sent on a connection, in order.
#pragma once

#include "service/http/message.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace gongwen::http {

/// Filled by Connection, emptied by send() whenever the socket accepts bytes. `pending() + sent()` is the number of
/// bytes added so far.
class Output {
 public:
  enum class Result : std::uint8_t {
    Done,
    Blocked,  // the client has to read first
    Broken    // the connection is closed, or a file has become shorter
  };

  void add(std::string bytes);
  void add(FileSlice file);
  /// Sends what the socket accepts. Never raises SIGPIPE. Returns Blocked also after a megabyte of files, though
  /// the socket would accept more: the caller waits for the next writable event, and other connections get their
  /// turn.
  Result send(int socket);

  bool empty() const { return segments_.empty(); }
  std::uint64_t pending() const { return pending_; }
  /// Bytes that the system has accepted since the start.
  std::uint64_t sent() const { return sent_; }

 private:
  struct Segment {
    std::string bytes;
    std::optional<FileSlice> file;  // if set, sent instead of bytes
    std::size_t at = 0;             // number of bytes already sent
  };

  std::ptrdiff_t send_bytes(int socket) const;
  std::ptrdiff_t send_file(int socket) const;
  void take_away(std::uint64_t count);

  std::deque<Segment> segments_;
  std::uint64_t pending_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace gongwen::http
