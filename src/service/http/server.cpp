// ServerCore: accepting, counting and ending connections. Limits are checked before a Connection costs memory; a client
// over a limit gets 503 or 429 rather than being cut off, on at most kMaxRefused extra connections.
//
// Lifetime: Server owns the core, each Connection holds it too, and the core holds each Connection in `connections_`.
// remove(), or shut_down(), which takes all of them out of the map, breaks the cycle.
#include "service/http/server.h"

#include "service/http/detail/connection.h"
#include "service/http/detail/listener.h"
#include "service/http/fields.h"
#include "service/http/network.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

namespace gongwen::http {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
// Connections accepted in one turn, so that the existing ones get theirs.
constexpr int kMaxAccepted = 64;
// Connections beyond the limit that only receive the refusal.
constexpr std::size_t kMaxRefused = 64;
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

}  // namespace

ServerCore::ServerCore(EventLoop& loop, Handler& handler, ServerOptions options)
    : loop_(&loop), handler_(&handler), options_(std::move(options)), read_buffer_(kReadBytes), next_check_(kNever) {
  body_budget_ = std::make_shared<BodyBudget>(BodyBudget{options_.limits.bodies_bytes, 0});
}

ServerCore::~ServerCore() = default;

// `listening_` is a list: the watch keeps a reference to its element, which must not move.
std::string ServerCore::add_listener(Listener listener) {
  Listening& listening = listening_.emplace_back(Listening{std::move(listener), {}});
  accept_later(listening);
  return listening.listener.address();
}

std::string ServerCore::first_address() const {
  return listening_.empty() ? std::string() : listening_.front().listener.address();
}

void ServerCore::accept_later(Listening& listening) {
  listening.watch = loop_->watch_readable(listening.listener.number(), [this, &listening] { accept_all(listening); });
}

void ServerCore::accept_all(Listening& listening) {
  const auto self = shared_from_this();
  // EAGAIN ends the loop: no more connections are waiting.
  for (int i = 0; i < kMaxAccepted && !stopping_; ++i) {
    std::optional<Address> address;
    auto socket = accept_connection(listening.listener.number(), address);
    if (socket) {
      serve(std::move(socket), address, listening.listener.is_unix());
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      // Out of descriptors or memory: the connection stays in the queue, and the watch would be called again
      // immediately, so accepting pauses.
      for (Listening& each : listening_) each.watch.drop();
      accept_again_ = loop_->after(kAcceptPause, [this] {
        for (Listening& each : listening_) {
          if (!each.watch) accept_later(each);
        }
      });
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return;
    }
  }
}

bool ServerCore::is_trusted(const std::optional<Address>& address) const {
  if (!address) return options_.trust_unix_sockets;
  return std::any_of(options_.trusted_proxies.begin(), options_.trusted_proxies.end(),
                     [&](const Network& network) { return network.contains(*address); });
}

std::optional<Refusal> ServerCore::judge(const std::optional<Address>& address, bool trusted) const {
  // Refused connections do not count, since a flood of them would otherwise keep all clients out for longer.
  if (connections_.size() - refused_open_ >= limits().connections) return Refusal::TooManyConnections;
  // A proxy forwards the requests of all its clients; the handler limits these by the forwarded address.
  if (!address || trusted) return std::nullopt;
  const auto found = of_address_.find(counted_client(*address).bytes);
  if (found == of_address_.end() || found->second < limits().connections_per_address) return std::nullopt;
  return Refusal::TooManyOfAddress;
}

void ServerCore::serve(resources::FileDescriptor socket, std::optional<Address> address, bool is_unix) {
  // Closed already, or of a family that cannot be limited by address.
  if (!is_unix && !address) return;
  ++counters_.connections;
  const bool trusted = is_trusted(address);
  const auto refusal = judge(address, trusted);
  // The connection is closed here without a response, since even that would cost a descriptor.
  if (refusal && refused_open_ >= kMaxRefused) {
    ++counters_.refused[static_cast<std::size_t>(*refusal)];
    return;
  }
  auto connection = std::make_shared<Connection>(shared_from_this(), std::move(socket),
                                                 Peer{address, is_unix, trusted, refusal.has_value()});
  connections_.emplace(connection.get(), connection);
  if (refusal) {
    ++refused_open_;
  } else if (address) {
    ++of_address_[counted_client(*address).bytes];
  }
  connection->start(refusal);
}

void ServerCore::remove(Connection& connection) {
  const auto found = connections_.extract(&connection);
  if (!found) return;
  const Peer& peer = connection.peer();
  if (peer.refused) {
    --refused_open_;
  } else if (peer.address) {
    // A refused connection has not been counted, so it is not subtracted either.
    const auto count = of_address_.find(counted_client(*peer.address).bytes);
    if (--count->second == 0) of_address_.erase(count);
  }
  tell_idle();
}

void ServerCore::when_idle(std::function<void()> idle) {
  idle_ = std::move(idle);
  tell_idle();
}

void ServerCore::tell_idle() {
  if (!connections_.empty() || !idle_) return;
  // Posted, since a new connection may come before the callback runs.
  loop_->post([core = weak_from_this()] {
    const auto self = core.lock();
    if (self && self->connections_.empty() && self->idle_) std::exchange(self->idle_, nullptr)();
  });
}

void ServerCore::stop_accepting() {
  stopping_ = true;
  accept_again_.drop();
  listening_.clear();
  // A copy: closing removes a connection from the map.
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->close_when_done();
}

void ServerCore::shut_down() {
  stopping_ = true;
  idle_ = nullptr;
  accept_again_.drop();
  deadline_timer_.drop();
  listening_.clear();
  for (const auto& [key, connection] : std::exchange(connections_, {})) connection->forget();
}

std::string_view ServerCore::date() {
  if (!options_.clock) return {};
  const std::int64_t second = options_.clock();
  if (second != date_second_) date_ = http_date(second);
  date_second_ = second;
  return date_;
}

// Only an earlier time moves the timer; a later one is set when the timer fires and nothing is due.
void ServerCore::note_deadline(std::int64_t when) {
  if (when >= next_check_) return;
  next_check_ = when;
  const auto left = std::max<std::int64_t>(when - loop_->now(), 1);
  deadline_timer_ = loop_->after(std::chrono::milliseconds(left), [this] { check_deadlines(); });
}

/// One timer serves all connections: deadlines move with each request, and most of them never pass.
void ServerCore::check_deadlines() {
  const auto self = shared_from_this();
  next_check_ = kNever;
  const std::int64_t now = loop_->now();
  // Collected first: deadline_passed() may remove connections from the map.
  std::vector<std::shared_ptr<Connection>> due;
  std::int64_t next = kNever;
  for (const auto& [key, connection] : connections_) {
    if (connection->deadline() <= now) {
      due.push_back(connection);
    } else {
      next = std::min(next, connection->deadline());
    }
  }
  if (next != kNever) note_deadline(next);
  for (const auto& connection : due) connection->deadline_passed();
}

Server::Server(EventLoop& loop, Handler& handler, ServerOptions options)
    : core_(std::make_shared<ServerCore>(loop, handler, std::move(options))) {}

Server::~Server() { core_->shut_down(); }

base::Expected<std::string, ListenError> Server::listen(const std::string& address) {
  auto listener = Listener::open(address);
  if (!listener) return base::Failure{listener.error()};
  return core_->add_listener(*std::move(listener));
}

base::Expected<std::string, ListenError> Server::listen_on(resources::FileDescriptor socket) {
  auto listener = Listener::take_over(std::move(socket));
  if (!listener) return base::Failure{listener.error()};
  return core_->add_listener(*std::move(listener));
}

void Server::serve(resources::FileDescriptor connection) {
  // The peer is looked up here, since accept() was not called on this descriptor.
  const auto address = peer_of(connection.number());
  const bool is_unix = is_unix_socket(connection.number());
  core_->serve(std::move(connection), address, is_unix);
}

std::string Server::address() const { return core_->first_address(); }
void Server::stop_accepting() { core_->stop_accepting(); }
std::size_t Server::open() const { return core_->open(); }
void Server::when_idle(std::function<void()> idle) { core_->when_idle(std::move(idle)); }
const Counters& Server::counters() const { return core_->counters(); }

}  // namespace gongwen::http
