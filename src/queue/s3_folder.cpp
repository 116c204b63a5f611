#include "base/format.h"
#include "queue/detail/s3_address.h"
#include "queue/detail/s3_client.h"
#include "queue/object_folder.h"

#include <utility>

namespace gongwen::queue {
namespace {

using Method = S3Request::Method;

S3Request request_of(Method method) {
  S3Request request;
  request.method = method;
  return request;
}

class S3Folder final : public ObjectFolder {
 public:
  explicit S3Folder(std::unique_ptr<S3Client> client) : client_(std::move(client)) {}

  const std::string& name() const override { return client_->name(); }

  std::optional<Error> put(const NewObject& object) override {
    const Result<S3Reply> reply = ask_to_put(object, {}, kStoragePatience);
    return reply ? std::nullopt : std::optional(reply.error());
  }

  Result<bool> put_if(const NewObject& object, const std::string& version) override {
    const std::string condition = version.empty() ? "If-None-Match: *" : "If-Match: " + version;
    Result<S3Reply> reply = ask_to_put(object, condition, kShortStoragePatience);
    if (reply && is_unknown_condition(*reply)) reply = ask_to_put(object, {}, kShortStoragePatience);
    // The version that it was to replace is gone.
    if (!reply && reply.error().kind == Error::Kind::Missing && !version.empty()) return false;
    if (!reply) return base::Failure{reply.error()};
    return !is_refused_condition(*reply);
  }

  Result<StoredObject> look_at(const std::string& name) override {
    const Result<S3Reply> reply = ask(request_of(Method::Head), name, kStoragePatience);
    if (!reply) return base::Failure{reply.error()};
    return stored(*reply, reply->size, {});
  }

  Result<StoredObject> get(const std::string& name, std::size_t max_bytes, Patience patience) override {
    const auto time = patience == Patience::Short ? kShortStoragePatience : kStoragePatience;
    S3Request request;
    request.max_bytes = max_bytes;
    Result<S3Reply> reply = ask(std::move(request), name, time);
    if (!reply) return base::Failure{reply.error()};
    if (reply->is_too_long) return base::Failure{Error{Error::Kind::Missing, name}};
    std::string bytes = std::move(reply->body);
    return stored(*reply, bytes.size(), std::move(bytes));
  }

  Result<std::string> read(const std::string& name, std::size_t offset, std::size_t length) override {
    S3Request request;
    request.max_bytes = length;
    request.headers = {fmt::format("Range: bytes={}-{}", offset, offset + length - 1)};
    Result<S3Reply> reply = ask(std::move(request), name, kStoragePatience);
    if (!reply) return base::Failure{reply.error()};
    if (reply->is_too_long || reply->body.size() != length)
      return base::Failure{Error{Error::Kind::Refused, "the storage does not give a part of an object"}};
    return std::move(reply->body);
  }

  std::optional<Error> remove(const std::string& name) override {
    const Result<S3Reply> reply = ask(request_of(Method::Delete), name, kStoragePatience);
    if (reply || reply.error().kind == Error::Kind::Missing) return std::nullopt;
    return reply.error();
  }

 private:
  static StoredObject stored(const S3Reply& reply, std::size_t size, std::string bytes) {
    return {size, reply.hash, reply.version, reply.age, std::move(bytes)};
  }

  Result<S3Reply> ask(S3Request request, const std::string& name, std::chrono::milliseconds patience) {
    // Names come from data and from manifests: none of them leaves the prefix.
    if (!is_key(name)) return base::Failure{Error{Error::Kind::Refused, name}};
    request.url = client_->object_url(name);
    return client_->ask(request, patience);
  }

  Result<S3Reply> ask_to_put(const NewObject& object, const std::string& condition,
                             std::chrono::milliseconds patience) {
    if (object.bytes.size() > kMaxPutBytes) return base::Failure{Error{Error::Kind::Refused, "longer than 5 GiB"}};
    S3Request request = request_of(Method::Put);
    request.bytes = object.bytes;
    request.type = object.type;
    if (!object.hash.empty()) request.headers.push_back(fmt::format("{}: {}", kHashHeader, object.hash));
    if (!condition.empty()) request.headers.push_back(condition);
    request.is_conditional = !condition.empty();
    return ask(std::move(request), object.name, patience);
  }

  std::unique_ptr<S3Client> client_;
};

}  // namespace

bool is_storage_place(std::string_view place) { return is_s3_place(place); }

bool is_folder_place(std::string_view place) {
  const std::optional<S3Place> parsed = parse_s3_place(place);
  return parsed && parsed->prefix.size() <= kMaxFolderPrefix;
}

Result<std::unique_ptr<ObjectFolder>> open_object_folder(const std::string& place, const S3Access& access) {
  Result<std::unique_ptr<S3Client>> client = S3Client::open(place, access);
  if (!client) return base::Failure{client.error()};
  return Result<std::unique_ptr<ObjectFolder>>(std::make_unique<S3Folder>(*std::move(client)));
}

}  // namespace gongwen::queue
