// What a relay and its process say to each other: a request of JSON, the messages that belong to it, an answer of JSON,
// and those that belong to this one. Both are the same program.
#pragma once

#include "base/json.h"
#include "queue/task_queue.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::queue {

/// The functions of TaskQueue and ObjectStore.
enum class RelayCall : std::uint8_t {
  Declare,
  Remove,
  Publish,  // followed by the messages
  TakeFrom,
  Take,  // a message follows the answer, if there is one
  Acknowledge,
  GiveBack,
  Watch,
  Restore,
  PutObject,  // followed by the bytes
  GetObject,  // they follow the answer
  RemoveObject,
  Close,
};
inline constexpr std::size_t kRelayCalls = 13;

// Members of requests and answers.
inline constexpr std::string_view kRelayCall = "call";
inline constexpr std::string_view kRelayQueue = "queue";
inline constexpr std::string_view kRelayQueues = "queues";
inline constexpr std::string_view kRelayCount = "count";
inline constexpr std::string_view kRelayTicket = "ticket";
inline constexpr std::string_view kRelayMilliseconds = "milliseconds";
inline constexpr std::string_view kRelayFound = "found";
inline constexpr std::string_view kRelayRedeliveries = "redeliveries";
inline constexpr std::string_view kRelayWaiting = "waiting";
inline constexpr std::string_view kRelayTakers = "takers";
inline constexpr std::string_view kRelaySafe = "safe";  // `110`: of each message
inline constexpr std::string_view kRelayHash = "hash";
inline constexpr std::string_view kRelayObjects = "objects";

/// A request or an answer is never longer: messages and objects are apart.
inline constexpr std::size_t kMaxRelayHead = std::size_t{1} << 20;

base::Json relay_request(RelayCall call);
std::optional<RelayCall> relay_call(const base::JsonView& request);

/// An answer that says what went wrong, and the same back; nothing for another answer.
base::Json relay_error(const Error& error);
std::optional<Error> relayed_error(const base::JsonView& answer);

}  // namespace gongwen::queue
