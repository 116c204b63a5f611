// ExportApi: what programs fetch of submissions and is not kept as it is sent: documents of versions, what differs
// between two of them, rosters and registers, the data of many.
#pragma once

#include "http/server.h"
#include "service/detail/review_view.h"
#include "service/detail/routes.h"
#include "service/detail/task.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/submissions.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

// What is taken out of the inbox: rosters and registers, which a worker makes, and the data; and what differs between
// two versions. The same for the office's pages and for programs.

/// Of the kinds: titles, and the register that gathers each.
struct KindTable {
  std::map<std::string, std::string> titles;
  std::map<std::string, std::string> registers;
  std::set<std::string> forms;  // that people fill in on web pages

  bool has(const std::string& kind) const { return titles.contains(kind); }
  std::string title_of(const std::string& kind) const;
  /// The kinds that a register gathers.
  std::vector<std::string> gathered_by(const std::string& name) const;
};

/// Of what Operation::Kinds answers.
KindTable kind_table(std::string_view answer, diagnostics::Language language);

/// Of one roster or export: each is a file of a task.
inline constexpr std::size_t kMaxExport = kMaxTaskFiles;

/// All of these kinds that fit, the latest first of each, and at least one more than kMaxExport where there are more.
/// An empty name stands for all kinds.
inbox::Result<std::vector<inbox::Submission>> find_exported(inbox::Inbox& inbox, inbox::SubmissionFilter filter,
                                                            const std::vector<std::string>& kinds);

/// One submission as a line of the exported data; with `file`, which has the data, in place of them.
std::string export_line(const inbox::Submission& submission, const inbox::Version& version,
                        const std::string& file = {});

/// Makes a roster of a kind, or the register that gathers it if it is named, of the last versions; the first one
/// handed in comes first. `found` is what find_exported found.
inbox::Result<Task> export_task(inbox::Inbox& inbox, const std::vector<inbox::Submission>& found,
                                const std::string& kind, const std::string& register_kind, std::string_view format);

/// What differs between two versions, by what Operation::Review answers about each; of pictures their hashes.
std::vector<ReviewDifference> version_differences(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  const std::pair<std::int64_t, std::string_view>& before,
                                                  const std::pair<std::int64_t, std::string_view>& after,
                                                  diagnostics::Language language);

class ExportApi {
 public:
  using ExchangePtr = std::shared_ptr<http::Exchange>;
  /// Answers a request whose task came to nothing.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox outlive it. `clock`: seconds since 1970.
  ExportApi(WorkerPool& pool, inbox::Inbox& inbox, std::function<std::int64_t()> clock, std::chrono::milliseconds time)
      : pool_(pool), inbox_(inbox), clock_(std::move(clock)), time_(time) {}

  /// Of all answers: what is said of how they may be used; and how a task that failed is answered.
  void answer_with(void (*protect)(http::Response&), Refuse refuse);

  /// The request was let in, and its query read.
  void answer(const ExchangePtr& exchange, const RouteMatch& match, diagnostics::Language language);

 private:
  struct Call;
  struct Selection;

  void document(const Call& call);
  void differences(const Call& call);
  void exported(const Call& call);
  void collected(const Call& call, Selection selection, const std::string& answer);
  void send_data(const Call& call, const Selection& selection, bool as_archive);
  bool find(const Call& call, Selection& selection) const;
  void ask(const Call& call, Task task, std::function<void(TaskAnswer)> done);
  void send(const Call& call, http::Response response) const;
  void send_problem(const Call& call, unsigned status, std::string_view id, std::string title) const;
  void send_left_out(const Call& call, const TaskAnswer& answer) const;
  void send_fault(const Call& call, const inbox::Fault& fault) const;
  void note(const Call& call, std::string_view action, const std::string& object);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
  std::chrono::milliseconds time_;
  void (*protect_)(http::Response&) = nullptr;
  Refuse refuse_;
};

}  // namespace gongwen::service
