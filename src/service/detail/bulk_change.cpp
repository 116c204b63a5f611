// Handles a few submissions in each turn of the loop, so that other requests are answered in between.
#include "service/detail/bulk_change.h"

#include "service/detail/version_checks.h"
#include "service/inbox/outbox.h"

#include <utility>

namespace gongwen::service {
namespace {

using Fate = BulkResult::Outcome;

// Ten transactions take some 10 to 50 ms, during which the loop answers no other request.
constexpr std::size_t kInOneTurn = 10;

Fate outcome_of_fault(const inbox::Fault& fault) {
  using Kind = inbox::Fault::Kind;
  if (fault.kind == Kind::Conflict) return Fate::Changed;
  if (fault.kind == Kind::WrongState) return Fate::WrongState;
  return fault.kind == Kind::NotFound ? Fate::NotFound : Fate::Failed;
}

Fate outcome_of_reminder(inbox::Reminded::Outcome outcome) {
  using Outcome = inbox::Reminded::Outcome;
  switch (outcome) {
    case Outcome::Added: return Fate::Done;
    case Outcome::NotReturned: return Fate::WrongState;
    case Outcome::NoAddress: return Fate::NoAddress;
    case Outcome::Overdue: return Fate::Overdue;
    case Outcome::Lately: return Fate::Lately;
    case Outcome::NoMail: break;
  }
  return Fate::NoMail;
}

}  // namespace

std::string_view outcome_name(BulkResult::Outcome outcome) {
  switch (outcome) {
    case Fate::Done: return "done";
    case Fate::HasErrors: return "has-errors";
    case Fate::Unchecked: return "unchecked";
    case Fate::Changed: return "changed";
    case Fate::WrongState: return "wrong-state";
    case Fate::NotFound: return "not-found";
    case Fate::NoAddress: return "no-address";
    case Fate::Lately: return "reminded-lately";
    case Fate::Overdue: return "overdue";
    case Fate::NoMail: return "no-mail";
    case Fate::Failed: break;
  }
  return "failed";
}

void BulkChange::start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<BulkItem> items, BulkOrder order, Done done) {
  const std::shared_ptr<BulkChange> run(new BulkChange(pool, inbox, std::move(order), std::move(done)));
  run->items_ = std::move(items);
  run->go_on();
}

void BulkChange::go_on() {
  for (std::size_t i = 0; i < kInOneTurn && next_ < items_.size(); ++i) {
    // False: a worker was asked, whose answer calls go_on() again.
    if (!decide()) return;
  }
  // A timer of 0 ms: requests that have come meanwhile are answered before the next ten.
  turn_ = pool_.loop().after(std::chrono::milliseconds(0), [run = shared_from_this()] {
    if (run->next_ < run->items_.size()) return run->go_on();
    run->done_(run->results_);
    // The timer owns the callback that holds this object.
    const http::EventLoop::Timer ended = std::move(run->turn_);
  });
}

// The only place that moves `next_`, and with it resets `is_checked_`.
void BulkChange::add(const std::string& id, BulkResult::Outcome outcome, std::optional<inbox::Submission> submission) {
  results_.push_back({id, outcome, std::move(submission)});
  is_checked_ = false;
  ++next_;
}

bool BulkChange::decide() {
  const BulkItem& item = items_[next_];
  inbox::Submissions submissions(inbox_);
  auto found = submissions.get(item.id);
  if (!found) {
    // Removed since the list was shown, or the database fails.
    add(item.id, outcome_of_fault(found.error()), std::nullopt);
    return true;
  }
  const inbox::Submission& one = *found;
  // The user has seen another state than the present one.
  if (item.revision != 0 && item.revision != one.revision) {
    add(item.id, Fate::Changed, one);
    return true;
  }
  if (!order_.action) {
    remind(one);
    return true;
  }
  if (!inbox::state_after(one.state, *order_.action)) {
    add(item.id, Fate::WrongState, one);
    return true;
  }
  // `errors`: 0 checked and good, above 0 faulty, -1 not checked yet. Only Accept requires it.
  if (order_.action == inbox::Action::Accept && !item.despite_errors && one.errors != 0) {
    if (one.errors < 0 && !is_checked_) {
      check(one);
      return false;
    }
    add(item.id, one.errors < 0 ? Fate::Unchecked : Fate::HasErrors, one);
    return true;
  }
  const inbox::Change change{order_.actor, one.revision, order_.now, order_.detail};
  std::optional<inbox::Fault> fault;
  // assign() also changes the account besides the revision, so it is a separate function.
  if (order_.action == inbox::Action::Assign) {
    fault = submissions.assign(one.id, order_.detail, change);
  } else if (const auto done = submissions.act(one.id, *order_.action, change); !done) {
    fault = done.error();
  }
  const auto now = submissions.get(item.id);
  add(item.id, fault ? outcome_of_fault(*fault) : Fate::Done, now ? std::optional(*now) : std::nullopt);
  return true;
}

void BulkChange::remind(const inbox::Submission& submission) {
  const auto reminded = inbox::Outbox(inbox_).remind(submission.id, order_.now);
  add(submission.id, reminded ? outcome_of_reminder(reminded->outcome) : outcome_of_fault(reminded.error()),
      submission);
  if (reminded) results_.back().leaves = reminded->leaves;
}

void BulkChange::check(const inbox::Submission& submission) {
  is_checked_ = true;
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) {
    add(submission.id, outcome_of_fault(version.error()), submission);
    return go_on();
  }
  auto task = check_task(inbox_, submission, *version);
  if (!task) {
    add(submission.id, outcome_of_fault(task.error()), submission);
    return go_on();
  }
  task->time = order_.time;
  pool_.submit(*std::move(task), Lane::Interactive,
               [run = shared_from_this(), submission, version = *version](const PoolAnswer& answer) {
                 const bool is_checked = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
                 // Stored as VersionChecks would: the list shows the errors from now on.
                 if (is_checked) keep_check(run->inbox_, submission, version, answer.answer.report);
                 run->go_on();
               });
}

}  // namespace gongwen::service
