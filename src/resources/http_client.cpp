#include "resources/http_client.h"

#include "resources/detail/curl_library.h"

#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace gongwen::resources {

namespace {

constexpr long kSlowBytes = 500;
constexpr long kSlowSeconds = 15;
constexpr std::size_t kMaxErrorBody = 65'536;
constexpr long kFirstError = 300;  // redirects are not followed

/// Receives the body of the current request.
struct BodyReceiver {
  CURL* handle;
  HttpAnswer& answer;
  std::size_t max_bytes;

  std::size_t take(std::string_view piece) {
    curl::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
    const std::size_t most = answer.status >= kFirstError ? kMaxErrorBody : max_bytes;
    if (piece.size() > most - answer.body.size()) {
      answer.is_too_long = true;
      return 0;  // aborts the transfer
    }
    answer.body += piece;
    return piece.size();
  }
};

extern "C" {
static std::size_t gongwen_take_piece(char* bytes, std::size_t unit, std::size_t count, void* receiver) {
  return static_cast<BodyReceiver*>(receiver)->take({bytes, unit * count});
}
}

/// Decides about each address that libcurl is about to connect to.
struct AddressGate {
  const HttpRequest& request;
  bool has_refused = false;

  curl_socket_t open(const curl_sockaddr& address) {
    char text[INET6_ADDRSTRLEN] = {};
    const void* const bytes =
        address.family == AF_INET
            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(address.addr).sin_addr)
            : &reinterpret_cast<const sockaddr_in6&>(address.addr).sin6_addr;
    if (::inet_ntop(address.family, bytes, text, sizeof text) == nullptr || !request.may_reach(text)) {
      has_refused = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  }
};

extern "C" {
static curl_socket_t gongwen_open_socket(void* gate, curlsocktype, curl_sockaddr* address) {
  return static_cast<AddressGate*>(gate)->open(*address);
}
}

/// Sets the options of one request. Returns why they cannot be set; nullopt if they are.
std::optional<std::string> set_options(CURL* handle, const HttpRequest& request, const CurlTexts& headers) {
  CurlOptions options(handle);
  options.set(CURLOPT_URL, request.url.c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  // libcurl 8.14 signs no path that it must leave as it is; keys of objects have no segments of dots, which it would
  // drop.
  options.set(CURLOPT_PATH_AS_IS, request.signature ? 0L : 1L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_TCP_KEEPALIVE, 1L);
  options.set(CURLOPT_USERAGENT, "gongwen");
  options.set(CURLOPT_HTTPHEADER, headers.list());
  options.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_time.count()));
  if (request.total_time) {
    options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.total_time->count()));
  } else {
    options.set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
    options.set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  }
  if (request.proxy) {
    options.set(CURLOPT_PROXY, request.proxy->c_str());
    options.set(CURLOPT_NOPROXY, "");
  }
  if (!request.certificates.empty()) options.set(CURLOPT_CAINFO, request.certificates.c_str());
  if (request.signature) {
    options.set(CURLOPT_AWS_SIGV4, request.signature->scope.c_str());
    options.set(CURLOPT_USERNAME, request.signature->access_key.c_str());
    options.set(CURLOPT_PASSWORD, request.signature->secret_key.c_str());
  }
  if (request.method == HttpMethod::Head) options.set(CURLOPT_NOBODY, 1L);
  if (request.method == HttpMethod::Put || request.method == HttpMethod::Post) {
    // Passed as form fields, whose bytes libcurl signs; it does not sign a body that it reads piece by piece.
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    options.set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
  }
  if (request.method == HttpMethod::Put) options.set(CURLOPT_CUSTOMREQUEST, "PUT");
  if (request.method == HttpMethod::Delete) options.set(CURLOPT_CUSTOMREQUEST, "DELETE");
  return options.error();
}

}  // namespace

HttpClient::~HttpClient() {
  if (handle_ != nullptr) curl::curl_easy_cleanup(handle_);
}

HttpAnswer HttpClient::ask(const HttpRequest& request) {
  HttpAnswer answer;
  CurlTexts headers;
  std::optional<std::string> error = make_ready(handle_);
  if (!error) {
    for (const std::string& line : request.headers) headers.add(line);
    headers.add("Expect:");  // send a large body without waiting for permission, since refusals are rare
    error = set_options(handle_, request, headers);
  }
  if (error) {
    answer.reason = *std::move(error);
    return answer;
  }
  BodyReceiver receiver{handle_, answer, request.max_bytes};
  curl::curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &gongwen_take_piece);
  curl::curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &receiver);
  AddressGate gate{request};
  if (request.may_reach) {
    curl::curl_easy_setopt(handle_, CURLOPT_OPENSOCKETFUNCTION, &gongwen_open_socket);
    curl::curl_easy_setopt(handle_, CURLOPT_OPENSOCKETDATA, &gate);
  }
  std::string reason;
  const CURLcode code = perform_request(handle_, reason);
  if (request.may_reach) {
    curl::curl_easy_setopt(handle_, CURLOPT_OPENSOCKETFUNCTION, nullptr);
    curl::curl_easy_setopt(handle_, CURLOPT_OPENSOCKETDATA, nullptr);
  }
  answer.is_forbidden = code != CURLE_OK && gate.has_refused;
  curl::curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &answer.status);
  answer.is_out_of_time = code == CURLE_OPERATION_TIMEDOUT;
  if (code != CURLE_OK && !answer.is_too_long) {
    answer.state = is_passing(code) ? HttpAnswer::State::Lost : HttpAnswer::State::Failed;
    answer.reason = std::move(reason);
    return answer;
  }
  curl_off_t length = -1;
  curl::curl_easy_getinfo(handle_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  answer.length = length < 0 ? 0 : static_cast<std::size_t>(length);
  answer.state = HttpAnswer::State::Answered;
  return answer;
}

}  // namespace gongwen::resources
