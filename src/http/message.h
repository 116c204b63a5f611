// Requests and answers as plain values.
#pragma once

#include "resources/file_descriptor.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::base {
class Json;
}

namespace gongwen::http {

struct Header {
  std::string name;  // of requests: in lowercase letters
  std::string value;
};

/// The first header of that name, given in lowercase letters; null when there is none.
const std::string* find_header(std::span<const Header> headers, std::string_view name);

/// How a request came here, whatever its headers say.
enum class Way : std::uint8_t {
  UnixSocket,
  Loopback,  // from a loopback address
  Network
};

struct RequestHead {
  std::string method;  // GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
  std::string target;  // as sent
  std::string path;    // decoded once, without dot segments; valid UTF-8 that starts with `/`
  std::string query;   // as sent, without `?`
  std::string host;    // in lowercase letters, with the port if it was sent
  std::vector<Header> headers;
  /// The address of the client: that of the connection, or what a trusted proxy says; empty when nobody knows.
  std::string peer;
  /// The connection is that of a trusted proxy: what its headers (`X-Forwarded-Proto`, a name of a user) say is so.
  bool from_proxy = false;
  Way way = Way::Network;

  /// The first header of that name, given in lowercase letters; null when there is none.
  const std::string* header(std::string_view name) const { return find_header(headers, name); }
};

/// A body in a file without a name, which is gone once it is closed.
struct BodyFile {
  resources::FileDescriptor file;
  std::uint64_t size = 0;
  std::string sha256;  // hexadecimal; empty unless the plan asked for it
};

struct Request : RequestHead {
  std::string body;
  std::optional<BodyFile> file;
};

/// A part of an open file. Its position is neither used nor changed.
struct FileSlice {
  std::shared_ptr<const resources::FileDescriptor> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// `Content-Length`, `Date` and `Connection` are the server's. After `file`, `body` is not sent.
struct Response {
  unsigned status = 200;
  std::vector<Header> headers;
  std::string body;
  std::optional<FileSlice> file;
  /// Ends the connection after the answer.
  bool close = false;
};

/// `Not Found` of 404.
std::string_view reason_phrase(unsigned status);

/// An error as an object of JSON (RFC 9457): `id` is the end of its type, as in `/problems/body-too-large`.
base::Json problem_object(unsigned status, std::string_view id, std::string_view title, std::string_view detail = {});
/// The answer problem+json.
Response problem(unsigned status, std::string_view id, std::string_view title, std::string_view detail = {});

}  // namespace gongwen::http
