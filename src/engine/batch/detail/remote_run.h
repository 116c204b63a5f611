// RemoteRun: lets workers on other machines make the documents of a batch. It sends tasks, receives results in any
// order, and records them in the order of the records, with the names that follow from it.
#pragma once

#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/batch_run.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/batch/detail/task_message.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

// BesideObjects: files beside the data of a batch, such as photos, in the object store for workers. A record may use
// any file that its data names, so all existing ones are sent along.

class BesideObjects {
 public:
  explicit BesideObjects(queue::ObjectStore& objects) : objects_(objects) {}

  /// Puts the files that a record names into the store, and their names into the task. If a file is overlooked here,
  /// the worker leaves the record to this machine.
  void add(const Record& record, BatchTask& task);
  /// Whether these are the files that add() has sent.
  bool are_same(const std::string& folder, const std::vector<ManifestFile>& files) const;
  /// Removes all of them from the store.
  void remove();

 private:
  /// The hash of a file; empty if it does not exist or cannot be sent.
  std::string hash_of(const std::string& folder, const std::string& name);

  queue::ObjectStore& objects_;
  std::map<std::string, std::string> hashes_;  // by folder and name
};

/// The additional connections that a run with a queue needs.
struct RemoteParts {
  std::unique_ptr<queue::TaskQueue> tasks;
  std::unique_ptr<queue::ObjectStore> objects;
  DefinitionParts definition;
};

/// Whether other machines can make a batch with these options. Reports: engine/batch-local-option.
bool may_use_queue(const BatchOptions& options, diagnostics::DiagnosticSink& sink);

/// Connects. Reports: engine/queue-failed, engine/objects-failed.
std::optional<RemoteParts> open_remote(const BatchOptions& options, diagnostics::DiagnosticSink& sink);

class RemoteRun {
 public:
  using Files = queue::Result<std::optional<std::vector<FinishedFile>>>;

  /// `next` returns the next record, or nullopt at the end or if the run must end; `ends` tells the two apart. `put`
  /// takes the outcomes of records, in the order of the records.
  struct Feed {
    std::function<std::optional<Record>()> next;
    std::function<void(RecordOutcome)> put;
    std::function<bool()> ends;
  };
  RemoteRun(const BatchContext& context, RemoteParts parts, Feed feed);

  /// Runs to the end, in one thread. Reports what ends it early: engine/queue-failed, engine/objects-failed,
  /// engine/worker-refused.
  void run(diagnostics::DiagnosticSink& sink);

  /// From any thread.
  BatchProgress::Queue progress() const;

 private:
  /// A record that is not recorded yet.
  struct Pending {
    Record record;
    bool is_for_here = false;
    std::optional<MadeRecord> made = {};
    std::future<Files> files = {};  // of `made`, read ahead
    std::uint64_t task = 0;         // 0: not sent, or made here
  };
  /// A task with at least one record that is not recorded.
  struct SentTask {
    std::string text;         // until it is answered
    std::uint64_t first = 0;  // numbers of its first and last records; those between may be of other tasks
    std::uint64_t last = 0;
    std::size_t open = 0;  // records that are not recorded yet
    unsigned refusals = 0;
    bool is_answered = false;
    std::chrono::steady_clock::time_point sent = {};
    std::chrono::minutes patience;  // how long to wait for a worker that does not answer
  };

  bool work(diagnostics::DiagnosticSink& sink);
  std::optional<queue::Error> take_answers();
  void read_records();
  bool has_room() const;
  bool is_turn_of_here() const;
  bool is_for_here(const Record& record) const;
  bool is_full(const Record& next) const;
  void gather(Record record);
  void send();
  std::optional<queue::Error> publish();
  bool take(std::chrono::milliseconds wait, diagnostics::DiagnosticSink& sink);
  bool accept(const queue::Delivery& delivery, diagnostics::DiagnosticSink& sink);
  bool is_awaited(std::uint64_t number) const;
  void note(SentTask& task, const TaskResult& result);
  bool resend(SentTask& task, const TaskResult& result, diagnostics::DiagnosticSink& sink);
  bool put_down(diagnostics::DiagnosticSink& sink);
  void read_ahead();
  bool put_down_first(diagnostics::DiagnosticSink& sink);
  std::optional<RecordOutcome> outcome_of(Pending& first, diagnostics::DiagnosticSink& sink);
  RecordOutcome crashed(const Record& record, const std::string& reason) const;
  void remove(const MadeRecord& made);
  void forget_removed(std::size_t most);
  bool survive(const queue::Error& error, diagnostics::DiagnosticSink& sink);
  void look_around();
  void resend_overdue(bool others_wait);
  void end();

  const BatchContext& context_;
  RemoteParts parts_;
  Feed feed_;
  RecordMaker maker_;
  std::string run_;  // names the queue of its answers
  BesideObjects beside_;
  std::deque<Pending> pending_;  // in the order of the records, without gaps
  std::uint64_t first_ = 1;      // number of the first of them
  std::uint64_t next_read_ = 1;  // number of the first whose files are not read ahead
  std::size_t pending_bytes_ = 0;
  std::vector<std::uint64_t> gathered_;  // numbers of records for the next task
  std::size_t gathered_bytes_ = 0;
  std::map<std::uint64_t, SentTask> tasks_;  // those without an answer, or with records that wait for their turn
  std::deque<std::uint64_t> unsent_;
  std::deque<std::future<void>> removals_;  // at work
  std::uint64_t last_task_ = 0;
  double milliseconds_ = 0;  // per record, as the workers have measured
  bool is_read_ = false;     // there are no more records
  std::chrono::steady_clock::time_point looked_{};
  std::atomic<std::uint64_t> workers_ = 0;
  std::atomic<std::uint64_t> open_tasks_ = 0;
};

}  // namespace gongwen::engine
