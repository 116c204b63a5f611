// TaskProcess: a process with the engine, as the worker of a queue sees it: one task at a time, and a new process where
// one has ended.
#pragma once

#include "engine/api/task_maker.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"
#include "resources/file_tree.h"
#include "resources/message_channel.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

namespace gongwen::service {

/// What is asked first. The task is the next message.
struct TaskOrder {
  std::size_t first = 0;  // index of the first record that is to be made
  std::string folder;     // for files beside the data
};
std::string write_order(const TaskOrder& order);
std::optional<TaskOrder> parse_order(std::string_view message);

/// What is answered last; before it come the records, as TaskMaker says them.
std::string write_end(const TaskMaker::Answer& answer);
std::optional<TaskMaker::Answer> parse_end(std::string_view message);

/// The result of a task.
struct TaskOutcome {
  /// Of TaskMaker; the records are in the order of the task.
  TaskMaker::Answer answer;
  std::vector<std::string> records;
  /// Records whose process died or did not end again and again, each with its last reason.
  std::vector<std::string> crashes;
  /// What is in the store and no record names: its process died first.
  std::set<std::string> unclaimed;
  /// False: none could be started, and nothing is known of the task.
  bool has_process = true;
};

class TaskProcess {
 public:
  /// `temporary`: a folder in which each process has its own. `objects` outlives this.
  TaskProcess(std::string program, std::vector<std::string> arguments, std::string temporary,
              queue::ObjectStore& objects)
      : program_(std::move(program)),
        arguments_(std::move(arguments)),
        temporary_(std::move(temporary)),
        objects_(objects) {}
  TaskProcess(const TaskProcess&) = delete;
  TaskProcess& operator=(const TaskProcess&) = delete;
  ~TaskProcess() { end(); }

  /// Waits until the task is done.
  TaskOutcome make(const std::string& task, const TaskSummary& summary);

 private:
  bool start();
  std::string end();
  bool ask(const std::string& task, std::size_t first);
  /// Records and the end, as they come, and what they ask of the store. Returns: false when the process has ended, or
  /// takes too long.
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
