// Output: what is still to be sent on a connection, in order: bytes and parts of files.
#pragma once

#include "service/http/message.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace gongwen::http {

/// Filled by Connection, emptied by send() whenever the socket takes something. `pending() + sent()` is what was added
/// so far.
class Output {
 public:
  enum class Result : std::uint8_t {
    Done,
    Blocked,  // the other end has to read first
    Broken    // it is closed, or a file has become shorter
  };

  void add(std::string bytes);
  void add(FileSlice file);
  /// Sends what the socket takes. Never raises SIGPIPE.
  /// Blocked also after a megabyte of files, though the socket would take more: the caller waits for the next writable
  /// event, and other connections get their turn.
  Result send(int socket);

  bool empty() const { return segments_.empty(); }
  std::uint64_t pending() const { return pending_; }
  /// Bytes that the system has taken since the start.
  std::uint64_t sent() const { return sent_; }

 private:
  struct Segment {
    std::string bytes;
    std::optional<FileSlice> file;  // instead of bytes
    std::size_t at = 0;             // of the bytes that are sent
  };

  std::ptrdiff_t send_bytes(int socket) const;
  std::ptrdiff_t send_file(int socket) const;
  void take_away(std::uint64_t count);

  std::deque<Segment> segments_;
  std::uint64_t pending_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace gongwen::http
