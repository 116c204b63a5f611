// DesignApi: lets programs change and publish forms, under /api/v1/kinds/{kind}. A program replaces a draft as a whole,
// based on the revision that it has seen; publishing makes the same checks as the pages of the office.
//
// Usual order: draft() returns the form and its revision as ETag; put_draft() with If-Match; check_draft() until no
// flaws are left; publish_draft() with If-Match.
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

/// A part of Front. All calls are made in the loop's thread; answers that need a worker are sent later.
class DesignApi {
 public:
  /// Answers a request whose task failed.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox must outlive it.
  DesignApi(WorkerPool& pool, inbox::Inbox& inbox, std::chrono::milliseconds time)
      : pool_(pool), inbox_(inbox), time_(time) {}

  /// Must be called before the first request.
  void refuse_with(Refuse refuse) { refuse_ = std::move(refuse); }
  void on_published(std::function<void()> published) { published_ = std::move(published); }

  // Handlers of requests, named by the table of routes.
  /// Lists all editions of a kind and tells which one is in use.
  http::Response editions(const ProgramCall& call, const std::string& kind);
  /// Sends the form.json of an edition; 404 if the edition was stored without its source.
  http::Response edition_form(const ProgramCall& call, const std::string& kind, std::int64_t number);
  /// Drafts a new form from a file.
  void begin_form(const ProgramCall& call);
  /// Sends the draft; if there is none, the form in use (ETag `"0"`).
  void draft(const ProgramCall& call, const std::string& kind);
  /// Replaces the draft; the answer lists its flaws.
  void put_draft(const ProgramCall& call, const std::string& kind);
  /// Makes all checks that publishing makes, with all trials.
  void check_draft(const ProgramCall& call, const std::string& kind);
  /// Sends a file with made-up data in the format `format`.
  void preview_draft(const ProgramCall& call, const std::string& kind);
  /// Publishes the draft from a given day on; refused while it has flaws.
  void publish_draft(const ProgramCall& call, const std::string& kind);

 private:
  using DesignPtr = std::shared_ptr<FormDesign>;
  void submit(const ProgramCall& call, Task task, std::function<void(const TaskAnswer&)> done);
  void with_design(const ProgramCall& call, const std::string& kind, std::function<void(const DesignPtr&)> go_on);
  /// Returns true if If-Match has the revision of the draft; otherwise answers and returns false.
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
