// The store of objects in storage that speaks S3, and what it understands of an answer.
#pragma once

#include "queue/detail/s3_link.h"
#include "queue/object_store.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::queue {

/// Asks for the bucket once.
Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const S3Access& access);

/// What is wrong with a request, as far as its answer shows it.
struct S3Problem {
  bool is_passing = false;  // another try may go better
  bool is_missing = false;  // the object, not the bucket
  std::string reason = {};  // `the bucket does not exist (HTTP 404, NoSuchBucket)`
};
/// Nothing for an answer that is as wanted.
std::optional<S3Problem> problem_of(const S3Reply& reply);

}  // namespace gongwen::queue
