// A relay: a process that has the connections to the queue and to the store for another one, which has no network and
// knows no keys, since it reads what strangers wrote. Between the two there are pairs of sockets: one for the queue,
// the others for objects, of which several are read at once.
//   run_relay(settings, std::move(own_ends));               // in the relay, until the other process has ended
//   auto links = relayed_links(std::move(other_ends));      // in the other process
#pragma once

#include "queue/object_store.h"
#include "queue/task_queue.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::queue {

/// What a relay does for the other process. A batch sends tasks and takes its answers; it neither sees the tasks of
/// others nor answers them.
enum class RelayRights : bool { OfBatch, All };

/// What is connected to what.
struct RelaySettings {
  std::string queue;    // address: open_task_queue
  std::string objects;  // place: open_object_store
  S3Access storage = {};
};

/// JSON in one line, with the keys: only for a socket.
std::string write_relay_settings(const RelaySettings& settings);
/// Nothing for what write_relay_settings did not write.
std::optional<RelaySettings> parse_relay_settings(std::string_view text);

/// The sockets of a relay: for the queue, and for as many objects at once as a batch reads ahead.
inline constexpr std::size_t kRelaySockets = 9;

/// Does what is asked for on the sockets until all are closed. Connections are opened when they are needed first; what
/// is wrong with them, and what is not allowed, is the answer to whoever asked. Starts a thread for each socket but the
/// first; sockets for which there are no more threads are closed.
void run_relay(const RelaySettings& settings, std::vector<resources::FileDescriptor> sockets,
               RelayRights rights = RelayRights::OfBatch);

/// The queue and the store of a relay, as if they were of this process. Waits until the relay has its settings. When
/// the relay has ended, calls say Error::Kind::Unusable: there is nothing that could be connected again. Nothing where
/// there is no relay.
std::optional<QueueLinks> relayed_links(std::vector<resources::FileDescriptor> sockets);

}  // namespace gongwen::queue
