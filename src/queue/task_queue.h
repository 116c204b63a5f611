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
    Lost,      // the connection: it can be restored
    Refused,   // rights, or a queue that was declared in another way
    Missing,   // the queue does not exist
    Unusable,  // the address, or the library
  };
  Kind kind = Kind::Unusable;
  std::string reason = {};  // in the words of the broker; no passwords
};

template <typename T>
using Result = base::Expected<T, Error>;

/// Queue of the tasks of all batches, for all workers.
inline constexpr std::string_view kTasks = "gongwen.tasks";
/// Tasks whose workers crashed repeatedly, with their whole text, for a week.
inline constexpr std::string_view kDeadTasks = "gongwen.dead";
/// Queue of the answers to one run: `gongwen.results.01hx…`. The broker removes it when the connection of the batch
/// ends; workers then skip the tasks of the run.
std::string results_of(std::string_view run);

/// How often a task is given to another worker after one has died with it. Workers survive the tasks they make, so a
/// death means that a machine has failed, which can hit any task a few times.
inline constexpr std::uint32_t kMaxRedeliveries = 20;
/// Capacity of the queue of tasks; publish() reports messages beyond it.
inline constexpr std::uint64_t kMaxTasks = 100'000;
/// The longest message, in bytes; larger things go into an ObjectStore.
inline constexpr std::size_t kMaxMessage = std::size_t{16} << 20;

struct Delivery {
  std::string body;
  std::uint64_t ticket = 0;        // for acknowledge() and give_back()
  std::uint32_t redeliveries = 0;  // how often it was given to somebody before, who died or gave it back
};

struct QueueState {
  std::uint64_t waiting = 0;  // messages that nobody has
  std::uint64_t takers = 0;   // who takes from it now
};

class AmqpLink;

/// For one thread, which must call take() every few seconds: librabbitmq has no thread that sends heartbeats, and a
/// broker gives the deliveries of a silent connection to others.
class TaskQueue {
 public:
  /// Connects to `amqp://user@host/name` or `amqps://…`; hosts of a cluster are separated by commas. With
  /// `?cacert=FILE` the broker's certificate is checked against this file instead of those of the system.
  static Result<std::unique_ptr<TaskQueue>> open(const std::string& address);
  explicit TaskQueue(const std::string& address);
  TaskQueue(const TaskQueue&) = delete;
  TaskQueue& operator=(const TaskQueue&) = delete;
  ~TaskQueue();

  /// The address for messages, without passwords.
  const std::string& name() const;

  /// Creates a queue unless it exists. Refused if it exists with other arguments.
  std::optional<Error> declare(std::string_view queue);
  /// publish() no longer finds the queue; what is in it can still be taken.
  std::optional<Error> close(std::string_view queue);
  /// Publishes messages; returns when the broker has confirmed them, with true for each that is safe. Others found the
  /// queue full. Missing if the queue does not exist or is closed.
  Result<std::vector<bool>> publish(std::string_view queue, std::span<const std::string> bodies);
  /// Chooses the queue that take() takes from, with up to `ahead` unacknowledged messages. Empty: none; take() then
  /// returns only what is already on its way.
  std::optional<Error> take_from(std::string_view queue, std::uint16_t ahead);
  /// The next message; nullopt if none comes within the time.
  Result<std::optional<Delivery>> take(std::chrono::milliseconds time);
  /// The message is done. Tickets from before restore() are ignored: their messages come again.
  std::optional<Error> acknowledge(std::uint64_t ticket);
  /// Returns the message to the queue, for another worker.
  std::optional<Error> give_back(std::uint64_t ticket);
  /// The state of a queue; Missing if it does not exist.
  Result<QueueState> watch(std::string_view queue);

  /// Connects again after Lost and declares the common queues; it takes from none then. Unacknowledged messages come
  /// again.
  std::optional<Error> restore();

 private:
  std::optional<Error> closed() const;
  std::optional<Error> asked();
  int send(std::string_view queue, const std::string& body);
  struct Confirmations;
  Result<bool> read_confirmation(Confirmations& confirmations);
  std::optional<std::uint64_t> tag_of(std::uint64_t ticket) const;

  // One connection takes, the other one publishes and asks: confirmations come at any time, between deliveries.
  std::unique_ptr<AmqpLink> taker_;
  std::unique_ptr<AmqpLink> asker_;
  std::string consumer_;           // its tag; empty: takes from nowhere
  std::uint64_t connections_ = 0;  // tickets of former ones are void
  std::uint64_t published_ = 0;    // since the channel was opened
};

/// Whether TaskQueue::open() can know the text.
bool is_queue_address(std::string_view text);

}  // namespace gongwen::queue
