// Addresses are numeric only, since a host name could change its meaning between two starts. IPv6 sockets accept no
// IPv4 (IPV6_V6ONLY), so that an address means the same on every system.
#include "service/http/detail/listener.h"

#include "base/format.h"
#include "service/http/fields.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace gongwen::http {
namespace {

// Connections that the kernel holds for accept(); it silently uses less if net.core.somaxconn is smaller.
constexpr int kWaiting = 511;

// One piece of memory that every family fits into; `any.sa_family` tells which member is set.
union SocketAddress {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
  sockaddr_un file;
};

base::Failure<ListenError> listen_failure(ListenError::Kind kind) { return {{kind, resources::last_error()}}; }
base::Failure<ListenError> bad_address() { return {{ListenError::Kind::BadAddress, {}}}; }

void set_option(int socket, int level, int option) {
  const int on = 1;
  ::setsockopt(socket, level, option, &on, sizeof on);
}

std::optional<Address> address_of(const SocketAddress& from) {
  Address address;
  if (from.any.sa_family == AF_INET6) {
    std::memcpy(address.bytes.data(), &from.v6.sin6_addr, 16);
    return address;
  }
  if (from.any.sa_family != AF_INET) return std::nullopt;
  // ::ffff:a.b.c.d, see Address.
  address.bytes[10] = address.bytes[11] = 0xff;
  std::memcpy(address.bytes.data() + 12, &from.v4.sin_addr, 4);
  return address;
}

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
  bool is_v6 = false;
};

/// Splits `127.0.0.1:8080` and `[::1]:0`; host names are not looked up.
std::optional<HostAndPort> split_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  HostAndPort split;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  split.is_v6 = host.starts_with('[') && host.ends_with(']');
  if (split.is_v6) host = host.substr(1, host.size() - 2);
  // `1::2:80` without brackets is refused, since it is unclear where the port begins.
  if (split.is_v6 != (host.find(':') != host.npos) || !parse_address(host)) return std::nullopt;
  const auto number = parse_whole_number(port, std::numeric_limits<std::uint16_t>::max());
  if (!number) return std::nullopt;
  split.host = host;
  split.port = static_cast<std::uint16_t>(*number);
  return split;
}

/// The address of a bound socket: `127.0.0.1:41234`, or a path.
std::string bound_address(const SocketAddress& bound, socklen_t size) {
  if (bound.any.sa_family == AF_UNIX) {
    // The name of a Unix socket need not end in NUL (unix(7)), hence the bound.
    const auto most = size - offsetof(sockaddr_un, sun_path);
    return std::string(bound.file.sun_path, ::strnlen(bound.file.sun_path, most));
  }
  const std::string host = address_text(address_of(bound).value_or(Address()));
  const auto port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
  return host.find(':') == host.npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

std::optional<SocketAddress> name_of(int socket, socklen_t& size) {
  SocketAddress bound{};
  size = sizeof bound;
  if (::getsockname(socket, &bound.any, &size) != 0) return std::nullopt;
  return bound;
}

/// Returns an error if another file has this name. Removes the file of a socket on which no process listens, left by a
/// crash.
std::optional<ListenError> clear_way(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  // A file of another kind is not ours to remove.
  if (!S_ISSOCK(status.st_mode)) return ListenError{ListenError::Kind::NotASocket, {}};
  const resources::FileDescriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int answer = ::connect(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  // ECONNREFUSED is the only sure sign that no process listens. Anything else (EAGAIN: a full queue; EACCES) may be a
  // living server, whose socket must not be removed.
  if (answer == 0 || errno != ECONNREFUSED) return ListenError{ListenError::Kind::InUse, {}};
  ::unlink(path.c_str());
  return std::nullopt;
}

}  // namespace

// Not if a new instance has put its socket there while this one was ending.
Listener::~Listener() {
  struct stat status {};
  if (!socket_ || file_ == 0 || ::lstat(address_.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == file_) ::unlink(address_.c_str());
}

base::Expected<Listener, ListenError> Listener::open(const std::string& address) {
  return address.starts_with('/') ? open_file(address) : open_port(address);
}

base::Expected<Listener, ListenError> Listener::open_file(const std::string& path) {
  SocketAddress address{};
  if (path.size() >= sizeof address.file.sun_path || path.find('\0') != path.npos) return bad_address();
  address.file.sun_family = AF_UNIX;
  path.copy(address.file.sun_path, path.size());
  // A second process may bind between the check above and this: then bind() fails with EADDRINUSE, as it should.
  if (const auto error = clear_way(path, address.file)) return base::Failure{*error};

  Listener listener;
  listener.socket_ = resources::FileDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.socket_) return listen_failure(ListenError::Kind::System);
  if (::bind(listener.number(), &address.any, sizeof address.file) != 0) {
    return listen_failure(errno == EADDRINUSE ? ListenError::Kind::InUse : ListenError::Kind::System);
  }
  listener.is_unix_ = true;
  listener.address_ = path;
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    listener.device_ = status.st_dev;
    listener.file_ = status.st_ino;
  }
  // The group is that of the proxy. The mode is set before listen(), so no client can connect earlier.
  if (::chmod(path.c_str(), 0660) != 0 || ::listen(listener.number(), kWaiting) != 0) {
    return listen_failure(ListenError::Kind::System);
  }
  return listener;
}

base::Expected<Listener, ListenError> Listener::open_port(const std::string& text) {
  const auto split = split_address(text);
  if (!split) return bad_address();
  SocketAddress address{};
  if (split->is_v6) {
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(split->port);
    ::inet_pton(AF_INET6, split->host.c_str(), &address.v6.sin6_addr);
  } else {
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(split->port);
    ::inet_pton(AF_INET, split->host.c_str(), &address.v4.sin_addr);
  }
  const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  resources::FileDescriptor socket(::socket(address.any.sa_family, type, 0));
  if (!socket) return listen_failure(ListenError::Kind::System);
  // A restart must not wait until old connections have timed out.
  set_option(socket.number(), SOL_SOCKET, SO_REUSEADDR);
  if (split->is_v6) set_option(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY);
  const socklen_t size = split->is_v6 ? sizeof address.v6 : sizeof address.v4;
  if (::bind(socket.number(), &address.any, size) != 0 || ::listen(socket.number(), kWaiting) != 0) {
    return listen_failure(errno == EADDRINUSE ? ListenError::Kind::InUse : ListenError::Kind::System);
  }
  // The port may have been 0: taking over asks the system for the one it chose.
  return take_over(std::move(socket));
}

base::Expected<Listener, ListenError> Listener::take_over(resources::FileDescriptor socket) {
  int listens = 0;
  socklen_t size = sizeof listens;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) {
    return listen_failure(ListenError::Kind::NotASocket);
  }
  // systemd passes sockets that block and survive exec: both would be wrong here.
  ::fcntl(socket.number(), F_SETFL, ::fcntl(socket.number(), F_GETFL) | O_NONBLOCK);
  ::fcntl(socket.number(), F_SETFD, FD_CLOEXEC);
  const auto bound = name_of(socket.number(), size);
  if (!bound) return listen_failure(ListenError::Kind::System);
  // For other families it is unknown who connects.
  const bool is_known = bound->any.sa_family == AF_UNIX || address_of(*bound);
  if (!is_known) return base::Failure{ListenError{ListenError::Kind::NotASocket, {}}};
  Listener listener;
  listener.is_unix_ = bound->any.sa_family == AF_UNIX;
  listener.address_ = bound_address(*bound, size);
  listener.socket_ = std::move(socket);
  return listener;
}

resources::FileDescriptor accept_connection(int listener, std::optional<Address>& address) {
  SocketAddress from{};
  socklen_t size = sizeof from;
  resources::FileDescriptor socket(::accept4(listener, &from.any, &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket) return socket;
  // Unix sockets have no address; `address` stays nullopt for them.
  address = address_of(from);
  // Otherwise the end of a response may wait up to 40 ms for the acknowledgement of its beginning (Nagle's
  // algorithm).
  if (address) set_option(socket.number(), IPPROTO_TCP, TCP_NODELAY);
  return socket;
}

bool is_unix_socket(int socket) {
  socklen_t size = 0;
  const auto name = name_of(socket, size);
  return name && name->any.sa_family == AF_UNIX;
}

std::optional<Address> peer_of(int socket) {
  SocketAddress from{};
  socklen_t size = sizeof from;
  if (::getpeername(socket, &from.any, &size) != 0) return std::nullopt;
  return address_of(from);
}

std::vector<resources::FileDescriptor> inherited_sockets(std::string_view listen_pid, std::string_view listen_fds) {
  // SD_LISTEN_FDS_START.
  constexpr int kFirst = 3;
  constexpr int kMax = 64;
  const auto number = [](std::string_view text) {
    return static_cast<int>(parse_whole_number(text, std::numeric_limits<int>::max()).value_or(0));
  };
  std::vector<resources::FileDescriptor> sockets;
  // The variables may be inherited from a parent for which they were meant (sd_listen_fds(3)).
  if (number(listen_pid) != ::getpid()) return sockets;
  const int count = std::min(number(listen_fds), kMax);
  for (int i = 0; i < count; ++i) {
    // CLOEXEC, so that workers do not hold the port open after the front has ended.
    ::fcntl(kFirst + i, F_SETFD, FD_CLOEXEC);
    sockets.emplace_back(kFirst + i);
  }
  return sockets;
}

}  // namespace gongwen::http
