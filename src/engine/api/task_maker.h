// TaskMaker: makes the documents of tasks that a batch on another machine has put into a queue (BatchOptions::queue).
// Used by the process of a worker only, so include/gongwen does not declare it.
//   TaskMaker maker(options);
//   const TaskMaker::Answer answer = maker.make({task, 0, folder}, objects, [](const std::string& record) { … });
#pragma once

#include "gongwen/engine.h"
#include "queue/object_store.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

/// The parts of a task that the supervisor of workers needs; it has no engine.
struct TaskSummary {
  std::string run;
  std::uint64_t number = 0;
  std::vector<std::uint64_t> records;
};
/// Returns nullopt if the text is not a task of this version.
std::optional<TaskSummary> summarize_task(std::string_view task);

/// The result of a record that no process could make, in the form of the other results of TaskMaker. `reason` says how
/// the process ended (`signal 11`, `status 1`), or is one of the next two.
std::string crashed_record(std::uint64_t record, const std::string& reason);
std::string late_reason(std::chrono::minutes limit);
std::string workers_reason(std::uint32_t count);
/// Hashes of the objects in the store that these results name.
std::vector<std::string> objects_of_records(const std::vector<std::string>& records);
/// The answer to a task: the results of its records, or `refused` with the reason.
std::string task_answer(const TaskSummary& task, const std::string& worker, const std::string& refused,
                        const std::vector<std::string>& records);

class TaskMaker {
 public:
  explicit TaskMaker(const EngineOptions& options);
  TaskMaker(const TaskMaker&) = delete;
  TaskMaker& operator=(const TaskMaker&) = delete;
  ~TaskMaker();

  enum class Outcome : std::uint8_t {
    Done,
    Refused,   // the task asks for something that this machine does not have
    NoObjects  // the object store fails to store or to return objects
  };
  struct Answer {
    Outcome outcome = Outcome::Done;
    /// The part that differs from the machine that sent the task (`program`, `bundle`, `fonts`, `options`, `kind`,
    /// `task`), or the error of the object store.
    std::string reason = {};
  };
  struct TaskCall {
    std::string_view task;
    std::size_t first = 0;  // index of the first record that is to be made
    std::string folder;     // for files beside the data; the caller removes it after a crash
  };
  /// Makes the documents of the records from `first` on and puts them into the store; calls `say` with the result of
  /// each, as JSON, as soon as it is known.
  Answer make(const TaskCall& call, queue::ObjectStore& objects, const std::function<void(const std::string&)>& say);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
