// TaskProcess: the process with the engine as the worker of a queue uses it: one task at a time, and a new process if
// one has ended.
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

// The object store of a process that makes documents: the worker has the store, and does what the process asks for over
// its channel. The process draws data of strangers, so it gets neither the network, nor the keys of the storage, nor a
// folder that other machines read.
//
// Exchange: the worker sends an order and a task; the process sends any number of requests to the store (`put` with the
// bytes in the next message, or `get`, which is answered) and records, and in the end a message of write_end.

/// Within the process. put() returns when the bytes are on their way, so that the next page is made meanwhile; the
/// worker accepts no record whose files it could not store.
class ChannelObjects final : public queue::ObjectStore {
 public:
  /// The channel must outlive it.
  explicit ChannelObjects(resources::MessageChannel& channel) : channel_(channel) {}

  const std::string& name() const override { return name_; }
  /// Returns an error only if the bytes are too long or the worker is gone: whether they were stored is known to the
  /// worker alone.
  std::optional<queue::Error> put(const std::string& hash, std::string_view bytes) override;
  /// Waits for the worker's answer. Missing, or Refused with the worker's reason.
  queue::Result<std::string> get(const std::string& hash, std::size_t max_bytes) override;
  /// Refused: documents are removed by the batch that takes them.
  std::optional<queue::Error> remove(const std::string& hash) override;

 private:
  resources::MessageChannel& channel_;
  std::string name_ = "worker";
};

/// The result of a message of the process.
struct ObjectsServed {
  bool is_request = false;  // otherwise the message is something else
  bool has_ended = false;   // the channel is of no more use
  std::string put = {};     // what was put there
  /// The fault of the store, if the process is not told of it.
  /// If a put failed: the process does not wait for an answer to it. Errors of a get go to the process instead.
  std::optional<queue::Error> error = std::nullopt;
};
/// Within the worker: does what a message asks for.
/// A message that is no request is returned as such, and nothing else is read from the channel.
ObjectsServed serve_objects(std::string_view message, resources::MessageChannel& channel, queue::ObjectStore& objects,
                            const resources::Deadline& deadline);

/// The first message of a task; the task itself is the second one.
struct TaskOrder {
  std::size_t first = 0;  // index of the first record that is to be made
  /// Empty if the process has no folder. It lies in the process's own folder, which is removed with it.
  std::string folder;  // for files beside the data
};
std::string write_order(const TaskOrder& order);
/// nullopt if the bytes are no message; the process then ends, since it cannot know what follows.
std::optional<TaskOrder> parse_order(std::string_view message);

/// The last message; before it come the records, as TaskMaker writes them.
std::string write_end(const TaskMaker::Answer& answer);
std::optional<TaskMaker::Answer> parse_end(std::string_view message);

/// The result of a task.
struct TaskOutcome {
  /// The answer of TaskMaker; records are in the order of the task.
  TaskMaker::Answer answer;
  std::vector<std::string> records;
  /// Records whose process crashed repeatedly or did not finish in time, each with the last reason.
  std::vector<std::string> crashes;
  /// Objects in the store that no record names, since the process crashed first.
  std::set<std::string> unclaimed;
  /// False if no process could be started; nothing is known of the task then.
  bool has_process = true;
};

/// Used by one thread. A process that has done a task stays, with its fonts and bundles loaded, for the next one.
class TaskProcess {
 public:
  /// In `temporary`, each process gets a folder of its own. `objects` must outlive this.
  TaskProcess(std::string program, std::vector<std::string> arguments, std::string temporary,
              queue::ObjectStore& objects)
      : program_(std::move(program)),
        arguments_(std::move(arguments)),
        temporary_(std::move(temporary)),
        objects_(objects) {}
  TaskProcess(const TaskProcess&) = delete;
  TaskProcess& operator=(const TaskProcess&) = delete;
  ~TaskProcess() { end(); }

  /// Blocks until the task is done.
  /// `summary` names the records of the task. Afterwards there are as many records as it has, unless the answer says
  /// that the store failed, or has_process is false.
  TaskOutcome make(const std::string& task, const TaskSummary& summary);

 private:
  bool start();
  /// Kills the process if there is one, and waits for it. Returns in words how it ended.
  std::string end();
  bool ask(const std::string& task, std::size_t first);
  /// Takes records and requests to the store until the end. Returns false if the process has ended or takes too long.
  bool listen(TaskOutcome& outcome, bool& too_late);

  std::string program_;
  std::vector<std::string> arguments_;
  std::string temporary_;
  queue::ObjectStore& objects_;
  std::optional<resources::TemporaryFolder> folder_;  // of the process: gone with it
  std::unique_ptr<resources::MessageChannel> channel_;
  pid_t process_ = -1;
};

}  // namespace gongwen::service
