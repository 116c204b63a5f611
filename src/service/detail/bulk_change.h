// BulkChange: one decision about many submissions, or reminders to their applicants. Each is decided separately, on the
// revision that the user saw: a submission that has changed since, or has errors that the user has not agreed to, is
// left as it is and named in the results.
//   BulkChange::start(pool, inbox, {{id, revision}}, {inbox::Action::Accept, "wang", now}, [](const auto& results) { …
//   });
#pragma once

#include "service/detail/worker_pool.h"
#include "service/inbox/submissions.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The most submissions in one run.
inline constexpr std::size_t kMaxBulk = 1'000;
/// The most letters in one PDF.
inline constexpr std::size_t kMaxLetters = 200;

/// With revisions (from a page that showed them) a changed submission is skipped; without (from a filter) each is taken
/// as it is.
struct BulkItem {
  std::string id;
  std::int64_t revision = 0;    // that was seen; 0: any
  bool despite_errors = false;  // may be accepted with errors
};

struct BulkOrder {
  std::optional<inbox::Action> action;  // Review, Accept, Assign or Reopen; nullopt: applicants are reminded
  std::string actor;
  inbox::Seconds now = 0;
  std::string detail = {};  // the reason, or the account
  std::chrono::milliseconds time{30'000};
};

/// `submission` is the state after the change, for programs; results Failed and NotFound have none.
struct BulkResult {
  enum class Outcome : std::uint8_t {
    Done,
    HasErrors,
    Unchecked,
    Changed,
    WrongState,
    NotFound,
    Failed,
    // The next four occur with reminders only.
    NoAddress,
    Lately,
    Overdue,
    NoMail
  };
  std::string id;
  Outcome outcome = Outcome::Done;
  std::optional<inbox::Submission> submission = {};  // after the change
  inbox::Seconds leaves = 0;                         // when the reminder leaves
};

/// `done`, `has-errors`, `unchecked`, `changed`, `wrong-state`, `not-found`, `failed`, `no-address`, `reminded-lately`,
/// `overdue`, `no-mail`
std::string_view outcome_name(BulkResult::Outcome outcome);

/// Used by the list of the office and by POST /api/v1/submissions:bulk. A run keeps itself alive until it has called
/// `done`; the end of the connection does not stop it.
class BulkChange : public std::enable_shared_from_this<BulkChange> {
 public:
  using Done = std::function<void(const std::vector<BulkResult>&)>;

  /// Calls `done` once, later. Pool and inbox must outlive it. The run goes on if the client is gone.
  static void start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<BulkItem> items, BulkOrder order, Done done);

 private:
  BulkChange(WorkerPool& pool, inbox::Inbox& inbox, BulkOrder order, Done done)
      : pool_(pool), inbox_(inbox), order_(std::move(order)), done_(std::move(done)) {}

  void go_on();
  /// Decides on the next submission. Returns false if a worker has to check it first.
  bool decide();
  void remind(const inbox::Submission& submission);
  void check(const inbox::Submission& submission);
  void add(const std::string& id, BulkResult::Outcome outcome, std::optional<inbox::Submission> submission);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  BulkOrder order_;
  Done done_;
  std::vector<BulkItem> items_;
  std::size_t next_ = 0;
  // Set by check(): otherwise, if the worker fails, the same submission would be checked for ever.
  bool is_checked_ = false;  // the next one was checked, even if the inbox has no result
  std::vector<BulkResult> results_;
  http::EventLoop::Timer turn_;
};

}  // namespace gongwen::service
