#include "queue/detail/s3_store.h"

namespace gongwen::queue {
namespace {

/// From this size on it is worth asking whether the object exists; sending a smaller one takes less time.
constexpr std::size_t kAskedForFrom = std::size_t{256} << 10;
constexpr std::string_view kObjectType = "application/octet-stream";

}  // namespace

Result<std::unique_ptr<ObjectStore>> S3Store::open(const std::string& place, const S3Access& access) {
  Result<std::unique_ptr<S3Bucket>> bucket = S3Bucket::open(place, access);
  if (!bucket) return base::Failure{bucket.error()};
  std::unique_ptr<S3Store> store(new S3Store(*std::move(bucket)));
  if (std::optional<Error> error = store->look()) return base::Failure{*std::move(error)};
  return Result<std::unique_ptr<ObjectStore>>(std::move(store));
}

/// Checks whether the bucket exists and the keys open it. Asks for an object that is never stored: if the service
/// refuses to say that it is missing, it would do the same for others. Listing would need another right, and differs
/// between services.
std::optional<Error> S3Store::look() {
  const auto answer = bucket_->ask({.key = std::string(kHashDigits, '0'), .is_short = true});
  if (answer || answer.error().kind == Error::Kind::Missing) return std::nullopt;
  return answer.error();
}

std::optional<Error> S3Store::put(const std::string& hash, std::string_view bytes) {
  if (!is_object_name(hash)) return Error{Error::Kind::Refused, hash};
  if (bytes.size() >= kAskedForFrom) {
    const auto found = bucket_->ask({.method = resources::HttpMethod::Head, .key = hash});
    if (found && found->length == bytes.size()) return std::nullopt;
    if (!found && found.error().kind == Error::Kind::Lost) return found.error();
  }
  return bucket_->put(hash, bytes, kObjectType);
}

Result<std::string> S3Store::get(const std::string& hash, std::size_t max_bytes) {
  if (!is_object_name(hash)) return base::Failure{Error{Error::Kind::Missing, hash}};
  return bucket_->get(hash, max_bytes);
}

std::optional<Error> S3Store::remove(const std::string& hash) {
  if (!is_object_name(hash)) return std::nullopt;
  return bucket_->remove(hash);
}

}  // namespace gongwen::queue
