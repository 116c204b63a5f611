// S3Link: one connection to storage that speaks S3, which stays open between requests. Every request is signed
// (AWS Signature Version 4, by libcurl). No redirect is followed: the answer would be for a service that nobody named.
#pragma once

#include "queue/object_store.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gongwen::queue {

struct S3Request {
  enum class Method : std::uint8_t { Get, Head, Put, Delete };
  Method method = Method::Get;
  std::string url;
  std::string_view bytes = {};     // of Put
  std::size_t max_bytes = 65'536;  // of an answer that was wanted
};

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
