// TaskQueue: messages from one process to others, through a broker or a database that several machines reach. Nothing
// is lost and nothing is forgotten, but a message may come twice: whoever takes one must not mind.
//   auto queue = queue::open_task_queue("amqp://gongwen@broker/documents");
//   if (!queue) report(queue.error());
//   (*queue)->declare(queue::kTasks);
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

// Queues have names. Tasks whose workers died again and again are dead, with their whole text, for a week. Each run has
// a queue for its results, which its tasks name.

inline constexpr std::string_view kTasks = "gongwen.tasks";
inline constexpr std::string_view kDeadTasks = "gongwen.dead";

/// `gongwen.results.01hx…`
std::string results_of(std::string_view run);

/// So many times a task is given to another worker after one died with it; then it is dead. Workers survive the tasks
/// that they are given, so this says that machines fail, and any task may be met by that a few times.
inline constexpr std::uint32_t kMaxRedeliveries = 20;
/// What a queue of tasks holds: when there are more, publish() says so.
inline constexpr std::uint64_t kMaxTasks = 100'000;
/// Results of a run that nobody has taken for so long are gone.
inline constexpr std::chrono::hours kResultsLive{7 * 24};
/// Messages are never longer; whatever is larger goes into an ObjectStore.
inline constexpr std::size_t kMaxMessage = std::size_t{16} << 20;

struct Delivery {
  std::string body;
  std::string queue;               // that it came from
  std::uint64_t ticket = 0;        // for acknowledge() and give_back()
  std::uint32_t redeliveries = 0;  // how often it was given to somebody before, who died or gave it back
};

struct QueueState {
  std::uint64_t waiting = 0;  // messages that nobody has
  std::uint64_t takers = 0;   // who takes from it now
};

/// For one thread, which must call take() at least every few seconds as long as it has deliveries: a broker gives those
/// of a silent connection to somebody else.
class TaskQueue {
 public:
  virtual ~TaskQueue() = default;

  /// How messages call it: the address without passwords.
  virtual const std::string& name() const = 0;

  /// Makes a queue unless it is there. Refused where it is there and holds its messages in another way.
  virtual std::optional<Error> declare(std::string_view queue) = 0;
  /// From now on publish() does not find the queue of a run, while what is in it can still be taken: whoever publishes
  /// keeps what is for nobody, and nothing is removed that nobody has seen. Returns: how many messages nobody has.
  /// Missing where the queue does not exist. declare() opens it again.
  virtual Result<std::uint64_t> close(std::string_view queue) = 0;
  /// Removes the queue of a run; the tasks of a run without one are for nobody.
  virtual std::optional<Error> remove(std::string_view queue) = 0;
  /// Returns when the messages are safe: which of them are; the others found the queue full. Missing where the queue
  /// does not exist, or is closed.
  virtual Result<std::vector<bool>> publish(std::string_view queue, std::span<const std::string> bodies) = 0;
  /// From where take() takes; max `ahead` messages that are not acknowledged. From nowhere: take() gives
  /// only what is on its way.
  virtual std::optional<Error> take_from(std::span<const std::string> queues, std::uint16_t ahead) = 0;
  /// The next message; nothing when none has come within the time.
  virtual Result<std::optional<Delivery>> take(std::chrono::milliseconds time) = 0;
  /// The message is done with. Tickets from before restore() are ignored: their messages come again.
  virtual std::optional<Error> acknowledge(std::uint64_t ticket) = 0;
  /// Somebody else shall have the message.
  virtual std::optional<Error> give_back(std::uint64_t ticket) = 0;
  /// Missing where the queue does not exist.
  virtual Result<QueueState> watch(std::string_view queue) = 0;

  /// Connects again after Lost, and takes from the same queues. Whatever was not acknowledged comes again.
  virtual std::optional<Error> restore() = 0;
};

/// `amqp://user@host/name`, `amqps://…` (RabbitMQ; hosts of a cluster are separated by commas),
/// `postgresql://user@host/name` (PostgreSQL). With `?cacert=FILE`
/// certificates of a broker are checked against that file, not against those of the system.
Result<std::unique_ptr<TaskQueue>> open_task_queue(const std::string& address);

/// Those that everybody needs, unless they are there.
std::optional<Error> declare_task_queues(TaskQueue& queue);

/// Whether the text is an address that open_task_queue() knows.
bool is_queue_address(std::string_view text);

}  // namespace gongwen::queue
