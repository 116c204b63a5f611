// DeskApi: what a program does for an office besides single decisions: corrected files as new versions, links for
// applicants, and decisions about many submissions in one request.
#pragma once

#include "gongwen/memory_file.h"
#include "service/detail/bulk_change.h"
#include "service/detail/form_import.h"
#include "service/detail/program_call.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/submissions.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace gongwen::service {

class DeskApi {
 public:
  /// Answers a request whose task failed.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox must outlive it.
  DeskApi(WorkerPool& pool, inbox::Inbox& inbox, std::chrono::milliseconds time)
      : pool_(pool), inbox_(inbox), time_(time) {}

  /// Must be called before the first request.
  void refuse_with(Refuse refuse) { refuse_ = std::move(refuse); }

  /// POST .../versions: stores the file as the next version. If-Match has the ETag of the submission. replace(),
  /// relink() and change_many() answer later, since they ask a worker first.
  void replace(const ProgramCall& call, const std::string& id, std::string kind, std::vector<MemoryFile> files);
  /// POST .../link: makes a new link for the applicant, which only this answer contains.
  void relink(const ProgramCall& call, const std::string& id);
  /// POST /api/v1/bounces.
  http::Response bounce(const ProgramCall& call);
  /// POST /api/v1/submissions:bulk.
  void change_many(const ProgramCall& call);

 private:
  void make_link(const ProgramCall& call, const inbox::Submission& submission, const std::string& entries);
  /// Finds the submissions that a command names, by ids or by a filter; exactly one of `ids` and `filter` must be
  /// given. Returns false if it has answered. `left`: how many more the filter finds.
  bool read_items(const ProgramCall& call, const base::JsonView& command, std::vector<BulkItem>& items,
                  std::int64_t& left) const;

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::chrono::milliseconds time_;
  Refuse refuse_;
};

}  // namespace gongwen::service
