// HttpClient: sends HTTP/1.1 requests to other servers through libcurl, which is loaded with the first request. Only
// HTTP and HTTPS; certificates are always verified; redirects are not followed, since the answer would come from a
// server that was not named.
//   resources::HttpClient client;
//   const HttpAnswer answer = client.ask({.method = HttpMethod::Post, .url = url, .body = query});
//   if (answer.state != HttpAnswer::State::Answered) report(answer.reason);
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

enum class HttpMethod : std::uint8_t { Get, Head, Put, Post, Delete };

/// Keys for signing requests by AWS Signature Version 4.
struct HttpSignature {
  std::string scope;  // `aws:amz:us-east-1:s3`
  std::string access_key;
  std::string secret_key;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::Get;
  std::string url = {};
  std::string_view body = {};             // for Put and Post
  std::vector<std::string> headers = {};  // `Name: value`
  std::size_t max_bytes = 65'536;         // of the body of an answer below 300; others are limited to 64 KiB
  std::optional<std::string> proxy = {};  // empty: none; nullopt: as the environment states
  std::string certificates = {};          // file with CA certificates; empty: the system's
  std::optional<HttpSignature> signature = {};
  std::chrono::milliseconds connect_time{10'000};
  /// Whether a connection to this address (`192.0.2.1`, `2001:db8::1`) may be opened; empty: to all. Asked after names
  /// were resolved, so that no name can lead elsewhere.
  std::function<bool(const std::string& address)> may_reach = {};
  /// Limit for the whole request. Without one, a transfer ends if it is slower than 500 bytes a second for 15 seconds.
  std::optional<std::chrono::milliseconds> total_time = {};
};

struct HttpAnswer {
  enum class State : std::uint8_t {
    Answered,
    Lost,    // no answer; another try may succeed
    Failed,  // no answer, and another try would fail too
  };
  State state = State::Failed;
  long status = 0;              // HTTP status
  std::string body = {};        // up to the limit
  std::size_t length = 0;       // Content-Length; also set for Head
  bool is_too_long = false;     // the body was longer
  bool is_forbidden = false;    // HttpRequest::may_reach refused all addresses
  bool is_out_of_time = false;  // HttpRequest::total_time was exceeded
  std::string reason = {};      // why there is no answer, in the library's words
};

/// A connection that stays open between requests. Only one thread may use it at a time.
class HttpClient {
 public:
  HttpClient() = default;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// Throws only if memory runs out.
  HttpAnswer ask(const HttpRequest& request);

 private:
  void* handle_ = nullptr;  // libcurl's easy handle
};

}  // namespace gongwen::resources
