// S3Bucket: objects in storage that speaks S3, by their keys below a prefix. Requests are signed including their bytes
// (AWS Signature Version 4). Transient errors are retried for up to half a minute.
//   auto bucket = queue::S3Bucket::open("s3://bucket/prefix", access);
//   if (bucket) (*bucket)->put("2024/02/index.html", page, "text/html; charset=utf-8");
#pragma once

#include "queue/object_store.h"
#include "resources/environment.h"
#include "resources/http_client.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::queue {

class S3Address;

/// The problem with a request, as far as the answer shows it.
struct S3Problem {
  bool is_passing = false;  // temporary: another try may succeed
  bool is_missing = false;  // the object is missing, not the bucket
  std::string reason = {};  // `the bucket does not exist (HTTP 404, NoSuchBucket)`
};
/// Returns nullopt for a successful answer. Of an error only the code is repeated, since services quote the request.
std::optional<S3Problem> problem_of(const resources::HttpAnswer& answer);

struct S3Request {
  resources::HttpMethod method = resources::HttpMethod::Get;
  const std::string& key;
  std::string_view bytes = {};
  std::size_t max_bytes = 65'536;
  std::string_view type = "application/octet-stream";  // of the bytes to put
  bool is_short = false;                               // use little patience: a person waits, or a failure does no harm
};

/// May be used by several threads at once.
class S3Bucket {
 public:
  /// Sends nothing yet. Fails with Unusable if the place or a key is malformed.
  static Result<std::unique_ptr<S3Bucket>> open(const std::string& place, const S3Access& access);
  ~S3Bucket();

  /// The place, for messages.
  const std::string& name() const { return name_; }
  std::optional<Error> put(const std::string& key, std::string_view bytes, std::string_view type);
  /// Returns Missing if there is no such object, or if it is longer than `max_bytes`.
  Result<std::string> get(const std::string& key, std::size_t max_bytes);
  /// Succeeds if there is none.
  std::optional<Error> remove(const std::string& key);
  /// Returns a successful answer. Fails as Missing, as Refused, or, when its patience has ended, as Lost.
  Result<resources::HttpAnswer> ask(const S3Request& request);

 private:
  /// The error of a call after all its tries. Calls come by the thousand, so for a while further calls fail immediately
  /// with this error instead of trying in vain.
  struct GivenUp {
    Error error = {};
    std::chrono::milliseconds patience{0};
    resources::Deadline end{std::chrono::milliseconds(0)};
  };

  S3Bucket(std::string name, S3Access access, std::unique_ptr<const S3Address> address);
  static Result<resources::HttpAnswer> ask_again(resources::HttpClient& client, const resources::HttpRequest& request,
                                                 std::chrono::milliseconds patience);

  std::string name_;
  S3Access access_;
  std::unique_ptr<const S3Address> address_;
  std::mutex mutex_;  // protects the members below
  std::vector<std::unique_ptr<resources::HttpClient>> idle_;
  GivenUp given_up_;
};

}  // namespace gongwen::queue
