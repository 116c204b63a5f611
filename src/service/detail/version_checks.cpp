// Checks are bulk tasks, at most 20 a second, so that people who fill in forms do not have to wait for them.
#include "service/detail/version_checks.h"

#include "base/json.h"
#include "service/detail/corrected_texts.h"
#include "service/inbox/checks.h"

namespace gongwen::service {
namespace {

constexpr std::size_t kChecksAtOnce = 20;
constexpr std::chrono::milliseconds kBetweenRuns{2'000};
constexpr std::chrono::milliseconds kBetweenFullRuns{1'000};

}  // namespace

inbox::Result<Task> check_task(inbox::Inbox& inbox, const inbox::Submission& submission,
                               const inbox::Version& version) {
  // With the edition under which the form was filled in, since a later one may have other rules.
  auto task = version_task(Operation::Check, inbox, submission, version);
  if (!task) return task;
  task->options.values_only = true;
  task->options.in_words = true;
  return task;
}

void keep_check(inbox::Inbox& inbox, const inbox::Submission& submission, const inbox::Version& version,
                std::string_view report) {
  // A report without a number of errors is ignored, for instance the empty one of a worker that failed.
  const auto said = base::parse_json(report);
  const auto errors = said ? said->view().number_of("errors") : std::nullopt;
  if (!errors) return;
  const auto warnings = said->view().number_of("warnings").value_or(0);
  static_cast<void>(inbox::Checks(inbox).keep(
      submission.id, version.number,
      {version.edition, static_cast<std::int64_t>(*errors), static_cast<std::int64_t>(warnings), std::string(report)}));
}

void VersionChecks::start() {
  run();
  // After a full round there are probably more, so the next one follows sooner.
  const bool is_full = open_ >= kChecksAtOnce;
  timer_ = pool_.loop().after(is_full ? kBetweenFullRuns : kBetweenRuns, [this] { start(); });
}

void VersionChecks::run() {
  // The checks of the last round must be finished first.
  if (open_ > 0) return;
  // The number is increased by the known failures, since these are found again.
  const auto unchecked = inbox::Checks(inbox_).unchecked(kChecksAtOnce + failed_.size());
  for (std::size_t i = 0; unchecked && i < unchecked->size() && open_ < kChecksAtOnce; ++i) {
    if (!failed_.contains((*unchecked)[i].id)) check((*unchecked)[i]);
  }
}

void VersionChecks::check(const inbox::Submission& submission) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  // A version that cannot be read now is tried again with the next run, a damaged one never.
  if (!version) {
    if (version.error().kind == inbox::Fault::Kind::Damaged) failed_.insert(submission.id);
    return;
  }
  auto task = check_task(inbox_, submission, *version);
  if (!task) return;
  ++open_;
  pool_.submit(*std::move(task), Lane::Bulk, [this, submission, version = *version](const PoolAnswer& answer) {
    --open_;
    // A busy pool says nothing about the version: it is tried again in the next round.
    const bool is_checked = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
    if (is_checked) return keep_check(inbox_, submission, version, answer.answer.report);
    if (answer.end != TaskEnd::Busy) failed_.insert(submission.id);
  });
}

}  // namespace gongwen::service
