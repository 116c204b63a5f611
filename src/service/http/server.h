// Server: HTTP/1.1 on sockets, behind a reverse proxy or for programs on the same machine. It refuses everything that
// is not exactly a request, enforces limits of time and size, and hands requests to a Handler.
//   EventLoop loop;
//   Server server(loop, handler, {});
//   auto address = server.listen("127.0.0.1:8080");
//   loop.run();
#pragma once

#include "base/expected.h"
#include "service/http/event_loop.h"
#include "service/http/message.h"
#include "service/http/network.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::http {

/// Reasons for which the server itself refuses a request.
/// Each has a row in rejection.cpp (status, id, title), a counter, and a text of Front for people.
enum class Refusal : std::uint8_t {
  BadRequest,
  UnknownMethod,
  UnknownVersion,
  UnsupportedCoding,
  TargetTooLong,
  HeadTooLarge,
  BodyTooLarge,
  Expectation,
  SlowHead,
  SlowBody,
  SlowReader,
  TooManyConnections,
  TooManyOfAddress,
  SpoolFailed,
  TooManyBodies,  // beyond ServerLimits::bodies_bytes
};
inline constexpr std::size_t kRefusals = 15;
/// The last part of the problem type, `bad-request`, which also names the counter.
std::string_view refusal_id(Refusal refusal);
/// The status of a refusal.
unsigned refusal_status(Refusal refusal);

/// What to do with the body of a request, decided when its head has been read and before any of the body.
/// Large bodies (records, returned files) get Spool, so that a hundred of them need no memory; forms and JSON get
/// Memory, whose sum over all connections is limited by ServerLimits::bodies_bytes. Refusing here costs nothing but the
/// head: a client without a key never gets to send its body.
struct BodyPlan {
  enum class Kind : std::uint8_t {
    Memory,  // into Request::body
    Spool,   // into Request::file, when there is a body
    Refuse   // with `refusal`, without reading it
  };
  Kind kind = Kind::Memory;
  std::uint64_t limit = 0;  // more bytes are refused with 413
  bool sha256 = false;      // of a spool file
  std::optional<Response> refusal;

  static BodyPlan none() { return {}; }
  static BodyPlan memory(std::uint64_t limit) { return {Kind::Memory, limit, false, {}}; }
  static BodyPlan spool(std::uint64_t limit, bool sha256) { return {Kind::Spool, limit, sha256, {}}; }
  static BodyPlan refuse(Response refusal) { return {Kind::Refuse, 0, false, std::move(refusal)}; }
};

/// A request that waits for its response. It is answered once, at once or later, from the loop's thread. If it is
/// destroyed without a response, the client gets 500. When the client is gone, all calls do nothing.
/// Two ways to answer, of which a handler uses one: respond() once, or begin(), write() as often as needed, end(). The
/// exchange may be kept beyond handle(), as Front does while a worker is busy.
class Exchange {
 public:
  virtual ~Exchange() = default;

  /// Body and file may be moved out.
  virtual Request& request() = 0;
  virtual void respond(Response response) = 0;

  // Responses of unknown length: events, archives.

  /// Sends the head; the body of `head` is the first part of the content.
  /// With `Transfer-Encoding: chunked` for HTTP/1.1; a client of HTTP/1.0 learns the end from the end of the
  /// connection.
  virtual void begin(Response head) = 0;
  /// Sends a part. Returns false if the client is gone, or has left more than ServerLimits::stream_bytes unread, which
  /// ends the connection.
  virtual bool write(std::string_view chunk) = 0;
  virtual void end() = 0;
  /// Calls `drained` when everything written has been given to the system, so more may be written; once for all that
  /// was written together, and never after end().
  /// Back pressure: without waiting for it, a fast producer would fill `stream_bytes` and lose its reader.
  virtual void on_drained(std::function<void()> drained) = 0;

  /// Calls `gone` once if the connection ends before the response is complete; never later, nor from within a call of
  /// this class. A Unix socket tells at once. A TCP client that only stops sending may still read, so it counts as gone
  /// at the first error.
  virtual void on_gone(std::function<void()> gone) = 0;
  virtual bool gone() const = 0;
};

/// A line for the log of requests; refusals of the server are logged too.
struct Answered {
  std::string_view method;  // empty when the head could not be read
  std::string_view path;    // decoded, without the query; empty without a head
  std::string_view peer;
  std::string_view id;  // RequestHead::id
  unsigned status = 0;
  std::uint64_t received = 0;     // bytes of the body
  std::uint64_t sent = 0;         // bytes of the body
  std::int64_t milliseconds = 0;  // from the first byte of the head to the last of the answer
};

/// Called in this order for each request: plan(), handle(), answered(). A request that the server refuses gets
/// refusal() and answered() alone. All calls come from the loop.
class Handler {
 public:
  virtual ~Handler() = default;
  /// Called for each request, even without a body.
  virtual BodyPlan plan(const RequestHead& head) = 0;
  virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
  /// The response to a refusal of the server, for handlers that word it themselves. `head` is null if it could not be
  /// read; `detail` is for the developer of the client, in English, often empty. The server sets status, `Retry-After`
  /// and closing. nullopt: problem+json.
  virtual std::optional<Response> refusal(Refusal, std::string_view /*detail*/, const RequestHead* /*head*/) {
    return std::nullopt;
  }
  /// For the log and the metrics. The views are valid only during the call.
  virtual void answered(const Answered&) {}
};

/// Defaults suit a service behind a proxy. Each limit has a Refusal, except `idle_time` and `linger_time`, whose
/// connections are closed without a word since no request waits.
struct ServerLimits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t target_bytes = 4 * 1024;
  std::size_t headers = 100;
  std::chrono::milliseconds head_time{10'000};  // from the first byte to the end of the head
  std::chrono::milliseconds body_time{120'000};
  std::uint64_t body_rate = 1024;  // bytes a second on average, after the first seconds
  std::chrono::milliseconds body_rate_after{5'000};
  /// Time for a client to take a response, or what was written of a stream; longer for many bytes, see write_rate.
  std::chrono::milliseconds write_time{60'000};
  std::uint64_t write_rate = 16 * 1024;  // bytes a second beyond that
  std::chrono::milliseconds idle_time{15'000};
  std::chrono::milliseconds linger_time{2'000};  // of reading on after a refusal, so that the client can read it
  std::size_t stream_bytes = 1024 * 1024;
  std::uint64_t bodies_bytes = 256ULL * 1024 * 1024;  // in memory, of all connections
  std::size_t connections = 1024;
  std::size_t connections_per_address = 32;  // or network /64; not of trusted proxies and Unix sockets
};

struct ServerOptions {
  ServerLimits limits;
  std::string spool_folder = "/tmp";
  /// Proxies whose `X-Forwarded-For` and `X-Request-Id` are believed. Unix sockets are those of the proxy if
  /// `trust_unix_sockets`.
  std::vector<Network> trusted_proxies;
  bool trust_unix_sockets = true;
  /// Seconds since 1970 for `Date`; without it the header is left out.
  std::function<std::int64_t()> clock;
  /// Names for requests to which no trusted proxy has given one; without it they have none, and no `X-Request-Id`.
  std::function<std::string()> name_request;
};

/// Since the start of the process; read for `/metrics`.
struct Counters {
  std::uint64_t connections = 0;           // all since the start
  std::uint64_t requests = 0;              // heads that were read
  std::array<std::uint64_t, 6> answers{};  // by the first digit of the status
  std::array<std::uint64_t, kRefusals> refused{};
  std::uint64_t gone = 0;  // clients that left before their answer
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
};

struct ListenError {
  enum class Kind : std::uint8_t {
    BadAddress,  // neither an address with a port nor an absolute path
    InUse,       // somebody listens there
    NotASocket,  // the path is another kind of file, or the descriptor is not a socket that can be used
    System
  };
  Kind kind = Kind::System;
  std::error_code code;
};

class ServerCore;

/// Owned by serve() beside loop and handler. A graceful end: stop_accepting(), when_idle(stop the loop), with a timer
/// of the caller for clients that never finish.
class Server {
 public:
  /// Loop and handler must outlive it.
  Server(EventLoop& loop, Handler& handler, ServerOptions options);
  /// Ends all connections without calling anybody.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens on `127.0.0.1:8080`, `[::1]:0` or `/run/gongwen.sock` (mode 0660; replaces a socket on which nobody
  /// listens). May be called several times. Returns the address in use, with the port that the system chose.
  base::Expected<std::string, ListenError> listen(const std::string& address);
  /// Takes over a socket that listens already.
  base::Expected<std::string, ListenError> listen_on(resources::FileDescriptor socket);
  /// Serves a connection that was accepted elsewhere, or one end of a pair of sockets.
  void serve(resources::FileDescriptor connection);
  /// The address of the first listener; empty if there is none.
  std::string address() const;

  /// Closes listening sockets and idle connections. Requests in progress are finished, then their connections are
  /// closed.
  void stop_accepting();
  /// The number of open connections.
  std::size_t open() const;
  /// Calls `idle` once when no connection is open.
  void when_idle(std::function<void()> idle);

  const Counters& counters() const;

 private:
  std::shared_ptr<ServerCore> core_;
};

/// Sockets that systemd passes to the process (sd_listen_fds): `LISTEN_PID` and `LISTEN_FDS`, empty if not set. None if
/// they are meant for another process.
/// The descriptors begin at 3. The caller passes each to listen_on().
std::vector<resources::FileDescriptor> inherited_sockets(std::string_view listen_pid, std::string_view listen_fds);

}  // namespace gongwen::http
