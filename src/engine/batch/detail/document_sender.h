// DocumentSender: writes documents into an output that is far away, several at a time, as ObjectReader reads them. What
// waits for that is bounded.
#pragma once

#include "engine/batch/detail/batch_output.h"
#include "engine/batch/detail/record_maker.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gongwen::engine {

class DocumentSender {
 public:
  /// `done` takes each outcome, from any thread and in any order, with what went wrong. `gives_up` says whether what
  /// has not been started is to be given up. The output outlives it.
  struct Calls {
    std::function<void(RecordOutcome, diagnostics::DiagnosticSink&)> done;
    std::function<bool()> gives_up;
  };
  DocumentSender(BatchOutput& output, Calls calls) : output_(output), calls_(std::move(calls)) {}
  DocumentSender(const DocumentSender&) = delete;
  DocumentSender& operator=(const DocumentSender&) = delete;
  ~DocumentSender() { finish(); }

  /// Writes the documents of an outcome, at some time. Waits for room.
  void send(RecordOutcome outcome);
  /// Waits until all are written. Nothing comes after this.
  void finish();

 private:
  void work();
  void write(RecordOutcome outcome);

  BatchOutput& output_;
  Calls calls_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<RecordOutcome> waiting_;
  std::size_t count_ = 0;    // that wait or are being written
  std::uint64_t bytes_ = 0;  // of these
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongwen::engine
