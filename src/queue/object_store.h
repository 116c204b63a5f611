// ObjectStore: bytes too large for messages, where several machines can reach them. Each object is stored under the
// hash of its bytes, so that storing it twice does no harm, and what is read can be verified.
#pragma once

#include "queue/task_queue.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::queue {

/// The largest object, in bytes.
inline constexpr std::size_t kMaxObject = std::size_t{512} << 20;

/// Implementations may be used by several threads at once.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// The name for messages, without secrets.
  virtual const std::string& name() const = 0;
  /// Stores the bytes; when it returns, others can read them. `hash` has 32 hexadecimal digits.
  virtual std::optional<Error> put(const std::string& hash, std::string_view bytes) = 0;
  /// The bytes of an object. Missing if there is none, or if it is longer than `max_bytes`: then it is not what was
  /// stored.
  virtual Result<std::string> get(const std::string& hash, std::size_t max_bytes) = 0;
  /// Removes an object; succeeds if there is none.
  virtual std::optional<Error> remove(const std::string& hash) = 0;
};

/// How S3 storage is reached, and with which keys.
struct S3Access {
  std::string endpoint = {};  // `https://host`, `http://host:port/path`; empty: that of AWS for the region
  std::string region = {};    // empty: us-east-1
  std::string access_key = {};
  std::string secret_key = {};
  std::string session_token = {};
  std::string certificates = {};  // file with CA certificates for the endpoint's; empty: those of the system
};

inline constexpr std::size_t kHashDigits = 32;
/// Whether a name is that of an object. Names come from messages, so nothing but hexadecimal digits may become part of
/// a path.
bool is_object_name(std::string_view hash);

/// Whether a text is a place that open_object_store() can open: a path, or an address of storage.
bool is_object_place(std::string_view place);

/// Opens `s3://bucket/prefix`, which is S3 storage such as AWS, MinIO or Ceph, or a folder that all machines share,
/// under any path. In a folder, files are renamed into place, so none is ever seen in part. They are not synced to the
/// disk: a document that is lost in a power failure is missing, and made again.
Result<std::unique_ptr<ObjectStore>> open_object_store(const std::string& place, const S3Access& access);

/// Whether a place is meant to be in storage (`s3://…`), well-formed or not.
bool is_storage_place(std::string_view place);

}  // namespace gongwen::queue
