// TaskMaker: the documents of tasks that a batch on another machine has put into a queue (BatchOptions::queue). For the
// process of a worker; include/gongwen has no part of it.
//   TaskMaker maker(options);
//   const std::string refusal = maker.make(task, 0, objects, [](const std::string& record) { … });
#pragma once

#include "gongwen/engine.h"
#include "queue/object_store.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

/// What a process without an engine must know of a task.
struct TaskSummary {
  std::string run;
  std::uint64_t number = 0;
  std::vector<std::uint64_t> records;
};
/// Nothing for a text that is not a task of this version.
std::optional<TaskSummary> summarize_task(std::string_view task);

/// The result of a record that its worker did not survive, in the form of the other results of TaskMaker.
std::string crashed_record(std::uint64_t record, const std::string& reason);
/// The answer to a task: what was said of its records, or why there is nothing.
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
    Refused,   // what the task asks for is not what this machine has
    NoObjects  // the object store does not take or give what it should
  };
  struct Answer {
    Outcome outcome = Outcome::Done;
    /// What differs from the machine that sent the task: `program`, `bundle`, `fonts`, `options`, `kind`, `task`; or
    /// what is wrong with the object store.
    std::string reason = {};
  };
  /// Makes the documents of the task's records from the one at index `first` on, and puts them into the store; `say`
  /// gets the result of each as soon as it is known, as JSON.
  Answer make(std::string_view task, std::size_t first, queue::ObjectStore& objects,
              const std::function<void(const std::string&)>& say);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
