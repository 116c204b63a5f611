#include "queue/object_store.h"

#include "base/file_path.h"
#include "base/format.h"
#include "queue/detail/s3_address.h"
#include "queue/detail/s3_link.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "resources/file_tree.h"
#include "resources/files.h"
#include "resources/read_file.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

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

namespace {

constexpr std::size_t kHashBegin = 2;  // digits of the name of a subfolder: a folder of a million files is slow

/// Nothing where there is no file.
std::optional<std::size_t> size_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return static_cast<std::size_t>(found.st_size);
}

/// What was reported, for an error that has one reason.
std::string reason_of(const diagnostics::DiagnosticSink& sink) {
  if (sink.diagnostics().empty()) return {};
  return fmt::format("{}", fmt::join(sink.diagnostics().front().arguments, ": "));
}

class FolderObjects final : public ObjectStore {
 public:
  explicit FolderObjects(std::string folder) : folder_(std::move(folder)) {}

  const std::string& name() const override { return folder_; }

  std::optional<Error> put(const std::string& hash, std::string_view bytes) override {
    if (!is_object_name(hash)) return Error{Error::Kind::Refused, hash};
    const std::string path = path_of(hash);
    diagnostics::DiagnosticSink unheard;
    if (!size_of(path) && resources::write_file(path, bytes, unheard, resources::Existing::Keep)) return std::nullopt;
    if (size_of(path) == bytes.size()) return std::nullopt;  // perhaps somebody else put it there meanwhile
    // One of another size is what a machine left that lost its power.
    diagnostics::DiagnosticSink sink;
    if (resources::write_file(path, bytes, sink)) return std::nullopt;
    return Error{Error::Kind::Refused, reason_of(sink)};
  }

  Result<std::string> get(const std::string& hash, std::size_t max_bytes) override {
    if (!is_object_name(hash)) return base::Failure{Error{Error::Kind::Missing, hash}};
    const std::string path = path_of(hash);
    if (size_of(path).value_or(0) > max_bytes) return base::Failure{Error{Error::Kind::Missing, hash}};
    diagnostics::DiagnosticSink sink;
    base::Expected<std::string> bytes = resources::read_bytes(path, {max_bytes}, sink);
    if (bytes) return *std::move(bytes);
    // Somebody may have removed it in this moment.
    const bool is_missing = resources::type_of(path) == resources::PathType::Missing;
    return base::Failure{Error{is_missing ? Error::Kind::Missing : Error::Kind::Refused, reason_of(sink)}};
  }

  std::optional<Error> remove(const std::string& hash) override {
    if (!is_object_name(hash)) return std::nullopt;
    if (::unlink(path_of(hash).c_str()) == 0 || errno == ENOENT) return std::nullopt;
    return Error{Error::Kind::Refused, resources::last_error().message()};
  }

 private:
  std::string path_of(const std::string& hash) const {
    return base::join_path(base::join_path(folder_, hash.substr(0, kHashBegin)), hash);
  }

  std::string folder_;
};

}  // namespace

bool is_object_name(std::string_view hash) {
  const auto is_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  return hash.size() == kHashDigits && std::all_of(hash.begin(), hash.end(), is_digit);
}

bool is_object_place(std::string_view place) {
  if (is_s3_place(place)) return parse_s3_place(place).has_value();
  return place.find("://") == std::string_view::npos;
}

Result<std::unique_ptr<ObjectStore>> open_object_store(const std::string& place, const S3Access& access) {
  if (is_s3_place(place)) return open_s3_store(place, access);
  if (resources::type_of(place) != resources::PathType::Folder) {
    return base::Failure{Error{Error::Kind::Unusable, "no such folder"}};
  }
  return Result<std::unique_ptr<ObjectStore>>(std::make_unique<FolderObjects>(place));
}

}  // namespace gongwen::queue
