// S3Client: requests to one place in storage that speaks S3. Whatever may pass is tried again; threads share it, and
// each that asks has its own connection while it does.
#pragma once

#include "queue/detail/s3_address.h"
#include "queue/detail/s3_link.h"
#include "queue/object_store.h"
#include "resources/environment.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::queue {

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
