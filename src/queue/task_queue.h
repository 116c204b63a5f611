// TaskQueue: messages between a batch and the workers of other machines, through a RabbitMQ broker. A message is never
// lost once publish() has returned, but it may come twice: consumers must be idempotent.
//   auto queue = queue::TaskQueue::open("amqp://gongwen@broker/documents");
//   if (!queue) report(queue.error());
//   (*queue)->publish(queue::kTasks, {task});
#pragma once

#include "base/expected.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::queue {

struct Error {
  enum class Kind : std::uint8_t {
    Lost,      // the connection was lost; it can be restored
    Refused,   // rights are missing, or a queue was declared with other arguments
    Missing,   // the queue does not exist
    Unusable,  // the address or the library cannot be used
  };
  Kind kind = Kind::Unusable;
  std::string reason = {};  // in the words of the broker; no passwords
};

template <typename T>
using Result = base::Expected<T, Error>;

/// Queue of the tasks of all batches, for all workers.
inline constexpr std::string_view kTasks = "gongwen.tasks";
/// Queue of tasks whose workers crashed repeatedly, with their whole text, for a week.
inline constexpr std::string_view kDeadTasks = "gongwen.dead";
/// Returns the name of the queue for the answers to one run: `gongwen.results.01hx…`. The broker removes it when the
/// connection of the batch ends; workers then skip the tasks of the run.
std::string results_of(std::string_view run);

/// How often a task is given to another worker after one has died with it. Workers survive crashes of the processes
/// that make documents, so a dead worker means that a machine has failed, which can hit any task a few times.
inline constexpr std::uint32_t kMaxRedeliveries = 20;
/// Capacity of the queue of tasks; publish() reports messages beyond it.
inline constexpr std::uint64_t kMaxTasks = 100'000;
/// The longest message, in bytes; larger things go into an ObjectStore.
inline constexpr std::size_t kMaxMessage = std::size_t{16} << 20;

struct Delivery {
  std::string body;
  std::uint64_t ticket = 0;        // for acknowledge() and give_back()
  std::uint32_t redeliveries = 0;  // how often another consumer had it before, which died or gave it back
};

struct QueueState {
  std::uint64_t waiting = 0;  // messages that are not delivered
  std::uint64_t takers = 0;   // number of present consumers
};

class AmqpLink;

/// For use by one thread, which must call take() every few seconds: librabbitmq has no thread that sends heartbeats,
/// and a broker gives the deliveries of a silent connection to others.
class TaskQueue {
 public:
  /// Connects to `amqp://user@host/name` or `amqps://…`; hosts of a cluster are separated by commas. With
  /// `?cacert=FILE` the broker's certificate is checked against this file instead of those of the system.
  static Result<std::unique_ptr<TaskQueue>> open(const std::string& address);
  explicit TaskQueue(const std::string& address);
  TaskQueue(const TaskQueue&) = delete;
  TaskQueue& operator=(const TaskQueue&) = delete;
  ~TaskQueue();

  /// Returns the address for messages, without passwords.
  const std::string& name() const;

  /// Creates a queue unless it exists. Refused if it exists with other arguments.
  std::optional<Error> declare(std::string_view queue);
  /// After this, publish() no longer finds the queue; messages in it can still be taken.
  std::optional<Error> close(std::string_view queue);
  /// Publishes messages; returns when the broker has confirmed them, with true for each message that is safe and false
  /// if the queue was full. Missing if the queue does not exist or is closed.
  Result<std::vector<bool>> publish(std::string_view queue, std::span<const std::string> bodies);
  /// Chooses the queue from which take() takes, with up to `ahead` unacknowledged messages. With an empty name, take()
  /// returns only messages that are already on their way.
  std::optional<Error> take_from(std::string_view queue, std::uint16_t ahead);
  /// Returns the next message; nullopt if none comes within the time.
  Result<std::optional<Delivery>> take(std::chrono::milliseconds time);
  /// Tells the broker that the message is done. Tickets from before restore() are ignored: their messages come again.
  std::optional<Error> acknowledge(std::uint64_t ticket);
  /// Returns the message to the queue, for another worker.
  std::optional<Error> give_back(std::uint64_t ticket);
  /// Returns the state of a queue; Missing if it does not exist.
  Result<QueueState> watch(std::string_view queue);

  /// Connects again after Lost and declares the common queues; afterwards no queue is chosen for take(). Unacknowledged
  /// messages come again.
  std::optional<Error> restore();

 private:
  std::optional<Error> closed() const;
  std::optional<Error> asked();
  int send(std::string_view queue, const std::string& body);
  struct Confirmations;
  Result<bool> read_confirmation(Confirmations& confirmations);
  std::optional<std::uint64_t> tag_of(std::uint64_t ticket) const;

  // One connection takes, the other one publishes and asks, since confirmations may come between deliveries.
  std::unique_ptr<AmqpLink> taker_;
  std::unique_ptr<AmqpLink> asker_;
  std::string consumer_;           // its tag; empty: not subscribed to a queue
  std::uint64_t connections_ = 0;  // number of connections so far; tickets of former ones are void
  std::uint64_t published_ = 0;    // since the channel was opened
};

/// Returns whether TaskQueue::open() accepts the text as an address.
bool is_queue_address(std::string_view text);

}  // namespace gongwen::queue
