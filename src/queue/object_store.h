// ObjectStore: bytes that are too large for messages, where several machines reach them: under the hash of the bytes,
// so that putting the same ones twice does no harm, and what is read can be checked.
#pragma once

#include "queue/task_queue.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::queue {

/// No object is longer.
inline constexpr std::size_t kMaxObject = std::size_t{512} << 20;

/// Shared by threads.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// How messages call it.
  virtual const std::string& name() const = 0;
  /// Puts the bytes; when this returns others can read them. `hash`: 32 hexadecimal digits.
  virtual std::optional<Error> put(const std::string& hash, std::string_view bytes) = 0;
  /// Missing when they do not exist, and when they are longer than `max_bytes`: then they are not what was put there.
  virtual Result<std::string> get(const std::string& hash, std::size_t max_bytes) = 0;
  /// Fine when they do not exist.
  virtual std::optional<Error> remove(const std::string& hash) = 0;
};

/// How storage that speaks S3 is reached, and in whose name.
struct S3Access {
  std::string endpoint = {};  // `https://host`, `http://host:port/path`; empty: that of AWS for the region
  std::string region = {};    // empty: us-east-1
  std::string access_key = {};
  std::string secret_key = {};
  std::string session_token = {};
  std::string certificates = {};  // file with CA certificates for the endpoint's; empty: those of the system
};

/// What a run on several machines is connected to.
struct QueueLinks {
  std::unique_ptr<TaskQueue> tasks;
  std::unique_ptr<ObjectStore> objects;
};

inline constexpr std::size_t kHashDigits = 32;
/// Names of objects come from messages: hexadecimal digits.
bool is_object_name(std::string_view hash);

/// Whether open_object_store() can know the text: a path, or an address of storage.
bool is_object_place(std::string_view place);

/// `s3://bucket/prefix`: storage that speaks S3, such as AWS, MinIO or Ceph. Another place is a folder that all
/// machines have under the same or another path; files are renamed into their places, so none is ever half there; they
/// are not written through to the disk: a document that is lost in a power failure is missed, and made again.
Result<std::unique_ptr<ObjectStore>> open_object_store(const std::string& place, const S3Access& access);

}  // namespace gongwen::queue
