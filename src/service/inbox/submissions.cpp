// The state machine of submissions on the tables gw_submission, gw_version, gw_remark and gw_event. Every change is a
// transaction that checks revision and state, changes the row, and adds an event, so that the history is complete and
// two people cannot decide at the same time.
#include "service/inbox/submissions.h"

#include "base/format.h"
#include "base/sha256.h"
#include "service/inbox/calls.h"
#include "service/inbox/links.h"
#include "service/inbox/outbox.h"
#include "service/inbox/receipt.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <array>

namespace gongwen::inbox {
namespace {

/// In the order of State.
constexpr std::array<std::string_view, 6> kStates{"submitted", "in_review", "returned",
                                                  "accepted",  "rejected",  "withdrawn"};
constexpr std::array<std::string_view, 14> kActions{"submit", "resubmit", "review",  "return", "accept",
                                                    "reject", "withdraw", "correct", "assign", "answer",
                                                    "record", "reopen",   "replace", "relink"};
constexpr std::size_t kSubmissionIdBytes = 10;
constexpr std::string_view kColumns =
    "id, number, receipt, kind, state, revision, versions, draft, person, organisation, assignee, created, changed, "
    "errors, warnings, email, language, due, entered_by, "
    "(SELECT gw_signed.signatures FROM gw_signed WHERE gw_signed.submission = gw_submission.id "
    "ORDER BY gw_signed.version DESC LIMIT 1)";
// Expiry of drafts that were handed in: their page stays readable for ever.
constexpr Seconds kNever = 253'402'300'799;  // the end of the year 9999
constexpr std::string_view kNumberOfSubmissions = "submission";

/// Damaged if the state is unknown: a guess could make an accepted submission look rejected.
Result<Submission> submission_of(const database::Row& row) {
  Columns columns(row);
  Submission submission;
  submission.id = columns.text();
  submission.number = columns.number();
  submission.receipt = columns.text();
  submission.kind = columns.text();
  const std::optional<State> state = find_state(columns.text());
  if (!state) return base::Failure{Fault{Fault::Kind::Damaged, submission.id}};
  submission.state = *state;
  submission.revision = columns.number();
  submission.versions = columns.number();
  submission.draft = columns.text();
  submission.person = columns.text();
  submission.organisation = columns.text();
  submission.assignee = columns.text();
  submission.created = columns.number();
  submission.changed = columns.number();
  submission.errors = columns.number();
  submission.warnings = columns.number();
  submission.email = columns.text();
  submission.language = columns.text();
  submission.due = columns.number();
  submission.entered_by = columns.text();
  submission.signatures = columns.text();
  return submission;
}

/// The columns of a row in the order of the fields.
Version version_of(const database::Row& row) {
  Columns columns(row);
  return {columns.number(), columns.text(),   columns.text(), columns.text(),
          columns.text(),   columns.number(), columns.text()};
}

Remark remark_of(const database::Row& row) {
  Columns columns(row);
  return {columns.number(), columns.number(), columns.text(), columns.text(),
          columns.text(),   columns.number(), columns.text(), columns.number() != 0};
}

/// Damaged if the action or the state is unknown.
Result<Event> event_of(const database::Row& row) {
  Columns columns(row);
  Event event;
  event.number = columns.number();
  event.time = columns.number();
  event.actor = columns.text();
  const std::optional<Action> action = find_action(columns.text());
  const std::optional<State> state = find_state(columns.text());
  if (!action || !state) return base::Failure{Fault{Fault::Kind::Damaged, "an event"}};
  event.action = *action;
  event.state = *state;
  event.detail = columns.text();
  return event;
}

/// Returns a pattern for LIKE, with the wildcards of the text escaped by `!`. `50%_a` becomes `%50!%!_a%`: the typed
/// text is searched for literally.
std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + '%';
}

}  // namespace

bool is_valid(const Remark& remark, const Submission& submission) {
  return remark.version == submission.versions && !remark.is_recalled;
}

std::string version_owner(const std::string& id, std::int64_t number) { return fmt::format("{}/{}", id, number); }
std::string version_owner(const Submission& submission) { return version_owner(submission.id, submission.versions); }

std::span<const State> all_states() {
  static constexpr auto kAll = [] {
    std::array<State, kStates.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<State>(i);
    return all;
  }();
  return kAll;
}

std::string_view state_name(State state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<State> find_state(std::string_view name) {
  const auto found = std::find(kStates.begin(), kStates.end(), name);
  return found == kStates.end() ? std::nullopt : std::optional(static_cast<State>(found - kStates.begin()));
}

std::string_view action_name(Action action) { return kActions[static_cast<std::size_t>(action)]; }

std::optional<Action> find_action(std::string_view name) {
  const auto found = std::find(kActions.begin(), kActions.end(), name);
  return found == kActions.end() ? std::nullopt : std::optional(static_cast<Action>(found - kActions.begin()));
}

// A table by action: the state that it leads to from the present one. All other combinations are refused with
// WrongState.
std::optional<State> state_after(State state, Action action) {
  // Decisions stay until the office reopens the submission, except that it may correct an accepted one.
  const bool open = state == State::Submitted || state == State::InReview;
  switch (action) {
    case Action::Submit: return std::nullopt;
    case Action::Resubmit: return state == State::Returned ? std::optional(State::Submitted) : std::nullopt;
    case Action::Review: return state == State::Submitted ? std::optional(State::InReview) : std::nullopt;
    case Action::Return: return open ? std::optional(State::Returned) : std::nullopt;
    case Action::Accept: return open ? std::optional(State::Accepted) : std::nullopt;
    case Action::Reject: return open || state == State::Returned ? std::optional(State::Rejected) : std::nullopt;
    case Action::Withdraw: return open || state == State::Returned ? std::optional(State::Withdrawn) : std::nullopt;
    case Action::Correct: return open || state == State::Accepted ? std::optional(state) : std::nullopt;
    case Action::Assign: return state;
    case Action::Answer: return state == State::Returned ? std::optional(state) : std::nullopt;
    case Action::Record: return state == State::Accepted ? std::optional(state) : std::nullopt;
    case Action::Reopen: return open ? std::nullopt : std::optional(State::InReview);
    case Action::Replace:
      if (state == State::Returned) return State::Submitted;
      if (state == State::Accepted) return State::InReview;
      return open ? std::optional(state) : std::nullopt;
    case Action::Relink: return state;
  }
  return std::nullopt;
}

Result<Submission> Submissions::one(const std::string& condition, const std::string& value) {
  const auto row =
      inbox_.first(fmt::format("SELECT {} FROM gw_submission WHERE {} = $1", kColumns, condition), {value});
  if (!row) return base::Failure{row.error()};
  return submission_of(*row);
}

Result<Submission> Submissions::get(const std::string& id) { return one("id", id); }

Result<Submission> Submissions::of_draft(const std::string& draft) { return one("draft", draft); }

Result<Submission> Submissions::find_receipt(const std::string& receipt) {
  // Typed by people: normalised, and its check digit verified, before the database is asked.
  const std::optional<Receipt> parsed = parse_receipt(receipt);
  if (!parsed) return base::Failure{Fault{Fault::Kind::NotFound}};
  return one("receipt", receipt_text(*parsed));
}

/// Counters begin with 1 and have no gaps, since they are always incremented within a transaction: an office would ask
/// what happened to a missing number.
Result<std::int64_t> Submissions::next(const std::string& counter) {
  const auto rows = inbox_.run(
      "INSERT INTO gw_counter (name, value) VALUES ($1, 1) "
      "ON CONFLICT (name) DO UPDATE SET value = gw_counter.value + 1 RETURNING value",
      {counter});
  if (!rows) return base::Failure{rows.error()};
  return number_of((*rows)[0][0]);
}

std::optional<Fault> Submissions::add_version(const std::string& id, std::int64_t number, const NewVersion& version,
                                              Seconds now) {
  const auto fault = inbox_.execute(
      "INSERT INTO gw_version (submission, number, json, hash, edition, source, created, submit_id) "
      // The hash is stored beside the text, and compared at each read (see version()).
      "VALUES ($1, CAST($2 AS BIGINT), $3, $4, $5, $6, CAST($7 AS BIGINT), $8)",
      {id, number_value(number), version.json, base::sha256(version.json), version.edition, version.source,
       number_value(now), version.submit_id});
  if (fault || version.signatures.empty()) return fault;
  return inbox_.execute("INSERT INTO gw_signed (submission, version, signatures) VALUES ($1, CAST($2 AS BIGINT), $3)",
                        {id, number_value(number), version.signatures});
}

std::optional<Fault> Submissions::add_event(const std::string& id, const std::string& actor, Action action, State state,
                                            const std::string& detail, Seconds now) {
  const auto fault = inbox_.execute(
      "INSERT INTO gw_event (submission, number, time, actor, action, state, detail) "
      // MAX + 1 in the same statement and within a transaction: numbers of events are without gaps.
      "SELECT $1, COALESCE(MAX(number), 0) + 1, CAST($2 AS BIGINT), $3, $4, $5, $6 FROM gw_event WHERE submission = $1",
      {id, number_value(now), actor, std::string(action_name(action)), std::string(state_name(state)), detail});
  return fault ? fault : Outbox(inbox_).follow(id, action_name(action), now);
}

/// Returns the submission that this page has made already; empty if absent.
Result<std::string> Submissions::submitted_before(const std::string& submit_id) {
  const auto rows = inbox_.run("SELECT submission FROM gw_version WHERE submit_id = $1", {submit_id});
  if (!rows) return base::Failure{rows.error()};
  return rows->empty() ? std::string() : text_of((*rows)[0][0]);
}

std::optional<Submission> Submissions::entered_before(const std::string& submit_id) {
  const Result<std::string> id = submitted_before(submit_id);
  if (!id || id->empty()) return std::nullopt;
  auto found = get(*id);
  return found ? std::optional(*std::move(found)) : std::nullopt;
}

std::optional<Fault> Submissions::make(const std::string& id, const std::string& kind, const std::string& draft,
                                       const NewVersion& version, const std::string& prefix, int year, Seconds now) {
  // `number` orders all submissions, the receipt's own counter starts with 1 in each year and prefix.
  const Result<std::int64_t> number = next(std::string(kNumberOfSubmissions));
  if (!number) return number.error();
  const Result<std::int64_t> receipt = next(fmt::format("receipt {} {}", prefix, year));
  if (!receipt) return receipt.error();
  const std::string text = receipt_text({prefix, year, static_cast<std::uint64_t>(*receipt)});
  const auto fault = inbox_.execute(
      "INSERT INTO gw_submission (id, number, receipt, kind, state, revision, versions, draft, person, organisation, "
      "assignee, created, changed, entered_by, email, language) VALUES ($1, CAST($2 AS BIGINT), $3, $4, 'submitted', "
      "1, 1, "
      "$5, $6, $7, '', CAST($8 AS BIGINT), CAST($8 AS BIGINT), $9, $10, "
      "COALESCE((SELECT gw_draft.language FROM gw_draft WHERE gw_draft.id = $5), ''))",
      // NULL rather than '': the index on `draft` is UNIQUE, and imported submissions have none.
      {id, number_value(*number), text, kind, draft.empty() ? database::Value() : database::Value(draft),
       version.person, version.organisation, number_value(now), version.actor, version.email});
  if (fault) return fault;
  if (const auto added = add_version(id, 1, version, now)) return added;
  if (inbox_.edition_seen_) inbox_.edition_seen_(kind, version.edition);
  return add_event(id, version.actor, Action::Submit, State::Submitted, version.source, now);
}

std::optional<Fault> Submissions::add_again(const Submission& submission, const NewVersion& version, Seconds now) {
  const auto state = state_after(submission.state, Action::Resubmit);
  if (!state) return Fault{Fault::Kind::WrongState, std::string(state_name(submission.state))};
  const std::int64_t number = submission.versions + 1;
  if (const auto fault = add_version(submission.id, number, version, now)) return fault;
  if (inbox_.edition_seen_) inbox_.edition_seen_(submission.kind, version.edition);
  const auto fault = inbox_.change_one(
      "UPDATE gw_submission SET state = $2, versions = CAST($3 AS BIGINT), revision = revision + 1, person = $4, "
      // -1: the new version has not been checked. `due = 0`: the deadline of the return is met.
      "organisation = $5, email = $8, changed = CAST($6 AS BIGINT), errors = -1, warnings = -1, due = 0 "
      "WHERE id = $1 AND revision = CAST($7 AS BIGINT) RETURNING id",
      {submission.id, std::string(state_name(*state)), number_value(number), version.person, version.organisation,
       number_value(now), number_value(submission.revision), version.email},
      Fault::Kind::Conflict);
  if (fault) return fault;
  return add_event(submission.id, "", Action::Resubmit, *state, version.source, now);
}

Result<Submission> Submissions::once(const std::string& submit_id,
                                     const std::function<std::optional<Fault>(std::string&)>& work) {
  std::string id;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    // Search and work are one transaction: if two identical requests come, the second one finds the version of the
    // first.
    Result<std::string> before = submitted_before(submit_id);
    if (!before) return before.error();
    id = *std::move(before);
    return id.empty() ? work(id) : std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return get(id);
}

Result<Submission> Submissions::submit(const std::string& draft, std::int64_t revision, const NewVersion& version,
                                       const std::string& prefix, int year, Seconds now) {
  // The checks are in the order in which they help the applicant most: too late, already handed in, changed elsewhere.
  return once(version.submit_id, [&](std::string& id) -> std::optional<Fault> {
    const auto row = inbox_.first("SELECT kind, submission, expires, revision FROM gw_draft WHERE id = $1", {draft});
    if (!row) return row.error();
    // Checked within the transaction, since all of this may have changed since the page was made.
    if (number_of((*row)[2]) <= now) return Fault{Fault::Kind::Gone};
    if ((*row)[1]) return Fault{Fault::Kind::WrongState};
    if (number_of((*row)[3]) != revision) return Fault{Fault::Kind::Conflict};
    const Result<Submission> former = of_draft(draft);
    std::optional<Fault> fault;
    std::int64_t number = 1;
    if (former) {
      id = former->id;
      number = former->versions + 1;
      fault = add_again(*former, version, now);
      // Only a first submission needs an open call.
    } else if (former.error().kind == Fault::Kind::NotFound) {
      if (const auto refused = Calls(inbox_).admit_submission(draft, text_of((*row)[0]), now)) return refused;
      id = random_text(kSubmissionIdBytes);
      fault = make(id, text_of((*row)[0]), draft, version, prefix, year, now);
    } else {
      fault = former.error();
    }
    if (fault) return fault;
    // Copied, not moved: the draft shows its files until its submission is removed, and the version has its own.
    if (const auto copied = Files(inbox_).copy(draft, version_owner(id, number))) return copied;
    return close_draft(draft, id);
  });
}

/// Closes a draft. It is kept with its submission, since it opens the page of the receipt.
std::optional<Fault> Submissions::close_draft(const std::string& draft, const std::string& id) {
  // A value in `submission` closes the draft for save(); `expires` becomes never, so that purge() does not remove it.
  return inbox_.execute("UPDATE gw_draft SET submission = $2, expires = CAST($3 AS BIGINT) WHERE id = $1",
                        {draft, id, number_value(kNever)});
}

Result<Submission> Submissions::import(const std::string& kind, const NewVersion& version, const std::string& prefix,
                                       int year, Seconds now, bool* is_new) {
  if (is_new != nullptr) *is_new = false;
  return once(version.submit_id, [&](std::string& id) {
    if (is_new != nullptr) *is_new = true;
    id = random_text(kSubmissionIdBytes);
    return make(id, kind, "", version, prefix, year, now);
  });
}

namespace {

/// Returns the conditions of a filter; their values are bound as parameters and never written into the statement.
std::string conditions_of(const SubmissionFilter& filter, std::vector<database::Value>& values) {
  // Every condition begins with AND, hence the constant first one.
  std::string conditions = "1 = 1";
  const auto add = [&](std::string_view condition, std::string value) {
    values.emplace_back(std::move(value));
    conditions += fmt::format(fmt::runtime(condition), fmt::format("${}", values.size()));
  };
  if (!filter.kind.empty()) add(" AND kind = {}", filter.kind);
  if (filter.state) add(" AND state = {}", std::string(state_name(*filter.state)));
  if (filter.from != 0) add(" AND created >= CAST({} AS BIGINT)", std::to_string(filter.from));
  if (filter.to != 0) add(" AND created < CAST({} AS BIGINT)", std::to_string(filter.to));
  // Unchecked submissions have -1 and match neither.
  if (filter.has_errors) conditions += *filter.has_errors ? " AND errors > 0" : " AND errors = 0";
  if (filter.assignee) add(" AND assignee = {}", *filter.assignee);
  if (filter.due != 0) add(" AND due > 0 AND due < CAST({} AS BIGINT)", std::to_string(filter.due));
  if (!filter.text.empty()) {
    // LOWER on both sides: SQLite's LIKE ignores case for ASCII only by default, PostgreSQL's not at all.
    add(" AND (LOWER(person) LIKE LOWER({0}) ESCAPE '!' OR LOWER(organisation) LIKE LOWER({0}) ESCAPE '!' "
        "OR LOWER(receipt) LIKE LOWER({0}) ESCAPE '!')",
        like_pattern(filter.text));
  }
  return conditions;
}

}  // namespace

namespace {

struct SortColumn {
  SortBy sort;
  std::string_view name;
  std::string_view column;
};

constexpr std::array kSortColumns{
    SortColumn{SortBy::Number, "number", "number"},
    SortColumn{SortBy::Person, "person", "person"},
    SortColumn{SortBy::Organisation, "organisation", "organisation"},
    SortColumn{SortBy::Changed, "changed", "changed"},
    SortColumn{SortBy::Due, "due", "due"},
    SortColumn{SortBy::Errors, "errors", "errors"},
};

}  // namespace

std::string_view sort_name(SortBy sort) {
  for (const SortColumn& one : kSortColumns) {
    if (one.sort == sort) return one.name;
  }
  return {};
}

std::optional<SortBy> find_sort(std::string_view name) {
  for (const SortColumn& one : kSortColumns) {
    if (one.name == name) return one.sort;
  }
  return std::nullopt;
}

Result<std::vector<Submission>> Submissions::list(const SubmissionFilter& filter) {
  std::vector<database::Value> values;
  std::string conditions = conditions_of(filter, values);
  if (filter.before != 0) {
    values.emplace_back(std::to_string(filter.before));
    conditions += fmt::format(" AND number < CAST(${} AS BIGINT)", values.size());
  }
  // The limit applies to any caller: an export reads in pages.
  constexpr std::size_t kMost = 1'000;
  std::string order = "number";
  for (const SortColumn& one : kSortColumns) {
    if (one.sort == filter.sort) order = one.column;
  }
  order += filter.ascending ? " ASC" : " DESC";
  // Equal values, such as one organisation, in a fixed order: otherwise pages could repeat or skip rows.
  if (filter.sort != SortBy::Number) order += ", number DESC";
  return inbox_.all<Submission>(fmt::format("SELECT {} FROM gw_submission WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
                                            kColumns, conditions, order, std::min(filter.count, kMost), filter.skip),
                                values, submission_of);
}

Result<std::int64_t> Submissions::count(const SubmissionFilter& filter) {
  std::vector<database::Value> values;
  const std::string conditions = conditions_of(filter, values);
  const auto rows = inbox_.run(fmt::format("SELECT COUNT(*) FROM gw_submission WHERE {}", conditions), values);
  if (!rows) return base::Failure{rows.error()};
  return number_of((*rows)[0][0]);
}

Result<std::vector<Submission>> Submissions::unchecked(std::size_t count) {
  return inbox_.all<Submission>(
      fmt::format("SELECT {} FROM gw_submission WHERE errors = -1 ORDER BY number DESC LIMIT {}", kColumns, count), {},
      submission_of);
}

Result<std::vector<std::string>> Submissions::kinds() {
  return inbox_.all<std::string>("SELECT DISTINCT kind FROM gw_submission ORDER BY kind", {},
                                 [](const database::Row& row) { return text_of(row[0]); });
}

Result<std::vector<std::pair<State, std::int64_t>>> Submissions::count(const std::string& kind) {
  using Count = std::pair<State, std::int64_t>;
  return inbox_.all<Count>(
      "SELECT state, COUNT(*) FROM gw_submission WHERE $1 = '' OR kind = $1 GROUP BY state ORDER BY state", {kind},
      [](const database::Row& row) -> Result<Count> {
        const auto state = find_state(text_of(row[0]));
        if (!state) return base::Failure{Fault{Fault::Kind::Damaged, text_of(row[0])}};
        return Count{*state, number_of(row[1])};
      });
}

Result<Seconds> Submissions::deadline(const Submission& submission) {
  if (submission.due == 0) return base::Failure{Fault{Fault::Kind::NotFound}};
  return submission.due;
}

Result<Version> Submissions::version(const std::string& id, std::int64_t number) {
  const auto row = inbox_.first(
      "SELECT number, json, hash, edition, source, created, (SELECT gw_signed.signatures FROM gw_signed "
      "WHERE gw_signed.submission = gw_version.submission AND gw_signed.version = gw_version.number) FROM gw_version "
      "WHERE submission = $1 AND number = CAST($2 AS BIGINT)",
      {id, number_value(number)});
  if (!row) return base::Failure{row.error()};
  Version version = version_of(*row);
  // Checked at each read: data that was edited by hand in the database must not be presented as signed.
  if (base::sha256(version.json) != version.hash) return base::Failure{Fault{Fault::Kind::Damaged, id}};
  return version;
}

Result<std::vector<std::string>> Submissions::hashes(const std::string& id) {
  return inbox_.all<std::string>("SELECT hash FROM gw_version WHERE submission = $1 ORDER BY number", {id},
                                 [](const database::Row& row) { return text_of(row[0]); });
}

Result<std::vector<Remark>> Submissions::remarks(const std::string& id) {
  return inbox_.all<Remark>(
      "SELECT number, version, pointer, text, author, created, answer, recalled FROM gw_remark WHERE submission = $1 "
      "ORDER BY number",
      {id}, remark_of);
}

Result<std::vector<Event>> Submissions::events(const std::string& id) {
  return inbox_.all<Event>(
      "SELECT number, time, actor, action, state, detail FROM gw_event WHERE submission = $1 ORDER BY number", {id},
      event_of);
}

Result<std::string> Submissions::last_detail(const std::string& id, Action action) {
  const auto all = events(id);
  if (!all) return base::Failure{all.error()};
  std::string detail;
  for (const Event& event : *all) {
    if (event.action == action) detail = event.detail;
  }
  return detail;
}

namespace {

/// Returns the state after an action on a submission: Conflict unless its revision is the one that was seen, WrongState
/// if the action is not possible.
Result<State> allowed_state(const Submission& submission, Action action, const Change& change) {
  if (submission.revision != change.revision) return base::Failure{Fault{Fault::Kind::Conflict}};
  const auto state = state_after(submission.state, action);
  if (!state) return base::Failure{Fault{Fault::Kind::WrongState, std::string(state_name(submission.state))}};
  return *state;
}

}  // namespace

Result<Submission> Submissions::change(const std::string& id, Action action, const Change& change,
                                       const std::function<std::optional<Fault>(const Submission&)>& also) {
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<Submission> submission = get(id);
    if (!submission) return submission.error();
    const Result<State> state = allowed_state(*submission, action, change);
    if (!state) return state.error();
    const auto changed = inbox_.change_one(
        "UPDATE gw_submission SET state = $2, revision = revision + 1, changed = CAST($3 AS BIGINT), "
        // Only the state `returned` has a deadline; send_back() sets it after this statement.
        "due = CASE WHEN $2 = 'returned' THEN due ELSE 0 END "
        "WHERE id = $1 AND revision = CAST($4 AS BIGINT) RETURNING id",
        {id, std::string(state_name(*state)), number_value(change.now), number_value(change.revision)},
        Fault::Kind::Conflict);
    if (changed) return changed;
    // The submission as it was before the change: `also` may need its state and draft.
    if (const auto other = also(*submission)) return other;
    return add_event(id, change.actor, action, *state, change.detail, change.now);
  });
  if (fault) return base::Failure{*fault};
  return get(id);
}

Result<Submission> Submissions::act(const std::string& id, Action action, const Change& change) {
  return this->change(id, action, change, [&](const Submission& submission) -> std::optional<Fault> {
    if (action == Action::Reopen) {
      // The applicant sees only the remarks of later returns. Remarks on earlier versions led to the present one.
      const auto fault =
          inbox_.execute("UPDATE gw_remark SET recalled = 1 WHERE submission = $1 AND version = CAST($2 AS BIGINT)",
                         {id, number_value(submission.versions)});
      if (fault) return fault;
    }
    if (submission.state != State::Returned || submission.draft.empty()) return std::nullopt;
    // Decided while it was returned: the applicant's draft is closed with it.
    return close_draft(submission.draft, id);
  });
}

std::optional<Fault> Submissions::add_remark(const Submission& submission, const Remark& remark, const Change& change) {
  return inbox_.execute(
      "INSERT INTO gw_remark (submission, version, number, pointer, text, author, created) "
      "SELECT $1, CAST($2 AS BIGINT), COALESCE(MAX(number), 0) + 1, $3, $4, $5, CAST($6 AS BIGINT) FROM gw_remark "
      "WHERE submission = $1",
      {submission.id, number_value(submission.versions), remark.pointer, remark.text, change.actor,
       number_value(change.now)});
}

Result<Submission> Submissions::send_back(const std::string& id, const std::vector<Remark>& remarks, Seconds expires,
                                          const Change& change, const std::optional<std::string>& entries) {
  return this->change(id, Action::Return, change, [&](const Submission& submission) -> std::optional<Fault> {
    // Remarks belong to the last version; the applicant's answers are stored in the same rows.
    for (const Remark& remark : remarks) {
      if (const auto fault = add_remark(submission, remark, change)) return fault;
    }
    if (const auto fault = inbox_.execute("UPDATE gw_submission SET due = CAST($2 AS BIGINT) WHERE id = $1",
                                          {id, number_value(expires)})) {
      return fault;
    }
    // Imported forms have no draft; a letter informs the applicant.
    if (submission.draft.empty()) return std::nullopt;
    return inbox_.change_one(
        // The draft opens again (`submission = NULL`) with a new revision, so that a page from before the return cannot
        // be saved over the corrected entries.
        "UPDATE gw_draft SET submission = NULL, revision = revision + 1, expires = CAST($2 AS BIGINT), "
        "entries = COALESCE($3, entries) WHERE id = $1 RETURNING id",
        {submission.draft, number_value(expires), entries}, Fault::Kind::Gone);
  });
}

Result<Submission> Submissions::replace(const std::string& id, const NewVersion& version, const Change& change,
                                        bool* is_new) {
  if (is_new != nullptr) *is_new = false;
  return once(version.submit_id, [&](std::string& found) -> std::optional<Fault> {
    found = id;
    const auto done = this->change(id, Action::Replace, change, [&](const Submission& submission) {
      return add_replacement(submission, version, change.now);
    });
    // `once` returns the submission unchanged if the same file was entered before; `is_new` tells the caller.
    if (done && is_new != nullptr) *is_new = true;
    return done ? std::nullopt : std::optional(done.error());
  });
}

/// Adds the version from a file to a submission whose state has been changed already.
std::optional<Fault> Submissions::add_replacement(const Submission& submission, const NewVersion& version,
                                                  Seconds now) {
  const std::int64_t number = submission.versions + 1;
  if (const auto added = add_version(submission.id, number, version, now)) return added;
  if (inbox_.edition_seen_) inbox_.edition_seen_(submission.kind, version.edition);
  // Attachments stay, and so do pictures, which files of forms do not contain.
  if (const auto copied = Files(inbox_).copy(version_owner(submission), version_owner(submission.id, number))) {
    return copied;
  }
  const auto named = inbox_.execute(
      "UPDATE gw_submission SET versions = CAST($2 AS BIGINT), person = $3, organisation = $4, email = $5, errors = "
      "-1, "
      "warnings = -1 WHERE id = $1",
      {submission.id, number_value(number), version.person, version.organisation, version.email});
  // The file supersedes the draft that the applicant was correcting.
  if (named || submission.state != State::Returned || submission.draft.empty()) return named;
  return close_draft(submission.draft, submission.id);
}

/// Makes a draft for a submission that has none. It is open to changes only while the submission is returned.
Result<DraftKey> Submissions::make_draft(const Submission& submission, const std::string& entries, Seconds now) {
  const Result<Version> last = version(submission.id, submission.versions);
  if (!last) return base::Failure{last.error()};
  // Otherwise the draft is used only for the page of the receipt, and never expires.
  const bool is_open = submission.state == State::Returned && submission.due != 0;
  Result<DraftKey> key =
      Drafts(inbox_).create({submission.kind, last->edition, submission.language.empty() ? "zh" : submission.language,
                             now, is_open ? submission.due : kNever});
  if (!key) return key;
  auto fault = inbox_.execute("UPDATE gw_draft SET entries = $2, submission = $3 WHERE id = $1",
                              {key->id, entries, is_open ? database::Value() : database::Value(submission.id)});
  if (!fault) {
    fault = inbox_.execute("UPDATE gw_submission SET draft = $2 WHERE id = $1", {submission.id, key->id});
  }
  if (!fault) fault = Files(inbox_).copy(version_owner(submission), key->id);
  if (fault) return base::Failure{*fault};
  return key;
}

Result<DraftKey> Submissions::relink(const std::string& id, const std::string& entries, const Change& change) {
  DraftKey key;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<Submission> submission = get(id);
    if (!submission) return submission.error();
    key.id = submission->draft;
    // From now on no one knows the secret of the draft: the applicant has the link. renew_secret() also ends all links
    // of the draft.
    const auto renewed =
        key.id.empty() ? base::Failure{Fault{Fault::Kind::NotFound}} : Drafts(inbox_).renew_secret(key.id);
    if (!renewed) {
      if (renewed.error().kind != Fault::Kind::NotFound) return renewed.error();
      // The draft may be missing because the form came by mail, or because it was removed.
      const Result<DraftKey> made = make_draft(*submission, entries, change.now);
      if (!made) return made.error();
      key = *made;
    }
    auto secret = Links(inbox_).add({id, key.id, "continue", change.now, change.now + kLinkTime});
    if (!secret) return secret.error();
    key.secret = *std::move(secret);
    return add_event(id, change.actor, Action::Relink, submission->state, change.detail, change.now);
  });
  if (fault) return base::Failure{*fault};
  return key;
}

Result<Submission> Submissions::correct(const std::string& id, const NewVersion& version, const Change& change) {
  return this->change(id, Action::Correct, change, [&](const Submission& submission) -> std::optional<Fault> {
    const std::int64_t number = submission.versions + 1;
    if (const auto added = add_version(id, number, version, change.now)) return added;
    // The new version has the files of the one before it: corrections change values, not pictures.
    const auto copied = Files(inbox_).copy(version_owner(id, submission.versions), version_owner(id, number));
    if (copied) return copied;
    return inbox_.execute(
        "UPDATE gw_submission SET versions = CAST($2 AS BIGINT), person = $3, organisation = $4, email = $5, errors = "
        "-1, warnings = -1 WHERE id = $1",
        {id, number_value(number), version.person, version.organisation, version.email});
  });
}

std::optional<Fault> Submissions::assign(const std::string& id, const std::string& account, const Change& change) {
  Change noted = change;
  // The event has the account, so that the history shows who was assigned when.
  noted.detail = account;
  const auto assigned = this->change(id, Action::Assign, noted, [&](const Submission&) {
    return inbox_.execute("UPDATE gw_submission SET assignee = $2 WHERE id = $1", {id, account});
  });
  return assigned ? std::nullopt : std::optional(assigned.error());
}

std::optional<Fault> Submissions::answer_remark(const std::string& id, std::int64_t number, const std::string& answer,
                                                Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<Submission> submission = get(id);
    if (!submission) return submission.error();
    const auto state = state_after(submission->state, Action::Answer);
    if (!state) return Fault{Fault::Kind::WrongState, std::string(state_name(submission->state))};
    const auto fault = inbox_.change_one(
        "UPDATE gw_remark SET answer = $3 WHERE submission = $1 AND number = CAST($2 AS BIGINT) RETURNING number",
        {id, number_value(number), answer});
    if (fault) return fault;
    // Pages save an answer while it is being typed: one line in the history is enough until something else happens.
    // Only answers to other remarks, or another action, begin a new line.
    const auto noted = inbox_.run(
        "SELECT 1 FROM gw_event WHERE submission = $1 AND action = 'answer' AND detail = $2 AND number > "
        "COALESCE((SELECT MAX(number) FROM gw_event WHERE submission = $1 AND action <> 'answer'), 0)",
        {id, std::to_string(number)});
    if (!noted) return noted.error();
    return noted->empty() ? add_event(id, "", Action::Answer, *state, std::to_string(number), now) : std::nullopt;
  });
}

std::optional<Fault> Submissions::note_records(const std::string& id, const std::string& actor,
                                               const std::string& detail, Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<Submission> submission = get(id);
    if (!submission) return submission.error();
    const auto state = state_after(submission->state, Action::Record);
    if (!state) return Fault{Fault::Kind::WrongState, std::string(state_name(submission->state))};
    return add_event(id, actor, Action::Record, *state, detail, now);
  });
}

/// Removes a submission with all data that belongs to it.
std::optional<Fault> Submissions::remove(const std::string& id, std::int64_t versions, const std::string& draft) {
  // Files of versions have owners of their own, `ID/1`, `ID/2`, …; the next sweep removes their bytes.
  for (std::int64_t number = 1; number <= versions; ++number) {
    if (const auto fault = inbox_.execute("DELETE FROM gw_file WHERE owner = $1", {version_owner(id, number)})) {
      return fault;
    }
  }
  for (const std::string_view statement :
       {"DELETE FROM gw_version WHERE submission = $1", "DELETE FROM gw_signed WHERE submission = $1",
        "DELETE FROM gw_version_check WHERE submission = $1", "DELETE FROM gw_link WHERE submission = $1",
        "DELETE FROM gw_outbox WHERE submission = $1", "DELETE FROM gw_remark WHERE submission = $1",
        "DELETE FROM gw_event WHERE submission = $1", "DELETE FROM gw_submission WHERE id = $1"}) {
    if (const auto fault = inbox_.execute(std::string(statement), {id})) return fault;
  }
  if (draft.empty()) return std::nullopt;
  // It is not a fault if the draft is gone already.
  const auto removed = Drafts(inbox_).remove(draft);
  return removed && removed->kind != Fault::Kind::NotFound ? removed : std::nullopt;
}

Result<bool> Submissions::may_remove(const Submission& submission, const std::string& account, Seconds now) {
  if (submission.entered_by.empty() || submission.entered_by != account) return false;
  // A correction or a replacement adds a version, and so ends the right to remove.
  if (submission.versions != 1 || submission.created + kMayRemove <= now) return false;
  const Result<std::vector<Event>> all = events(submission.id);
  if (!all) return base::Failure{all.error()};
  return std::all_of(all->begin(), all->end(), [](const Event& event) {
    return event.action == Action::Submit || event.action == Action::Review || event.action == Action::Assign;
  });
}

std::optional<Fault> Submissions::remove_entered(const std::string& id, const Change& change) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<Submission> submission = get(id);
    if (!submission) return submission.error();
    if (submission->revision != change.revision) return Fault{Fault::Kind::Conflict};
    const Result<bool> may = may_remove(*submission, change.actor, change.now);
    if (!may) return may.error();
    return *may ? remove(id, submission->versions, submission->draft) : Fault{Fault::Kind::WrongState};
  });
}

Result<std::int64_t> Submissions::purge(const std::string& kind, Seconds before) {
  std::int64_t count = 0;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    // A submission that waits for the office is kept, regardless of its age.
    const auto rows = inbox_.run(
        // A returned one is removed only if its deadline was that long ago: until then the applicant may still hand it
        // in.
        "SELECT id, versions, draft FROM gw_submission WHERE kind = $1 AND changed < CAST($2 AS BIGINT) "
        "AND (state IN ('accepted', 'rejected', 'withdrawn') OR (state = 'returned' AND (draft IS NULL OR draft = '' "
        "OR EXISTS (SELECT 1 FROM gw_draft "
        "WHERE gw_draft.id = gw_submission.draft AND gw_draft.expires < CAST($2 AS BIGINT)))))",
        {kind, number_value(before)});
    if (!rows) return rows.error();
    for (const database::Row& row : *rows) {
      if (const auto failed = remove(text_of(row[0]), number_of(row[1]), text_of(row[2]))) return failed;
      ++count;
    }
    return std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return count;
}

}  // namespace gongwen::inbox
