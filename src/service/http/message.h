// Requests and responses as plain values. A handler gets a Request from Exchange::request() and gives a Response to
// Exchange::respond(); neither knows sockets. Names of request headers are in lowercase, as the parser makes them;
// those of responses are written as given.
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

/// Statuses (RFC 9110, 6585 and 4918). 499 is not in a standard: nginx introduced it for clients that left before their
/// answer, and log tools know it.
namespace status {
inline constexpr unsigned kOk = 200;
inline constexpr unsigned kCreated = 201;
inline constexpr unsigned kAccepted = 202;
inline constexpr unsigned kNoContent = 204;
inline constexpr unsigned kMovedPermanently = 301;
inline constexpr unsigned kFound = 302;
inline constexpr unsigned kSeeOther = 303;
inline constexpr unsigned kNotModified = 304;
inline constexpr unsigned kBadRequest = 400;
inline constexpr unsigned kUnauthorized = 401;
inline constexpr unsigned kForbidden = 403;
inline constexpr unsigned kNotFound = 404;
inline constexpr unsigned kMethodNotAllowed = 405;
inline constexpr unsigned kConflict = 409;
inline constexpr unsigned kGone = 410;
inline constexpr unsigned kPreconditionFailed = 412;
inline constexpr unsigned kBodyTooLarge = 413;
inline constexpr unsigned kUnsupportedType = 415;
inline constexpr unsigned kUnprocessable = 422;
inline constexpr unsigned kPreconditionRequired = 428;
inline constexpr unsigned kTooManyRequests = 429;
inline constexpr unsigned kClientGone = 499;  // used only in the log
inline constexpr unsigned kServerError = 500;
inline constexpr unsigned kUnavailable = 503;
inline constexpr unsigned kTimeout = 504;
inline constexpr unsigned kNoRoom = 507;
}  // namespace status

struct Header {
  std::string name;  // in lowercase in requests
  std::string value;
};

/// Returns the first header with this name, given in lowercase; null if absent.
const std::string* find_header(std::span<const Header> headers, std::string_view name);

/// How a request reached this process, determined from its connection, not from its headers. Front uses it to restrict
/// what only programs on this machine may do, and the office to accept a proxy's header with the name of a user. A
/// reverse proxy on the same machine makes every request Loopback, so `from_proxy` must be checked, too.
enum class Way : std::uint8_t {
  UnixSocket,
  Loopback,  // from a loopback address
  Network
};

/// The facts of the head: enough for Handler::plan() to decide about the body.
struct RequestHead {
  std::string method;  // GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
  std::string target;  // as sent
  std::string path;    // decoded once, without dot segments; valid UTF-8 that starts with `/`
  std::string query;   // as sent, without `?`
  std::string host;    // in lowercase, with the port if it was sent
  std::vector<Header> headers;
  /// Address of the client: that of the connection, or the one that a trusted proxy names; empty if it is unknown.
  std::string peer;
  /// The connection is that of a trusted proxy, so its headers (`X-Forwarded-Proto`, the name of a user) can be
  /// trusted.
  bool from_proxy = false;
  Way way = Way::Network;
  /// Identifies the request in its answer (`X-Request-Id`) and in the log: given by a trusted proxy, or by
  /// ServerOptions::name_request.
  std::string id;

  /// Returns the first header with this name, given in lowercase; null if absent.
  const std::string* header(std::string_view name) const { return find_header(headers, name); }
};

/// A body in a file without a name, which disappears when it is closed, even if the process is killed.
struct BodyFile {
  resources::FileDescriptor file;
  std::uint64_t size = 0;
  std::string sha256;  // hexadecimal; empty unless the plan asked for it
};

/// One of `body` and `file` is set, according to BodyPlan; both are empty for a request without a body.
struct Request : RequestHead {
  std::string body;
  std::optional<BodyFile> file;
};

/// A part of an open file. The position of the descriptor is neither used nor changed, so responses can share it. Sent
/// with sendfile(). If the file has become shorter, the connection is closed, since `Content-Length` has announced
/// more.
struct FileSlice {
  std::shared_ptr<const resources::FileDescriptor> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// A response. The server adds `Content-Length`, `Date`, `Connection` and `X-Request-Id`. If `file` is set, `body` is
/// not sent.
struct Response {
  unsigned status = 200;
  std::vector<Header> headers;
  std::string body;
  std::optional<FileSlice> file;
  /// Closes the connection after this response.
  bool close = false;
};

/// Returns the reason phrase of a status: `Not Found` for 404; empty for a status that the service does not use, since
/// the phrase is optional.
std::string_view reason_phrase(unsigned status);

/// Returns an error as a JSON object (RFC 9457); `id` is the last part of its type, `/problems/body-too-large`.
/// `{"type": "/problems/no-such-form", "title": "…", "status": 404, "detail": "…"}`; without `detail` if it is empty.
/// The caller may add further members (RFC 9457, 3.2).
base::Json problem_object(unsigned status, std::string_view id, std::string_view title, std::string_view detail = {});
/// Returns the response with this error, as application/problem+json.
Response problem(unsigned status, std::string_view id, std::string_view title, std::string_view detail = {});

}  // namespace gongwen::http
