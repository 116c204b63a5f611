// InboxApi: lets programs list submissions, read their versions and decide on them, under the same rules as on the
// pages of the office. History and audit name the key that was used.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "service/detail/answers.h"
#include "service/detail/form_import.h"
#include "service/detail/pages.h"
#include "service/detail/program_call.h"
#include "service/detail/scan_entry.h"
#include "service/detail/task.h"
#include "service/inbox/submissions.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::service {

/// Submissions on a page of the list.
inline constexpr std::size_t kListPage = inbox::SubmissionFilter::kPage;

/// Returns a submission as programs see it, with times in seconds since 1970, without the values of the form; `errors`
/// and `warnings` only if the last version was checked.
base::Json submission_json(const inbox::Submission& one);
/// The ETag of a submission: its revision in quotes.
std::string revision_tag(const inbox::Submission& one);

/// The texts of a version that the office has corrected, as entries of the draft. A worker reads them
/// (Operation::Review) before send_back() can run.
struct CorrectedEntries {
  std::int64_t version = 0;
  std::string entries;
};

/// Returns 400 with the name of a filter's parameter whose value is invalid, and says how it is written.
http::Response refuse_filter(const ProgramCall& call, const BadFilter& bad);

/// Decisions that need a worker take two steps: Front asks preparation_of(), lets a worker do the task, and calls
/// act(). The routes are in routes.cpp.
class InboxApi {
 public:
  /// The inbox must outlive it.
  explicit InboxApi(inbox::Inbox& inbox) : inbox_(inbox) {}

  // Handlers of requests, named by the table of routes.
  http::Response list(const ProgramCall& call);
  http::Response statistics(const ProgramCall& call);
  http::Response one(const ProgramCall& call, const std::string& id);
  http::Response version(const ProgramCall& call, const std::string& id, std::int64_t number);
  /// `entries` is the result of the task that preparation_of asked for.
  http::Response act(const ProgramCall& call, const std::string& id, inbox::Action action,
                     const std::optional<CorrectedEntries>& entries);

  /// The task that a command needs before it is answered; nullopt if it needs none. Returning a corrected submission
  /// needs its texts; accepting one needs the check of its values, unless the command says `"despite_errors":true`.
  struct Preparation {
    inbox::Submission submission;
    Task task;
    bool is_check = false;
  };
  inbox::Result<std::optional<Preparation>> preparation_of(const ProgramCall& call, const std::string& id,
                                                           inbox::Action action);

  /// Returns 422 with the report if the form to be accepted has errors; nullopt if it has none.
  static std::optional<http::Response> refuse_faulty(const ProgramCall& call, const std::string& report);

  /// Returns the answer to an import: `{"forms":[{"kind":…,"new":true,"submission":{…}}],"report":{…}}`.
  http::Response imported(const ProgramCall& call, const FormImports& made);

  /// Returns the answer to scans: `{"scans":[{"file":…,"pages":[1],"outcome":"added","submission":{…}}]}`.
  static http::Response scanned(const ProgramCall& call, const EnteredScans& entered);

  inbox::Inbox& inbox() const { return inbox_; }

 private:
  /// `expires` is the second after the named day; remarks are never empty.
  struct ReturnOrder;
  struct OrderFault;

  static base::Expected<ReturnOrder, OrderFault> order_of(const ProgramCall& call, const base::JsonView& command);
  std::optional<inbox::Fault> send_back(const inbox::Submission& submission, const ReturnOrder& order,
                                        const inbox::Change& change, const std::optional<CorrectedEntries>& entries);

  inbox::Inbox& inbox_;
};

}  // namespace gongwen::service
