// Objects in S3 storage, under their hashes.
#pragma once

#include "queue/object_store.h"
#include "queue/s3_bucket.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace gongwen::queue {

class S3Store final : public ObjectStore {
 public:
  /// Asks for the bucket once. Fails with Unusable if the place or a key is malformed.
  static Result<std::unique_ptr<ObjectStore>> open(const std::string& place, const S3Access& access);

  const std::string& name() const override { return bucket_->name(); }
  std::optional<Error> put(const std::string& hash, std::string_view bytes) override;
  Result<std::string> get(const std::string& hash, std::size_t max_bytes) override;
  std::optional<Error> remove(const std::string& hash) override;

 private:
  explicit S3Store(std::unique_ptr<S3Bucket> bucket) : bucket_(std::move(bucket)) {}
  std::optional<Error> look();

  std::unique_ptr<S3Bucket> bucket_;
};

}  // namespace gongwen::queue
