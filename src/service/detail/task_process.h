// TaskProcess: the process with the engine as the worker of a queue uses it: it does one task at a time and is replaced
// by a new process after it ends.
#pragma once

#include "engine/api/task_maker.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"
#include "resources/file_tree.h"
#include "resources/message_channel.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace gongwen::service {

// The object store for a process that makes documents: the worker has the store, and carries out what the process
// requests over its channel. The process works on data of strangers, so it gets neither the network, nor the keys of
// the storage, nor a folder that other machines read.
//
// Exchange: the worker sends an order and a task; the process sends any number of requests to the store (`put` with the
// bytes in the next message, or `get`, which is answered) and records, and finally a message of write_end.

/// Used within the process. put() returns once the bytes have been handed over, so that the next page is made
/// meanwhile; the worker accepts no record whose files it could not store.
class ChannelObjects final : public queue::ObjectStore {
 public:
  /// The channel must outlive it.
  explicit ChannelObjects(resources::MessageChannel& channel) : channel_(channel) {}

  const std::string& name() const override { return name_; }
  /// Returns an error only if the bytes are too long or the worker is gone; only the worker knows whether they were
  /// stored.
  std::optional<queue::Error> put(const std::string& hash, std::string_view bytes) override;
  /// Waits for the worker's answer. Returns Missing, or Refused with the worker's reason.
  queue::Result<std::string> get(const std::string& hash, std::size_t max_bytes) override;
  /// Always Refused: the batch that collects documents removes them.
  std::optional<queue::Error> remove(const std::string& hash) override;

 private:
  resources::MessageChannel& channel_;
  std::string name_ = "worker";
};

/// The result of handling a message of the process.
struct ObjectsServed {
  bool is_request = false;  // if false, it is another message
  bool has_ended = false;   // the channel is broken
  std::string put = {};     // hash of the object that was put
  /// The error of the store, unless the process is told of it. Set if a put failed, since the process does not wait for
  /// an answer to it. Errors of a get are sent to the process instead.
  std::optional<queue::Error> error = std::nullopt;
};
/// Used within the worker: carries out the request of a message. Leaves a message that is not a request to the caller,
/// without reading more from the channel.
ObjectsServed serve_objects(std::string_view message, resources::MessageChannel& channel, queue::ObjectStore& objects,
                            const resources::Deadline& deadline);

/// The first message of a task; the task itself is the second one.
struct TaskOrder {
  std::size_t first = 0;  // index of the first record to make
  /// Empty if the process has no folder. It lies in the process's own folder, which is removed with it.
  std::string folder;  // for files beside the data
};
std::string write_order(const TaskOrder& order);
/// Returns nullopt if the bytes are not a valid message; the process then ends, since it cannot know what follows.
std::optional<TaskOrder> parse_order(std::string_view message);

/// Returns the last message; the records come before it, as TaskMaker writes them.
std::string write_end(const TaskMaker::Answer& answer);
std::optional<TaskMaker::Answer> parse_end(std::string_view message);

/// The result of a task.
struct TaskOutcome {
  /// The answer of TaskMaker; records are in the order of the task.
  TaskMaker::Answer answer;
  std::vector<std::string> records;
  /// Records whose process crashed repeatedly or did not finish in time, each with the last reason.
  std::vector<std::string> crashes;
  /// Objects in the store that no record names, since the process crashed before it sent the record.
  std::set<std::string> unclaimed;
  /// False if no process could be started; the state of the task is unknown then.
  bool has_process = true;
};

/// Used by one thread. A process that has finished a task stays, with its fonts and bundles loaded, for the next one.
class TaskProcess {
 public:
  /// Each process gets a folder in `temporary`. `objects` must outlive this.
  TaskProcess(std::string program, std::vector<std::string> arguments, std::string temporary,
              queue::ObjectStore& objects)
      : program_(std::move(program)),
        arguments_(std::move(arguments)),
        temporary_(std::move(temporary)),
        objects_(objects) {}
  TaskProcess(const TaskProcess&) = delete;
  TaskProcess& operator=(const TaskProcess&) = delete;
  ~TaskProcess() { end(); }

  /// Blocks until the task is done. `summary` names the records of the task. Afterwards there
  /// is one record for each, unless the answer says that the store failed, or has_process is
  /// false.
  TaskOutcome make(const std::string& task, const TaskSummary& summary);

 private:
  bool start();
  /// Kills the process if it is running, and waits for it. Returns in words how it ended.
  std::string end();
  bool ask(const std::string& task, std::size_t first);
  /// Receives records and requests to the store until the end. Returns false if the process has ended or takes too
  /// long.
  bool listen(TaskOutcome& outcome, bool& too_late);

  std::string program_;
  std::vector<std::string> arguments_;
  std::string temporary_;
  queue::ObjectStore& objects_;
  std::optional<resources::TemporaryFolder> folder_;  // folder of the process, removed with it
  std::unique_ptr<resources::MessageChannel> channel_;
  pid_t process_ = -1;
};

}  // namespace gongwen::service
