// S3Link: one connection to storage that speaks S3, which stays open between requests. Every request is signed
// (AWS Signature Version 4, by libcurl). No redirect is followed: the answer would be for a service that nobody named.
#pragma once

#include "queue/detail/s3_address.h"
#include "queue/object_store.h"
#include "resources/environment.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
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

// S3Client: requests to one place in storage that speaks S3. Whatever may pass is tried again; threads share it, and
// each that asks has its own connection while it does.

/// So long a request is tried again: a service that restarts, or that asks for fewer requests.
inline constexpr std::chrono::milliseconds kStoragePatience{30'000};
/// Somebody waits for a command to start; what is to be removed may stay.
inline constexpr std::chrono::milliseconds kShortStoragePatience{5'000};

/// What is wrong with a request, as far as its answer shows it.
struct S3Problem {
  bool is_passing = false;  // another try may go better
  bool is_missing = false;  // the object, not the bucket
  std::string reason = {};  // `the bucket does not exist (HTTP 404, NoSuchBucket)`
};
/// Nothing for an answer that is as wanted.
std::optional<S3Problem> problem_of(const S3Reply& reply);

/// Whether a condition was not met, or somebody else puts the same object in this moment.
bool is_refused_condition(const S3Reply& reply);
/// Whether the service does not know the condition.
bool is_unknown_condition(const S3Reply& reply);

class S3Client {
 public:
  /// Asks nothing yet. Unusable without a place or keys that are understood.
  static Result<std::unique_ptr<S3Client>> open(const std::string& place, const S3Access& access);

  /// As messages call it.
  const std::string& name() const { return name_; }
  std::string object_url(std::string_view name) const { return address_.object_url(name); }

  /// An answer as wanted, or one that says what has become of a condition. Fails as Missing, Refused, or, at the end of
  /// its patience, Lost.
  Result<S3Reply> ask(const S3Request& request, std::chrono::milliseconds patience);

 private:
  /// The error of a call after all its tries, which others get as well until the end.
  struct Rest {
    Error error = {};
    resources::Deadline end{std::chrono::milliseconds(0)};
  };

  S3Client(std::string name, S3Access access, S3Address address)
      : name_(std::move(name)), access_(std::move(access)), address_(std::move(address)) {}
  std::optional<Error> still_away(bool is_short);
  Result<std::unique_ptr<S3Link>> take_link();

  std::string name_;
  S3Access access_;
  S3Address address_;
  std::mutex mutex_;  // of what follows
  std::vector<std::unique_ptr<S3Link>> idle_;
  Rest given_up_;
  Rest given_up_early_;
};

/// The store of objects by their hashes. Asks for the bucket once.
Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const S3Access& access);

}  // namespace gongwen::queue
