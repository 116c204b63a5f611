// S3Address: where objects are, as URLs: `s3://bucket/prefix` and what is known of the service.
#pragma once

#include "queue/object_store.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::queue {

/// What `s3://bucket/prefix` says. The prefix is empty or ends with a slash.
struct S3Place {
  std::string bucket;
  std::string prefix;
};

/// Line breaks and the like, which would end a line of a request.
bool has_control(std::string_view text);

/// Whether it can be the name of an object below a prefix, and nothing else.
bool is_key(std::string_view name);

/// Whether the text starts as such an address does.
bool is_s3_place(std::string_view place);
/// Nothing for what no service would take.
std::optional<S3Place> parse_s3_place(std::string_view place);

class S3Address {
 public:
  /// Unusable when the endpoint or the region is not understood.
  static Result<S3Address> make(const S3Place& place, const S3Access& access);

  /// `name`: as is_key() wants it.
  std::string object_url(std::string_view name) const;
  const std::string& region() const { return region_; }

 private:
  std::string bucket_url_;  // without a slash at its end
  std::string prefix_;      // percent-encoded
  std::string region_;
};

}  // namespace gongwen::queue
