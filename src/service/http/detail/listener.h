// Listening sockets, opened by address or taken over from systemd, and ServerCore.
#pragma once

#include "base/expected.h"
#include "resources/file_descriptor.h"
#include "service/http/detail/body_store.h"
#include "service/http/network.h"
#include "service/http/server.h"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/types.h>

namespace gongwen::http {

class Listener {
 public:
  /// A listening socket, with its address for logs and for the `address()` of Server. Moving leaves an object whose
  /// destructor does nothing.
  static base::Expected<Listener, ListenError> open(const std::string& address);
  static base::Expected<Listener, ListenError> take_over(resources::FileDescriptor socket);

  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  /// Removes the socket's file that it created, unless another process has replaced it.
  ~Listener();

  int number() const { return socket_.number(); }
  bool is_unix() const { return is_unix_; }
  const std::string& address() const { return address_; }

 private:
  Listener() = default;
  static base::Expected<Listener, ListenError> open_file(const std::string& path);
  static base::Expected<Listener, ListenError> open_port(const std::string& address);

  resources::FileDescriptor socket_;
  bool is_unix_ = false;
  std::string address_;
  // Device and inode of the created socket's file: if another process has put its own socket
  // there since, the file is left alone. 0 for sockets that were taken over: systemd owns
  // those.
  dev_t device_ = 0;
  ino_t file_ = 0;
};

/// Accepts the next waiting connection without blocking; sets `address` for TCP. If it fails, `errno` says why. EAGAIN:
/// no connection is waiting; EMFILE and the like: see ServerCore::accept_all().
resources::FileDescriptor accept_connection(int listener, std::optional<Address>& address);

bool is_unix_socket(int socket);
/// Returns the address of the other end; nullopt for Unix sockets and for connections that have ended.
std::optional<Address> peer_of(int socket);

// ServerCore: the state that the connections of a server share. There is one per Server.
// It owns the map of connections, the counts per address and the one timer for all
// deadlines.

class Connection;

class ServerCore : public std::enable_shared_from_this<ServerCore> {
 public:
  ServerCore(EventLoop& loop, Handler& handler, ServerOptions options);
  ~ServerCore();

  std::string add_listener(Listener listener);
  std::string first_address() const;
  /// `address`, of the client, is nullopt only for Unix sockets.
  void serve(resources::FileDescriptor socket, std::optional<Address> address, bool is_unix);
  void stop_accepting();
  /// Closes everything; no callback is called any more.
  void shut_down();
  std::size_t open() const { return connections_.size(); }
  void when_idle(std::function<void()> idle);

  // Called by connections.

  EventLoop& loop() { return *loop_; }
  Handler& handler() { return *handler_; }
  const ServerOptions& options() const { return options_; }
  const ServerLimits& limits() const { return options_.limits; }
  Counters& counters() { return counters_; }
  bool stopping() const { return stopping_; }
  /// Returns the value of `Date`, formatted once per second; empty without a clock.
  std::string_view date();
  /// The buffer into which all connections read, one after another: there is one thread.
  std::vector<char>& read_buffer() { return read_buffer_; }
  const std::shared_ptr<BodyBudget>& body_budget() const { return body_budget_; }
  /// Ensures that deadlines are checked at this time.
  void note_deadline(std::int64_t when);
  void remove(Connection& connection);

 private:
  struct Listening {
    Listener listener;
    EventLoop::Watch watch;
  };

  void accept_all(Listening& listening);
  void accept_later(Listening& listening);
  bool is_trusted(const std::optional<Address>& address) const;
  /// Returns the reason to refuse one more connection; nullopt if it may be served.
  std::optional<Refusal> judge(const std::optional<Address>& address, bool trusted) const;
  void check_deadlines();
  void tell_idle();

  EventLoop* loop_;
  Handler* handler_;
  ServerOptions options_;
  Counters counters_;
  bool stopping_ = false;
  std::list<Listening> listening_;
  EventLoop::Timer accept_again_;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::size_t refused_open_ = 0;  // number of `connections_` that only receive the refusal
  // Key: counted_client() of the peer; an entry is removed with its last connection.
  std::map<std::array<unsigned char, 16>, std::size_t> of_address_;
  std::vector<char> read_buffer_;
  std::shared_ptr<BodyBudget> body_budget_;
  EventLoop::Timer deadline_timer_;
  // The earliest deadline that the timer is set for; kNever without a timer.
  std::int64_t next_check_ = 0;
  std::int64_t date_second_ = -1;
  std::string date_;
  std::function<void()> idle_;
};

}  // namespace gongwen::http
