#include "queue/detail/s3_client.h"
#include "queue/object_store.h"

#include <utility>

namespace gongwen::queue {
namespace {

/// What is shorter is put again sooner than it is asked for.
constexpr std::size_t kAskedForFrom = std::size_t{256} << 10;

class S3Objects final : public ObjectStore {
 public:
  explicit S3Objects(std::unique_ptr<S3Client> client) : client_(std::move(client)) {}

  const std::string& name() const override { return client_->name(); }

  /// Whether there is a bucket that these keys open. Asks for an object that nobody puts: a service that may not say
  /// that it is missing would not say so of others either. A list would need another right, and not all services have
  /// the same lists.
  std::optional<Error> look() {
    const std::string nobodys(kHashDigits, '0');
    const Result<S3Reply> reply =
        client_->ask({S3Request::Method::Get, client_->object_url(nobodys)}, kShortStoragePatience);
    if (reply || reply.error().kind == Error::Kind::Missing) return std::nullopt;
    return reply.error();
  }

  std::optional<Error> put(const std::string& hash, std::string_view bytes) override {
    if (!is_object_name(hash)) return Error{Error::Kind::Refused, hash};
    if (bytes.size() >= kAskedForFrom) {
      const Result<S3Reply> found =
          client_->ask({S3Request::Method::Head, client_->object_url(hash)}, kStoragePatience);
      if (found && found->size == bytes.size()) return std::nullopt;
      if (!found && found.error().kind == Error::Kind::Lost) return found.error();
    }
    const Result<S3Reply> reply =
        client_->ask({S3Request::Method::Put, client_->object_url(hash), bytes}, kStoragePatience);
    if (reply) return std::nullopt;
    // The bucket is not here; an object that is put cannot be missing.
    if (reply.error().kind == Error::Kind::Missing) return Error{Error::Kind::Refused, reply.error().reason};
    return reply.error();
  }

  Result<std::string> get(const std::string& hash, std::size_t max_bytes) override {
    if (!is_object_name(hash)) return base::Failure{Error{Error::Kind::Missing, hash}};
    Result<S3Reply> reply =
        client_->ask({S3Request::Method::Get, client_->object_url(hash), {}, max_bytes}, kStoragePatience);
    if (!reply) return base::Failure{reply.error()};
    if (reply->is_too_long) return base::Failure{Error{Error::Kind::Missing, hash}};
    return std::move(reply->body);
  }

  std::optional<Error> remove(const std::string& hash) override {
    if (!is_object_name(hash)) return std::nullopt;
    const Result<S3Reply> reply =
        client_->ask({S3Request::Method::Delete, client_->object_url(hash)}, kShortStoragePatience);
    if (reply || reply.error().kind == Error::Kind::Missing) return std::nullopt;
    return reply.error();
  }

 private:
  std::unique_ptr<S3Client> client_;
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const S3Access& access) {
  Result<std::unique_ptr<S3Client>> client = S3Client::open(place, access);
  if (!client) return base::Failure{client.error()};
  auto store = std::make_unique<S3Objects>(*std::move(client));
  if (std::optional<Error> error = store->look()) return base::Failure{*std::move(error)};
  return Result<std::unique_ptr<ObjectStore>>(std::move(store));
}

}  // namespace gongwen::queue
