// RemoteRun: the records of a batch whose documents the workers of other machines make. It sends tasks, takes the
// results in any order, and puts them down in the order of the records, with the names that this order gives.
#pragma once

#include "engine/batch/detail/batch_run.h"
#include "engine/batch/detail/task_message.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// What a run with a queue has besides the batch's own.
struct RemoteParts {
  std::unique_ptr<queue::TaskQueue> tasks;
  std::unique_ptr<queue::ObjectStore> objects;
  DefinitionParts definition;
};

/// Connects, and declares the queues. Reports: engine/queue-failed, engine/objects-failed, engine/batch-local-option.
std::optional<RemoteParts> open_remote(const BatchOptions& options, diagnostics::DiagnosticSink& sink);

class RemoteRun {
 public:
  /// `next` gives the next record, or nothing at the end or when the run is to end; `ends` says the latter.
  struct Feed {
    std::function<std::optional<Record>()> next;
    std::function<bool()> ends;
  };
  RemoteRun(const BatchContext& context, RemoteParts parts, OutcomeLog& log, Feed feed);

  /// To the end, or until it is to end. In one thread. Returns: what went wrong with the queue or the store, if
  /// anything. Reports: engine/queue-failed, engine/objects-failed, engine/worker-refused.
  void run(diagnostics::DiagnosticSink& sink);

  /// From any thread.
  BatchProgress::Queue progress() const;

 private:
  struct Pending {
    Record record;
    std::optional<MadeRecord> made;
    std::uint64_t task = 0;  // 0: made here
  };
  struct SentTask {
    std::string text;
    std::size_t open = 0;  // records that are not put down
    unsigned refusals = 0;
    std::optional<std::uint64_t> ticket;  // of its answer
    std::chrono::steady_clock::time_point sent;
  };

  bool work(diagnostics::DiagnosticSink& sink);
  bool prepare(diagnostics::DiagnosticSink& sink);
  bool name_run(diagnostics::DiagnosticSink& sink);
  std::optional<queue::Error> take_answers();
  bool change_queue(diagnostics::DiagnosticSink& sink);
  void read_records();
  bool is_for_here(const Record& record) const;
  bool has_room() const;
  void send(std::vector<std::size_t> records);
  void add_beside(const Record& record, BatchTask& task);
  std::optional<queue::Error> publish();
  bool take(std::chrono::milliseconds wait, diagnostics::DiagnosticSink& sink);
  bool accept(const queue::Delivery& delivery, diagnostics::DiagnosticSink& sink);
  bool resend(SentTask& task, const TaskResult& result, diagnostics::DiagnosticSink& sink);
  bool put_down_first(diagnostics::DiagnosticSink& sink);
  std::optional<RecordOutcome> outcome_of(Pending& first, diagnostics::DiagnosticSink& sink);
  std::optional<std::vector<FinishedFile>> fetch(const MadeRecord& made, std::optional<queue::Error>& error);
  void finish_record(std::uint64_t task);
  bool survive(const queue::Error& error, diagnostics::DiagnosticSink& sink);
  void look_around();
  void end();

  const BatchContext& context_;
  RemoteParts parts_;
  OutcomeLog& log_;
  Feed feed_;
  RecordMaker maker_;
  std::string run_;
  std::string results_;
  std::vector<std::string> former_results_;
  std::deque<Pending> pending_;  // in the order of the records, without gaps
  std::uint64_t first_ = 1;      // number of the first of them
  std::size_t pending_bytes_ = 0;
  std::map<std::uint64_t, SentTask> tasks_;  // those without an answer, or with records that wait for their turn
  std::deque<std::uint64_t> unsent_;
  std::uint64_t last_task_ = 0;
  double milliseconds_ = 0;                                   // of a record, as the workers have measured
  bool is_read_ = false;                                      // there are no more records
  std::map<std::string, std::optional<std::string>> beside_;  // hashes of files beside the data, by path
  std::chrono::steady_clock::time_point looked_{};
  std::atomic<std::uint64_t> workers_ = 0;
  std::atomic<std::uint64_t> open_tasks_ = 0;
};

}  // namespace gongwen::engine
