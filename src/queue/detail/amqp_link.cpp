#include "queue/detail/amqp_link.h"

#include "base/loaded_library.h"
#include "base/mask_passwords.h"

#include <algorithm>
#include <vector>

#include <sys/time.h>

namespace gongwen::queue {

// Loaded when the first broker is used: it loads the ciphers of TLS, too, which would slow down every start of the
// program.
#define GONGWEN_LOADED_LIBRARY GONGWEN_RABBITMQ_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "queue/detail/amqp_functions.def"
#include "base/loaded_functions.inc"

namespace {

const std::optional<base::LibraryError>& load_rabbitmq_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

constexpr timeval kConnectTime{10, 0};
/// A broker that is short of memory or disk does not answer for a while.
constexpr timeval kAnswerTime{15, 0};
/// Seconds; either side sends a sign of life twice in this time.
constexpr int kHeartbeat = 30;
constexpr int kMaxFrame = 131'072;
constexpr std::string_view kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr std::string_view kCertificateOption = "cacert=";

/// Reply codes of AMQP 0-9-1, 1.2.
constexpr std::uint16_t kNotFound = 404;

/// The error in the broker's words when it closes a channel or the connection.
Error refusal(std::uint16_t code, const amqp_bytes_t& text, bool is_connection) {
  const Error::Kind kind = code == kNotFound ? Error::Kind::Missing
                           : is_connection   ? Error::Kind::Lost
                                             : Error::Kind::Refused;
  return {kind, std::string(text_of(text))};
}

Error read_refusal(const amqp_method_t& method) {
  if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* const close = static_cast<const amqp_channel_close_t*>(method.decoded);
    return refusal(close->reply_code, close->reply_text, false);
  }
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* const close = static_cast<const amqp_connection_close_t*>(method.decoded);
    return refusal(close->reply_code, close->reply_text, true);
  }
  return {Error::Kind::Lost, "unexpected answer of the broker"};
}

/// Splits the address of a cluster, `amqp://user@one,two:5673/name`, into one address per node.
std::vector<std::string> addresses_of_nodes(const std::string& address) {
  const std::size_t scheme = address.find("//");
  if (scheme == std::string::npos) return {address};
  const std::size_t end = std::min(address.find_first_of("/?", scheme + 2), address.size());
  const std::size_t user = address.rfind('@', end);
  const std::size_t begin = user == std::string::npos || user < scheme ? scheme + 2 : user + 1;
  std::vector<std::string> nodes;
  for (std::size_t at = begin; at <= end;) {
    const std::size_t comma = std::min(address.find(',', at), end);
    nodes.push_back(address.substr(0, begin) + address.substr(at, comma - at) + address.substr(end));
    at = comma + 1;
  }
  return nodes;
}

}  // namespace

timeval time_of(std::chrono::milliseconds time) {
  return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

/// The parts of an address; `info` points into `text`.
struct AmqpLink::Place {
  std::string text;
  std::string certificates = std::string(kSystemCertificates);
  amqp_connection_info info{};

  bool parse(const std::string& address) {
    const std::size_t query = address.find('?');
    text = address.substr(0, query);
    if (query != std::string::npos) {
      const std::string option = address.substr(query + 1);
      // An option that is not understood may concern security: it is not ignored.
      if (!option.starts_with(kCertificateOption) || option.size() == kCertificateOption.size()) return false;
      certificates = option.substr(kCertificateOption.size());
    }
    return amqp_parse_url(text.data(), &info) == AMQP_STATUS_OK;
  }
};

AmqpLink::AmqpLink(std::string address) : address_(std::move(address)), name_(base::mask_passwords(address_)) {}

void AmqpLink::close() {
  // Without the farewell of the protocol, which would wait for a broker that may be gone.
  if (state_ != nullptr) amqp_destroy_connection(state_);
  state_ = nullptr;
}

std::optional<Error> AmqpLink::fail(Error::Kind kind, std::string reason) {
  return Error{kind, base::mask_secrets_of(address_, reason)};
}

Error AmqpLink::lost(int status) const {
  return {Error::Kind::Lost, base::mask_secrets_of(address_, amqp_error_string2(status))};
}

std::optional<Error> AmqpLink::open() {
  if (const auto& error = load_rabbitmq_library()) return fail(Error::Kind::Unusable, error->reason);
  const std::vector<std::string> nodes = addresses_of_nodes(address_);
  std::optional<Error> error;
  // The last node first, then the others: all nodes of a cluster have the same queues.
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    error = open_node(nodes[node_ % nodes.size()]);
    if (!error) return std::nullopt;
    ++node_;
  }
  return error;
}

std::optional<Error> AmqpLink::open_node(const std::string& address) {
  Place place;
  if (!place.parse(address)) return fail(Error::Kind::Unusable, "not an address of a broker");
  close();
  state_ = amqp_new_connection();
  if (state_ == nullptr) return fail(Error::Kind::Unusable, "out of memory");
  if (auto error = connect(place)) {
    close();
    return error;
  }
  amqp_channel_open(state_, kChannel);
  if (auto error = outcome()) {
    close();
    return error;
  }
  return std::nullopt;
}

std::optional<Error> AmqpLink::connect(const Place& place) {
  amqp_socket_t* const socket = place.info.ssl != 0 ? amqp_ssl_socket_new(state_) : amqp_tcp_socket_new(state_);
  if (socket == nullptr) return fail(Error::Kind::Unusable, "out of memory");
  // Host name and certificate of the broker are verified by default, and nothing here turns that off.
  if (place.info.ssl != 0 && amqp_ssl_socket_set_cacert(socket, place.certificates.c_str()) != AMQP_STATUS_OK) {
    return fail(Error::Kind::Unusable, "no certificates in " + place.certificates);
  }
  const int status = amqp_socket_open_noblock(socket, place.info.host, place.info.port, &kConnectTime);
  if (status != AMQP_STATUS_OK) return lost(status);
  amqp_set_rpc_timeout(state_, &kAnswerTime);
  const amqp_rpc_reply_t reply = amqp_login(state_, place.info.vhost, 0, kMaxFrame, kHeartbeat, AMQP_SASL_METHOD_PLAIN,
                                            place.info.user, place.info.password);
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return std::nullopt;
  // A broker closes the connection without a word if it does not know the user.
  const bool is_silent = reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION;
  if (!is_silent) return fail(Error::Kind::Refused, read_refusal(reply.reply).reason);
  return fail(Error::Kind::Lost, std::string("log-in: ") + amqp_error_string2(reply.library_error));
}

std::optional<Error> AmqpLink::reopen_channel() {
  amqp_channel_close_ok_t understood{};
  if (auto error = outcome_of(amqp_send_method(state_, kChannel, AMQP_CHANNEL_CLOSE_OK_METHOD, &understood)))
    return error;
  amqp_channel_open(state_, kChannel);
  return outcome();
}

std::optional<Error> AmqpLink::outcome() {
  const amqp_rpc_reply_t reply = amqp_get_rpc_reply(state_);
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return std::nullopt;
  if (reply.reply_type != AMQP_RESPONSE_SERVER_EXCEPTION) return lost(reply.library_error);
  const Error error = read_refusal(reply.reply);
  return fail(error.kind, error.reason);
}

std::optional<Error> AmqpLink::outcome_of(int status) {
  return status == AMQP_STATUS_OK ? std::nullopt : std::optional(lost(status));
}

Result<bool> AmqpLink::next_frame(amqp_frame_t& frame, std::chrono::milliseconds time) {
  amqp_maybe_release_buffers(state_);
  const timeval limit = time_of(time);
  const int status = amqp_simple_wait_frame_noblock(state_, &frame, &limit);
  if (status == AMQP_STATUS_TIMEOUT) return false;
  if (status != AMQP_STATUS_OK) return base::Failure{lost(status)};
  const bool is_end =
      frame.frame_type == AMQP_FRAME_METHOD &&
      (frame.payload.method.id == AMQP_CHANNEL_CLOSE_METHOD || frame.payload.method.id == AMQP_CONNECTION_CLOSE_METHOD);
  if (!is_end) return true;
  // A caller that waits for frames has made no request that could be refused, so the connection can no longer be
  // used.
  return base::Failure{Error{Error::Kind::Lost, read_refusal(frame.payload.method).reason}};
}

std::optional<Error> AmqpLink::pump() {
  amqp_frame_t frame;
  while (true) {
    const Result<bool> came = next_frame(frame, std::chrono::milliseconds(0));
    if (!came) return came.error();
    if (!*came) return std::nullopt;
  }
}

}  // namespace gongwen::queue
