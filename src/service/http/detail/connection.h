// Connection: a client and its requests, one after another. While a request is being answered the next ones stay unread
// in the socket, so that a client that sends many (pipelining) does not fill up memory.
#pragma once

#include "service/http/detail/body_store.h"
#include "service/http/detail/head_scanner.h"
#include "service/http/detail/listener.h"
#include "service/http/detail/output.h"
#include "service/http/detail/rejection.h"
#include "service/http/detail/request_parser.h"
#include "service/http/message.h"
#include "service/http/server.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

class PendingExchange;

/// The facts about the client at the time the connection is accepted; they do not change.
struct Peer {
  std::optional<Address> address;  // nullopt for Unix sockets
  bool is_unix = false;
  bool trusted = false;  // one of our proxies
  bool refused = false;  // only receives the refusal, and is not counted as a connection
};

/// Made by ServerCore::serve() and kept alive by its map of connections. Order of states for one request: Idle, Head,
/// Body (if there is one), Handling, then Sending or Streaming and Sending, then Idle again or Lingering and Closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerCore> core, resources::FileDescriptor socket, Peer peer);

  // Called by ServerCore.

  /// Begins to read; with a refusal, sends that and closes.
  void start(std::optional<Refusal> refusal);
  void close_when_done();
  /// Closes without calling anyone.
  void forget();
  const Peer& peer() const { return peer_; }
  std::int64_t deadline() const { return deadline_; }
  void deadline_passed();

  // Called by the exchange (PendingExchange), possibly within Handler::handle(), possibly
  // long after. Calls that do not fit the state (the client has left meanwhile) do
  // nothing.

  void respond(Response response);
  void begin(Response head);
  bool write(std::string_view chunk);
  void end();
  /// Closes the connection in the middle of a response, so that the client sees that it is incomplete.
  void break_off();
  bool has_unsent() const { return !output_.empty(); }

 private:
  enum class State : std::uint8_t {
    Idle,      // no byte of a request has come
    Head,      // part of a head has come
    Body,      // part of a body has come
    Handling,  // the handler has it
    Streaming,
    Sending,    // the answer is complete, but not all of it has been sent
    Lingering,  // our side is closed; further input is discarded
    Closed
  };

  /// The request that is being read or answered.
  struct Current {
    ParsedHead parsed;
    BodyStore store;
    std::int64_t start = 0;  // time of its first byte
    std::int64_t body_start = 0;
    std::uint64_t body_bytes = 0;   // as received, with the bytes around chunks
    std::uint64_t sent_before = 0;  // bytes sent on the connection before, with the head of the answer
    std::string method;             // for log entries, since the handler gets the head
    std::string path;
    std::string peer;
    std::string id;
    unsigned status = 0;
    // The response.
    bool chunked = false;
    bool without_content = false;
  };

  // Reading.
  std::string_view rest() const { return std::string_view(input_).substr(taken_); }
  void take(std::size_t count);
  void watch_reading();
  void read();
  void process();
  bool process_idle();
  bool process_head();
  bool process_body();
  void begin_request(std::size_t head_bytes);
  void set_peer(RequestHead& head) const;
  void set_id(RequestHead& head) const;
  std::string new_id() const;
  void follow_plan(BodyPlan plan);
  void refuse(const Rejection& rejection);
  void handle();

  // Answering.
  std::string start_answer(const Response& response, std::optional<std::uint64_t> length);
  void flush();
  void tell_drained_later();
  void answer_sent();
  void tell_answered(unsigned status);
  void linger();
  void lose_client();
  void lose_slow_reader();
  void reset_when_closed();
  void end_of_socket();
  void close();

  // Time.
  void set_deadline(std::int64_t when);
  void set_deadline_in(std::chrono::milliseconds time) { set_deadline(core_->loop().now() + time.count()); }
  void set_body_deadline();
  void set_write_deadline();
  void no_deadline();

  bool is_head_request() const { return current_.method == "HEAD"; }
  /// Returns whether a response is being sent, so nothing more is read.
  bool is_answering() const {
    return state_ == State::Handling || state_ == State::Streaming || state_ == State::Sending;
  }

  std::shared_ptr<ServerCore> core_;
  resources::FileDescriptor socket_;
  Peer peer_;
  std::string peer_text_;  // empty for Unix sockets
  State state_ = State::Idle;
  std::string input_;
  std::size_t taken_ = 0;         // number of consumed bytes of `input_`
  bool took_empty_line_ = false;  // before the next request
  HeadScanner scanner_;
  std::unique_ptr<RequestParser> parser_;
  Current current_;
  // At most the head, or one piece of 64 KiB of a body; a pipelined request stays in the socket.
  Output output_;
  std::weak_ptr<PendingExchange> exchange_;
  EventLoop::Watch reading_;
  EventLoop::Watch writing_;
  EventLoop::Watch closed_;
  // `kNoDeadline` while a handler works: handlers limit their own time.
  std::int64_t deadline_;
  bool keep_ = true;    // whether the connection stays open after the answer
  bool ended_ = false;  // the client has closed its sending side
  bool processing_ = false;
};

}  // namespace gongwen::http
