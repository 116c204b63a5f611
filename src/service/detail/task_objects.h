// The object store of a process that makes documents: the worker has it, and does there what the process asks for over
// its channel. The process draws what strangers wrote, so it gets neither the network nor the keys of the storage, nor
// the right to write into a folder that other machines read.
#pragma once

#include "queue/object_store.h"
#include "resources/message_channel.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Within the process. What is put is on its way when put() returns: the process makes the next page meanwhile, and the
/// worker takes no record whose files it could not put.
class ChannelObjects final : public queue::ObjectStore {
 public:
  /// The channel outlives it.
  explicit ChannelObjects(resources::MessageChannel& channel) : channel_(channel) {}

  const std::string& name() const override { return name_; }
  std::optional<queue::Error> put(const std::string& hash, std::string_view bytes) override;
  queue::Result<std::string> get(const std::string& hash, std::size_t max_bytes) override;
  /// Refused: documents are removed by those who take them.
  std::optional<queue::Error> remove(const std::string& hash) override;

 private:
  resources::MessageChannel& channel_;
  std::string name_ = "worker";
};

/// What came of a message of the process.
struct ObjectsServed {
  bool is_request = false;  // otherwise the message is something else
  bool has_ended = false;   // the channel is of no more use
  std::string put = {};     // what was put there
  /// What is wrong with the store, if something is that the process does not hear of.
  std::optional<queue::Error> error = std::nullopt;
};
/// Within the worker: does what the message asks for.
ObjectsServed serve_objects(std::string_view message, resources::MessageChannel& channel, queue::ObjectStore& objects,
                            const resources::Deadline& deadline);

}  // namespace gongwen::service
