// ObjectStore: bytes that are too large for messages, where several machines reach them: under the hash of the bytes,
// so that putting the same ones twice does no harm, and what is read can be checked.
#pragma once

#include "queue/task_queue.h"

#include <chrono>
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

// ObjectFolder: objects below a prefix of storage that speaks S3, by their names, as files in a folder. An object
// is there whole or not at all.
//   auto folder = queue::open_object_folder("s3://bucket/prefix", access);
//   (*folder)->put({"letter.pdf", bytes, "application/pdf", hash});

/// Longer objects would have to be put in parts.
inline constexpr std::size_t kMaxPutBytes = std::size_t{5} << 30;
/// A key has 1024 bytes; this is left for the prefix beside the names of documents.
inline constexpr std::size_t kMaxFolderPrefix = 750;

struct NewObject {
  std::string name;
  std::string_view bytes;
  std::string_view type;  // `application/pdf`
  std::string hash = {};  // of the bytes, which the object carries; empty: none
};

/// What the storage says of an object.
struct StoredObject {
  std::size_t size = 0;
  std::string hash = {};                         // that it was put with; empty: somebody else has put it
  std::string version = {};                      // another one with each time that it is put; empty: unknown
  std::optional<std::chrono::seconds> age = {};  // since then
  std::string bytes = {};                        // when they were asked for
};

/// Who is to wait for an answer, and how long: half a minute, or some seconds.
enum class Patience : bool { Long, Short };

/// Shared by threads. What is asked for and does not exist is Missing.
class ObjectFolder {
 public:
  virtual ~ObjectFolder() = default;

  /// How messages call it.
  virtual const std::string& name() const = 0;
  /// In place of one that has the name.
  virtual std::optional<Error> put(const NewObject& object) = 0;
  /// Only in place of this version; an empty one: only if there is none. Returns: false when it is otherwise. Storage
  /// that does not know such conditions puts it anyway. Tried again for some seconds only.
  virtual Result<bool> put_if(const NewObject& object, const std::string& version) = 0;
  virtual Result<StoredObject> look_at(const std::string& name) = 0;
  /// Missing when it is longer than `max_bytes`.
  virtual Result<StoredObject> get(const std::string& name, std::size_t max_bytes, Patience patience) = 0;
  /// A part of its bytes, which must be there.
  virtual Result<std::string> read(const std::string& name, std::size_t offset, std::size_t length) = 0;
  /// Fine when it does not exist.
  virtual std::optional<Error> remove(const std::string& name) = 0;
};

/// Whether a place is in storage: `s3://…`, right or wrong.
bool is_storage_place(std::string_view place);
/// Whether open_object_folder() can know the text.
bool is_folder_place(std::string_view place);

/// Asks nothing yet. Unusable without an address or keys that are understood.
Result<std::unique_ptr<ObjectFolder>> open_object_folder(const std::string& place, const S3Access& access);

}  // namespace gongwen::queue
