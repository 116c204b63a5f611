// Server: HTTP/1.1 on sockets, behind a reverse proxy or for programs on the same machine. It refuses what is not
// exactly a request, keeps the limits of time and size, and hands the rest to a Handler.
//   EventLoop loop;
//   Server server(loop, handler, {});
//   auto address = server.listen("127.0.0.1:8080");
//   loop.run();
#pragma once

#include "base/expected.h"
#include "http/event_loop.h"
#include "http/message.h"
#include "http/network.h"

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

/// Why the server refused something itself.
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
/// `bad-request`: the end of its problem type, and its name among the counters.
std::string_view refusal_id(Refusal refusal);
/// 400
unsigned refusal_status(Refusal refusal);

/// What is to become of a body, said when the head is there and before the body is read.
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

/// A request that waits for its answer. It is answered once, at once or later, from the thread of the loop; one that is
/// dropped without an answer is answered with 500. After the client is gone, all calls do nothing.
class Exchange {
 public:
  virtual ~Exchange() = default;

  /// Body and file may be moved out.
  virtual Request& request() = 0;
  virtual void respond(Response response) = 0;

  // An answer whose length is not known: events, archives.

  /// Sends the head; the body of `head` is its first part.
  virtual void begin(Response head) = 0;
  /// False when the client is gone or has left more than ServerLimits::stream_bytes of what was written before unread,
  /// which ends the connection.
  virtual bool write(std::string_view chunk) = 0;
  virtual void end() = 0;
  /// Calls when all that was written has gone to the system, and so more may be written; once for what is written in
  /// one go, and never after end().
  virtual void on_drained(std::function<void()> drained) = 0;

  /// Calls once if the connection ends before the answer was sent whole; never after that, nor from within a call of
  /// this class. At once where a Unix socket says so; a TCP client that only stops sending may still read, so it is
  /// gone with the first error.
  virtual void on_gone(std::function<void()> gone) = 0;
  virtual bool gone() const = 0;
};

/// What is written to a log of requests; the transport's own refusals are in it too.
struct Answered {
  std::string_view method;  // empty when the head could not be read
  std::string_view path;    // decoded, without the query; empty without a head
  std::string_view peer;
  unsigned status = 0;
  std::uint64_t received = 0;     // bytes of the body
  std::uint64_t sent = 0;         // bytes of the body
  std::int64_t milliseconds = 0;  // from the first byte of the head to the last of the answer
};

class Handler {
 public:
  virtual ~Handler() = default;
  /// Called for each request, also without a body.
  virtual BodyPlan plan(const RequestHead& head) = 0;
  virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
  /// The answer to what the server refuses itself, for those who want to say it in their own way; `head` is null where
  /// it could not be read, `detail` is for whoever writes the client, in English, and often empty. Status,
  /// `Retry-After` and closing are the server's. Without one: problem+json.
  virtual std::optional<Response> refusal(Refusal, std::string_view /*detail*/, const RequestHead* /*head*/) {
    return std::nullopt;
  }
  virtual void answered(const Answered&) {}
};

struct ServerLimits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t target_bytes = 4 * 1024;
  std::size_t headers = 100;
  std::chrono::milliseconds head_time{10'000};  // from the first byte to the end of the head
  std::chrono::milliseconds body_time{120'000};
  std::uint64_t body_rate = 1024;  // bytes a second on average, after the first seconds
  std::chrono::milliseconds body_rate_after{5'000};
  /// Within which a client takes an answer, or what is written of a stream; for more bytes than a few, by their number.
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
  /// Whose `X-Forwarded-For` is believed. Unix sockets are the proxy's if `trust_unix_sockets`.
  std::vector<Network> trusted_proxies;
  bool trust_unix_sockets = true;
  /// Seconds since 1970 for `Date`; without it the header is missing.
  std::function<std::int64_t()> clock;
};

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

class Server {
 public:
  /// Loop and handler outlive it.
  Server(EventLoop& loop, Handler& handler, ServerOptions options);
  /// Ends all connections without calling anybody.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// `127.0.0.1:8080`, `[::1]:0`, `/run/gongwen.sock` (mode 0660; a socket that nobody listens on is replaced). May be
  /// called for several. Returns: the address in use, with the port that was chosen.
  base::Expected<std::string, ListenError> listen(const std::string& address);
  /// A socket that listens already; it belongs to the server from then on.
  base::Expected<std::string, ListenError> listen_on(resources::FileDescriptor socket);
  /// A connection that somebody else accepted, or one end of a pair of sockets.
  void serve(resources::FileDescriptor connection);
  /// Of the first that listens; empty when none does.
  std::string address() const;

  /// Closes the listening sockets and idle connections; requests are finished, and their connections closed after.
  void stop_accepting();
  /// Connections.
  std::size_t open() const;
  /// Calls when no connection is open, once.
  void when_idle(std::function<void()> idle);

  const Counters& counters() const;

 private:
  std::shared_ptr<ServerCore> core_;
};

/// Descriptors that the system's manager of services passes to the process (`LISTEN_PID` and `LISTEN_FDS`, empty where
/// they are not set). None when they are meant for another process.
std::vector<resources::FileDescriptor> inherited_sockets(std::string_view listen_pid, std::string_view listen_fds);

}  // namespace gongwen::http
