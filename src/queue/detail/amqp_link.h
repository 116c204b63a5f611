// AmqpLink: a connection to a broker with one channel. librabbitmq has no threads of its own: the link must be used
// every few seconds, or the broker assumes that it is dead.
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

// Functions of the library are pointers here, called like functions; null until the library is loaded.
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "queue/detail/amqp_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// The text must live as long as the result.
inline amqp_bytes_t amqp_text(std::string_view text) { return {text.size(), const_cast<char*>(text.data())}; }
inline std::string_view text_of(const amqp_bytes_t& bytes) {
  return {static_cast<const char*>(bytes.bytes), bytes.len};
}
/// The library's own constants are data, which loading on demand does not cover.
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

  /// Connects, for the first time or again, and opens the channel.
  std::optional<Error> open();
  /// Opens the channel again after the broker has closed it, as it does with each refusal.
  std::optional<Error> reopen_channel();

  /// Returns the broker's answer to the last request.
  std::optional<Error> outcome();
  /// Returns the result of a call that only writes: `status` is AMQP_STATUS_OK or an error of the library.
  std::optional<Error> outcome_of(int status);
  /// Waits for the next frame. Returns false if none comes.
  Result<bool> next_frame(amqp_frame_t& frame, std::chrono::milliseconds time);
  /// Reads the received frames, including heartbeats; drops frames for which no call is waiting.
  std::optional<Error> pump();

  /// Null if there is no connection.
  amqp_connection_state_t state() const { return state_; }
  const std::string& name() const { return name_; }

 private:
  struct Place;  // the parts of the address

  void close();
  std::optional<Error> open_node(const std::string& address);
  std::optional<Error> connect(const Place& place);
  std::optional<Error> fail(Error::Kind kind, std::string reason);
  Error lost(int status) const;

  std::string address_;
  std::string name_;
  std::size_t node_ = 0;  // index in the cluster of the host that is tried first
  amqp_connection_state_t state_ = nullptr;
};

}  // namespace gongwen::queue
