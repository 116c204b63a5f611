// RecordsApi: the store of facts for programs, under /api/v1/records. Forms, values and differences are the same as on
// the office's pages; the worker that has the store saves a record.
#pragma once

#include "gongwen/memory_file.h"
#include "service/detail/program_call.h"
#include "service/detail/records_task.h"
#include "service/detail/worker_pool.h"

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Every function asks the worker of the store, the only process that may use the store, and answers when it has
/// answered.
class RecordsApi {
 public:
  /// Answers a request whose task failed.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox must outlive it. `store` is the address of the store of facts.
  RecordsApi(WorkerPool& records, inbox::Inbox& inbox, std::string store, std::chrono::milliseconds time)
      : records_(records), inbox_(inbox), store_(std::move(store)), time_(time) {}

  /// Must be called before the first request.
  void refuse_with(Refuse refuse) { refuse_ = std::move(refuse); }

  // Handlers of requests, named by the table of routes.
  void types(const ProgramCall& call);
  void form(const ProgramCall& call, const std::string& type);
  void save(const ProgramCall& call, const std::string& type);
  /// POST /api/v1/records:import; the body has been read into `files`.
  void import(const ProgramCall& call, std::vector<MemoryFile> files);

 private:
  // Fills in store, time and program, and asks the worker; answers itself if that fails.
  void ask(const ProgramCall& call, RecordsRequest request, std::vector<MemoryFile> files,
           std::function<void(const TaskAnswer&)> done);

  WorkerPool& records_;
  inbox::Inbox& inbox_;
  std::string store_;
  std::chrono::milliseconds time_;
  Refuse refuse_;
};

}  // namespace gongwen::service
