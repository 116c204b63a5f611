// Server: HTTP/1.1 on sockets, behind a reverse proxy or for programs on the same machine. It refuses everything that
// is not exactly a request, enforces limits of time and size, and passes requests to a Handler.
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

/// Reasons for which the server itself refuses a request. Each has a row in rejection.cpp (status, id, title), a
/// counter, and a text in Front for people.
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
  TooManyBodies,  // more than ServerLimits::bodies_bytes
};
inline constexpr std::size_t kRefusals = 15;
/// Returns the last part of the problem type, `bad-request`, which is also the name of the counter.
std::string_view refusal_id(Refusal refusal);
/// The status of a refusal.
unsigned refusal_status(Refusal refusal);

/// How to treat the body of a request, decided after its head has been read and before the body. Large bodies (records,
/// returned files) get Spool, so that a hundred of them need no memory; forms and JSON get Memory, whose sum over all
/// connections is limited by ServerLimits::bodies_bytes. A refusal here costs only the head: a client without a key
/// never gets to send its body.
struct BodyPlan {
  enum class Kind : std::uint8_t {
    Memory,  // stored in Request::body
    Spool,   // stored in Request::file, if there is a body
    Refuse   // answered with `refusal`, without reading it
  };
  Kind kind = Kind::Memory;
  std::uint64_t limit = 0;  // more bytes are refused with 413
  bool sha256 = false;      // compute the hash of a spool file
  std::optional<Response> refusal;

  static BodyPlan none() { return {}; }
  static BodyPlan memory(std::uint64_t limit) { return {Kind::Memory, limit, false, {}}; }
  static BodyPlan spool(std::uint64_t limit, bool sha256) { return {Kind::Spool, limit, sha256, {}}; }
  static BodyPlan refuse(Response refusal) { return {Kind::Refuse, 0, false, std::move(refusal)}; }
};

/// A request that waits for its response. It is answered once, immediately or later, from the loop's thread. If it is
/// destroyed without a response, the client gets 500. After the client has gone, all calls do nothing. A handler uses
/// one of two ways to answer: respond() once, or begin(), write() as often as needed, end(). The exchange may be kept
/// beyond handle(), as Front does while a worker is busy.
class Exchange {
 public:
  virtual ~Exchange() = default;

  /// The caller may move body and file out of the request.
  virtual Request& request() = 0;
  virtual void respond(Response response) = 0;

  // Responses of unknown length: events, archives.

  /// Sends the head; the body of `head` is the first part of the content. HTTP/1.1 uses
  /// `Transfer-Encoding: chunked`; a client of HTTP/1.0 recognises the end by the end of the
  /// connection.
  virtual void begin(Response head) = 0;
  /// Sends a part. Returns false if the client is gone, or has left more than ServerLimits::stream_bytes unread, which
  /// ends the connection.
  virtual bool write(std::string_view chunk) = 0;
  virtual void end() = 0;
  /// Calls `drained` when the system has taken everything written, so that more may be written; once for all earlier
  /// calls of write() together, and never after end(). Back pressure: without waiting for it, a fast producer would
  /// fill `stream_bytes` and lose its reader.
  virtual void on_drained(std::function<void()> drained) = 0;

  /// Calls `gone` once if the connection ends before the response is complete; never later, nor from within a call of
  /// this class. A Unix socket reports that immediately. A TCP client that only stops sending may still read, so it
  /// counts as gone at the first error.
  virtual void on_gone(std::function<void()> gone) = 0;
  virtual bool gone() const = 0;
};

/// A line for the log of requests; refusals of the server are logged too.
struct Answered {
  std::string_view method;  // empty if the head could not be read
  std::string_view path;    // decoded, without the query; empty without a head
  std::string_view peer;
  std::string_view id;  // RequestHead::id
  unsigned status = 0;
  std::uint64_t received = 0;     // bytes of the body
  std::uint64_t sent = 0;         // bytes of the body
  std::int64_t milliseconds = 0;  // from the first byte of the head to the last of the answer
};

/// Called in this order for each request: plan(), handle(), answered(). For a request that the server refuses, only
/// refusal() and answered() are called. All calls come from the loop.
class Handler {
 public:
  virtual ~Handler() = default;
  /// Called for each request, even without a body.
  virtual BodyPlan plan(const RequestHead& head) = 0;
  virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
  /// Returns the response to a refusal of the server, for handlers that write their own texts; nullopt: the server
  /// sends problem+json. `head` is null if it could not be read; `detail` is for the developer of the client, in
  /// English, often empty. The server sets status, `Retry-After` and the closing of the connection.
  virtual std::optional<Response> refusal(Refusal, std::string_view /*detail*/, const RequestHead* /*head*/) {
    return std::nullopt;
  }
  /// For the log and the metrics. The views are valid only during the call.
  virtual void answered(const Answered&) {}
};

/// The defaults suit a service behind a proxy. Each limit has a Refusal, except `idle_time` and `linger_time`, whose
/// connections are closed without a response, since no request waits for one.
struct ServerLimits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t target_bytes = 4 * 1024;
  std::size_t headers = 100;
  std::chrono::milliseconds head_time{10'000};  // from the first byte to the end of the head
  std::chrono::milliseconds body_time{120'000};
  std::uint64_t body_rate = 1024;  // bytes a second on average, after the first seconds
  std::chrono::milliseconds body_rate_after{5'000};
  /// Time for a client to receive a response, or the written part of a stream; longer for many bytes, see write_rate.
  std::chrono::milliseconds write_time{60'000};
  std::uint64_t write_rate = 16 * 1024;  // further bytes allowed per second
  std::chrono::milliseconds idle_time{15'000};
  std::chrono::milliseconds linger_time{2'000};  // time of reading after a refusal, so that the client can read it
  std::size_t stream_bytes = 1024 * 1024;
  std::uint64_t bodies_bytes = 256ULL * 1024 * 1024;  // in memory, over all connections
  std::size_t connections = 1024;
  std::size_t connections_per_address = 32;  // or per network /64; trusted proxies and Unix sockets have no limit
};

struct ServerOptions {
  ServerLimits limits;
  std::string spool_folder = "/tmp";
  /// Proxies whose `X-Forwarded-For` and `X-Request-Id` are trusted. With `trust_unix_sockets`, connections over Unix
  /// sockets count as those of a proxy.
  std::vector<Network> trusted_proxies;
  bool trust_unix_sockets = true;
  /// Seconds since 1970 for `Date`; without it the header is left out.
  std::function<std::int64_t()> clock;
  /// Makes names for requests to which no trusted proxy has given one; if empty, these have no name, and no
  /// `X-Request-Id`.
  std::function<std::string()> name_request;
};

/// Counted since the start of the process; read for `/metrics`.
struct Counters {
  std::uint64_t connections = 0;           // all, open or closed
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
    InUse,       // another program listens there
    NotASocket,  // the path is another kind of file, or the descriptor is not a suitable socket
    System
  };
  Kind kind = Kind::System;
  std::error_code code;
};

class ServerCore;

/// Owned by serve() beside loop and handler. For a graceful end: stop_accepting(), when_idle(stop the loop), with a
/// timer of the caller for clients that never finish.
class Server {
 public:
  /// Loop and handler must outlive it.
  Server(EventLoop& loop, Handler& handler, ServerOptions options);
  /// Ends all connections without calling anyone.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens on `127.0.0.1:8080`, `[::1]:0` or `/run/gongwen.sock` (mode 0660; replaces a socket on which no program
  /// listens). May be called several times. Returns the address in use, with the port that the system chose.
  base::Expected<std::string, ListenError> listen(const std::string& address);
  /// Takes over a socket that is listening already.
  base::Expected<std::string, ListenError> listen_on(resources::FileDescriptor socket);
  /// Serves a connection that was accepted elsewhere, or one end of a pair of sockets.
  void serve(resources::FileDescriptor connection);
  /// Returns the address of the first listener; empty if absent.
  std::string address() const;

  /// Closes listening sockets and idle connections. Requests in progress are finished, then their connections are
  /// closed.
  void stop_accepting();
  /// Returns the number of open connections.
  std::size_t open() const;
  /// Calls `idle` once when no connection is open.
  void when_idle(std::function<void()> idle);

  const Counters& counters() const;

 private:
  std::shared_ptr<ServerCore> core_;
};

/// Returns the sockets that systemd passes to the process (sd_listen_fds), from the values of `LISTEN_PID` and
/// `LISTEN_FDS`, which are empty if not set. Returns none if they are meant for another process. The descriptors begin
/// at 3. The caller passes each to listen_on().
std::vector<resources::FileDescriptor> inherited_sockets(std::string_view listen_pid, std::string_view listen_fds);

}  // namespace gongwen::http
