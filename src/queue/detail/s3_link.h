// S3Link: one connection to storage that speaks S3, which stays open between requests. Every request is signed
// (AWS Signature Version 4, by libcurl). No redirect is followed: the answer would be for a service that nobody named.
#pragma once

#include "queue/object_store.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::queue {

struct S3Request {
  enum class Method : std::uint8_t { Get, Head, Put, Delete };
  Method method = Method::Get;
  std::string url;
  std::string_view bytes = {};                         // of Put
  std::size_t max_bytes = 65'536;                      // of an answer that was wanted
  std::string_view type = "application/octet-stream";  // of Put: what the bytes are
  /// `Name: value`, each of which is signed as well.
  std::vector<std::string> headers = {};
  /// One of them is a condition: that it is not met is an answer, not an error.
  bool is_conditional = false;
};

/// Under this name an object carries the hash of its bytes, as manifests have it.
inline constexpr std::string_view kHashHeader = "x-amz-meta-gongwen-hash";

struct S3Reply {
  enum class State : std::uint8_t {
    Answered,
    Lost,    // no answer; another try may get one
    Failed,  // no answer, and there will be none
  };
  State state = State::Answered;
  long status = 0;       // HTTP
  std::string body;      // of an error: what the service says
  std::size_t size = 0;  // of the object that was asked for with Head
  bool is_too_long = false;
  std::string reason;  // where there is no answer
  // What the service says of the object; empty where it says nothing.
  std::string version;                           // of these bytes: the ETag
  std::string hash;                              // that it was put with
  std::optional<std::chrono::seconds> age = {};  // since it was put, by the clock of the service
};

/// For one thread at a time.
class S3Link {
 public:
  /// `access` and `region` outlive it. Unusable without libcurl.
  static Result<std::unique_ptr<S3Link>> open(const S3Access& access, const std::string& region);
  S3Link(const S3Link&) = delete;
  S3Link& operator=(const S3Link&) = delete;
  ~S3Link();

  S3Reply ask(const S3Request& request);

 private:
  S3Link(const S3Access& access, const std::string& region, void* handle);
  bool prepare(const S3Request& request, void* headers);

  const S3Access& access_;
  std::string signature_;  // what libcurl is to sign
  void* handle_;           // of libcurl
};

}  // namespace gongwen::queue
