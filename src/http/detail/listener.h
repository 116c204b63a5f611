// Sockets that listen: opened by address, or taken over from the system's manager of services.
#pragma once

#include "base/expected.h"
#include "http/network.h"
#include "http/server.h"
#include "resources/file_descriptor.h"

#include <optional>
#include <string>

#include <sys/types.h>

namespace gongwen::http {

class Listener {
 public:
  static base::Expected<Listener, ListenError> open(const std::string& address);
  static base::Expected<Listener, ListenError> take_over(resources::FileDescriptor socket);

  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  /// Removes the file of a socket that it made, if the file is still that one.
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
  // Of the file that was made.
  dev_t device_ = 0;
  ino_t file_ = 0;
};

/// The next connection that waits, not blocking; `address` is set for TCP. Without one `errno` says why.
resources::FileDescriptor accept_connection(int listener, std::optional<Address>& address);

bool is_unix_socket(int socket);
/// The other end of a connected socket; nothing for Unix sockets, and where nobody is any more.
std::optional<Address> peer_of(int socket);

}  // namespace gongwen::http
