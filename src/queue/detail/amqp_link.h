// AmqpLink: one connection to a broker, with one channel. librabbitmq's own threads: none; whoever has a link must use
// it every few seconds, or the broker takes it for dead.
#pragma once

#include "queue/task_queue.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#if __has_include(<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/ssl_socket.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#endif

namespace gongwen::queue {

// Each function of the library is a pointer here, called as if it were the function. Null until it is loaded.
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "queue/detail/amqp_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Text that must live as long as the result.
inline amqp_bytes_t amqp_text(std::string_view text) { return {text.size(), const_cast<char*>(text.data())}; }
inline std::string_view text_of(const amqp_bytes_t& bytes) {
  return {static_cast<const char*>(bytes.bytes), bytes.len};
}
/// The library's own constants are data, which are not loaded.
inline constexpr amqp_table_t kNoTable{0, nullptr};
inline constexpr amqp_bytes_t kNoBytes{0, nullptr};
inline constexpr amqp_channel_t kChannel = 1;

timeval time_of(std::chrono::milliseconds time);

class AmqpLink {
 public:
  explicit AmqpLink(std::string address);
  AmqpLink(const AmqpLink&) = delete;
  AmqpLink& operator=(const AmqpLink&) = delete;
  ~AmqpLink() { close(); }

  /// Connects, or connects again, and opens the channel.
  std::optional<Error> open();
  /// A channel that the broker closed, as it does for each refusal, is opened again.
  std::optional<Error> reopen_channel();

  /// What the broker says of the request that was made last.
  std::optional<Error> outcome();
  /// Of a call that only puts something into the buffer: AMQP_STATUS_OK or what is wrong.
  std::optional<Error> outcome_of(int status);
  /// Waits for the next frame. Returns: false when none has come.
  Result<bool> next_frame(amqp_frame_t& frame, std::chrono::milliseconds time);
  /// Reads what has come, heartbeats among it; frames that nobody waits for are skipped.
  std::optional<Error> pump();

  /// Null when there is no connection.
  amqp_connection_state_t state() const { return state_; }
  const std::string& name() const { return name_; }

 private:
  struct Place;  // what the address says

  void close();
  std::optional<Error> open_node(const std::string& address);
  std::optional<Error> connect(const Place& place);
  std::optional<Error> fail(Error::Kind kind, std::string reason);
  Error lost(int status) const;

  std::string address_;
  std::string name_;
  std::size_t node_ = 0;  // of a cluster, from which it is tried first
  amqp_connection_state_t state_ = nullptr;
};

}  // namespace gongwen::queue
