// DesignApi: forms that are changed and published by programs, under /api/v1/kinds/{kind}. A draft is changed as a
// whole, on the revision that the program has seen; what it publishes is checked as on the pages of the office.
//
// Order: draft() gives the form and its revision as ETag; put_draft() with If-Match; check_draft() until there are no
// flaws; publish_draft() with If-Match.
#pragma once

#include "service/designer/detail/designer.h"
#include "service/detail/program_call.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/editions.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace gongwen::service {

/// A part of Front; all calls are in the loop's thread. Answers that need a worker come later.
class DesignApi {
 public:
  /// Answers a request whose task failed.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox must outlive it.
  DesignApi(WorkerPool& pool, inbox::Inbox& inbox, std::chrono::milliseconds time)
      : pool_(pool), inbox_(inbox), time_(time) {}

  /// Must be called before requests come.
  void refuse_with(Refuse refuse) { refuse_ = std::move(refuse); }
  void on_published(std::function<void()> published) { published_ = std::move(published); }

  // Requests, as the table of routes names them.
  /// All editions of a kind, and which one is used.
  http::Response editions(const ProgramCall& call, const std::string& kind);
  /// The form.json of an edition; NotFound if it was kept without its source.
  http::Response edition_form(const ProgramCall& call, const std::string& kind, std::int64_t number);
  /// Drafts a new form of a file.
  void begin_form(const ProgramCall& call);
  /// The draft; without a draft, the form in use (ETag `"0"`).
  void draft(const ProgramCall& call, const std::string& kind);
  /// Replaces the draft; the answer has what is wrong with it.
  void put_draft(const ProgramCall& call, const std::string& kind);
  /// As before publishing, with all trials.
  void check_draft(const ProgramCall& call, const std::string& kind);
  /// A file of made-up data, of the format `format`.
  void preview_draft(const ProgramCall& call, const std::string& kind);
  /// From a day on; refused while there are flaws.
  void publish_draft(const ProgramCall& call, const std::string& kind);

 private:
  using DesignPtr = std::shared_ptr<FormDesign>;
  void submit(const ProgramCall& call, Task task, std::function<void(const TaskAnswer&)> done);
  void with_design(const ProgramCall& call, const std::string& kind, std::function<void(const DesignPtr&)> go_on);
  /// False, having answered, unless If-Match has the revision of the draft.
  static bool is_seen(const ProgramCall& call, const FormDesign& design);
  void begin(const ProgramCall& call, const std::string& kind, const FormNode& form, const DesignOfFile& made);
  void save(const ProgramCall& call, const FormDesign& design, const FormNode& form, const TaskAnswer& answer);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::chrono::milliseconds time_;
  Refuse refuse_;
  std::function<void()> published_;
};

}  // namespace gongwen::service
