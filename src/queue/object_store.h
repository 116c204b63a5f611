// ObjectStore: bytes that are too large for messages, where several machines reach them: under the hash of the bytes,
// so that putting the same ones twice does no harm, and what is read can be checked.
#pragma once

#include "queue/task_queue.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::queue {

/// Shared by threads.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// How messages call it.
  virtual const std::string& name() const = 0;
  /// Puts the bytes; when this returns others can read them. `hash`: 32 hexadecimal digits.
  virtual std::optional<Error> put(const std::string& hash, std::string_view bytes) = 0;
  /// Missing when they do not exist.
  virtual Result<std::string> get(const std::string& hash) = 0;
  /// Fine when they do not exist.
  virtual std::optional<Error> remove(const std::string& hash) = 0;
};

/// A folder that all machines have under the same or another path. Files are renamed into their places, so none is
/// ever half there; they are not written through to the disk: a document that is lost in a power failure is missed, and
/// made again.
Result<std::unique_ptr<ObjectStore>> open_object_store(const std::string& place);

}  // namespace gongwen::queue
