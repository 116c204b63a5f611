// ObjectStore: bytes too large for messages, in a place that several machines can reach. Each object is stored under
// the hash of its bytes, so storing it twice does no harm, and the bytes can be verified when they are read.
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

/// Implementations must be thread-safe.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// The name for messages, without secrets.
  virtual const std::string& name() const = 0;
  /// Stores the bytes; when it returns, others can read them. `hash` has 32 hexadecimal digits.
  virtual std::optional<Error> put(const std::string& hash, std::string_view bytes) = 0;
  /// Returns the bytes of an object. Missing if there is none, or if it is longer than `max_bytes`, since it is then
  /// not the object that was stored.
  virtual Result<std::string> get(const std::string& hash, std::size_t max_bytes) = 0;
  /// Removes an object; succeeds if there is none.
  virtual std::optional<Error> remove(const std::string& hash) = 0;
};

/// How to reach S3 storage, and the keys for it.
struct S3Access {
  std::string endpoint = {};  // `https://host`, `http://host:port/path`; empty: that of AWS for the region
  std::string region = {};    // empty: us-east-1
  std::string access_key = {};
  std::string secret_key = {};
  std::string session_token = {};
  std::string certificates = {};  // file with CA certificates for the endpoint; empty: those of the system
};

inline constexpr std::size_t kHashDigits = 32;
/// Returns whether a text is a valid name of an object. Names come from messages, so only hexadecimal digits may become
/// part of a path.
bool is_object_name(std::string_view hash);

/// Returns whether a text is a place that open_object_store() can open: a path, or an address of storage.
bool is_object_place(std::string_view place);

/// Opens `s3://bucket/prefix`, which is S3 storage such as AWS, MinIO or Ceph, or a folder that all machines share,
/// under any path. In a folder, files are renamed into place, so none is ever seen in part. They are not synced to the
/// disk: a document that is lost in a power failure is missing, and is made again.
Result<std::unique_ptr<ObjectStore>> open_object_store(const std::string& place, const S3Access& access);

/// Returns whether a place refers to storage (`s3://…`), well-formed or not.
bool is_storage_place(std::string_view place);

}  // namespace gongwen::queue
