// S3Address: URLs of objects, from `s3://bucket/prefix` and the settings of the service.
#pragma once

#include "queue/object_store.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::queue {

/// The parts of `s3://bucket/prefix`. The prefix is empty or ends with a slash.
struct S3Place {
  std::string bucket;
  std::string prefix;
};

/// Returns whether a text has control characters, such as line breaks, which would end a header of a request.
bool has_control(std::string_view text);

/// Returns whether a text begins like such an address.
bool is_s3_place(std::string_view place);
/// Returns nullopt for places that no service accepts.
std::optional<S3Place> parse_s3_place(std::string_view place);

class S3Address {
 public:
  /// Fails with Unusable if the endpoint or the region is malformed.
  static Result<S3Address> make(const S3Place& place, const S3Access& access);

  std::string object_url(std::string_view name) const;
  const std::string& region() const { return region_; }

 private:
  std::string bucket_url_;  // without a slash at its end
  std::string prefix_;      // percent-encoded
  std::string region_;
};

}  // namespace gongwen::queue
