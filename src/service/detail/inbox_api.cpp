// Submissions for programs: the routes /api/v1/submissions. Every decision needs If-Match with the revision that the
// program has seen (RFC 9110, 13.1.1), so that no version that came in meanwhile is decided unseen. Decisions and their
// refusals are written to the audit.
#include "service/detail/inbox_api.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/pages.h"
#include "service/detail/repeated.h"
#include "service/detail/year_figures.h"
#include "service/inbox/accounts.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using inbox::Action;

/// Returns the remarks of a command, on the whole form or on values; empty if one of them has no
/// text or an invalid pointer: using only the other remarks would be a decision that nobody
/// intended.
std::vector<inbox::Remark> remarks_of(const base::JsonView& command) {
  std::vector<inbox::Remark> remarks;
  const auto list = command.find("remarks");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    inbox::Remark remark;
    remark.pointer = list->at(i).text_of("pointer");
    remark.text = list->at(i).text_of("text");
    const bool has_place = remark.pointer.empty() || remark.pointer.starts_with('/');
    if (!has_place || is_blank(remark.text)) return {};
    remarks.push_back(std::move(remark));
  }
  return remarks;
}

}  // namespace

base::Json submission_json(const inbox::Submission& one) {
  base::Json json = base::Json::object();
  json.set("id", one.id).set("receipt", one.receipt).set("kind", one.kind).set("state", inbox::state_name(one.state));
  json.set("revision", one.revision).set("versions", one.versions).set("person", one.person);
  json.set("organisation", one.organisation).set("assignee", one.assignee).set("created", one.created);
  json.set("changed", one.changed);
  // A version that has not been checked has no numbers.
  if (one.errors >= 0) json.set("errors", one.errors).set("warnings", one.warnings);
  if (one.due != 0) json.set("due", one.due);
  if (!one.entered_by.empty()) json.set("entered_by", one.entered_by);
  if (!one.signatures.empty()) json.set("signatures", base::Json::written(one.signatures));
  return json;
}

http::Response refuse_filter(const ProgramCall& call, const BadFilter& bad) {
  Problem problem{http::status::kBadRequest, "bad-parameter",
                  texts::ServiceBadParameter.in(call.language, bad.name, bad.value)};
  const bool is_day = bad.name == "from" || bad.name == "to" || bad.name == "due_before";
  if (is_day) problem.detail = texts::ServiceDayForm.in(call.language);
  return problem_response(problem, call.language);
}

std::string revision_tag(const inbox::Submission& one) { return fmt::format("\"{}\"", one.revision); }

inbox::Result<std::optional<InboxApi::Preparation>> InboxApi::preparation_of(const ProgramCall& call,
                                                                             const std::string& id, Action action) {
  const auto command = call.command();
  // `despite_errors` is for programs whose users have seen the errors.
  const bool accepts = action == Action::Accept && command && !command->view().flag_of("despite_errors");
  std::optional<Preparation> prepared;
  if (action != Action::Return && !accepts) return prepared;
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(id);
  const auto last = found ? submissions.version(found->id, found->versions) : base::Failure{found.error()};
  // A submission that cannot be read now must not pass unchecked, since act() may be able to read it.
  if (!last) return base::Failure{last.error()};
  if (!accepts && !has_other_texts(*found, *last)) return prepared;
  auto task =
      accepts ? version_task(Operation::Check, inbox_, *found, *last) : corrected_texts_task(inbox_, *found, *last);
  if (!task) return base::Failure{task.error()};
  task->options.values_only = true;
  prepared = Preparation{*found, *std::move(task), accepts};
  return prepared;
}

std::optional<http::Response> InboxApi::refuse_faulty(const ProgramCall& call, const std::string& report) {
  const auto json = base::parse_json(report);
  // An unreadable report is treated as one with errors.
  if (json && json->view().number_of("errors").value_or(0) == 0) return std::nullopt;
  return problem_response(
      {http::status::kUnprocessable, "has-errors", std::string(texts::ServiceHasErrors.in(call.language)), report},
      call.language);
}

/// Sends a page of the list, the latest first; `before` leads to the next page.
http::Response InboxApi::list(const ProgramCall& call) {
  inbox::SubmissionFilter filter;
  filter.before = static_cast<std::int64_t>(number_of_digits(call.asked("before")));
  // One more than a page has, to learn whether there is a next page.
  filter.count = kListPage + 1;
  if (const auto bad = read_submission_filter([&](std::string_view name) { return call.asked(name); }, filter)) {
    return refuse_filter(call, *bad);
  }
  const auto found = inbox::Submissions(inbox_).list(filter);
  if (!found) return call.problem(found.error());
  base::Json submissions = base::Json::list();
  for (std::size_t i = 0; i < std::min(kListPage, found->size()); ++i) submissions.add(submission_json((*found)[i]));
  base::Json json = base::Json::object();
  json.set("submissions", std::move(submissions));
  // In another order, pages are requested by their number, since a cursor only works in the order of
  // numbers.
  if (found->size() > kListPage && filter.sort == inbox::SortBy::Number && !filter.ascending)
    json.set("before", (*found)[kListPage - 1].number);
  // The number on all pages together; the client can show it.
  const auto total = inbox::Submissions(inbox_).count(filter);
  if (!total) return call.problem(total.error());
  http::Response response = json_response(json.text());
  response.headers.push_back({"X-Total", std::to_string(*total)});
  return response;
}

/// Sends the figures of a year by months, the same as on the page of statistics.
http::Response InboxApi::statistics(const ProgramCall& call) {
  const std::string kind = call.asked("kind");
  const std::string typed = call.asked("year");
  // An empty year means this one; a malformed one becomes 0, for which there are no figures.
  const int year = typed.empty() ? local_year(call.now) : static_cast<int>(number_of_digits(typed));
  const YearStarts starts = starts_of_months(year);
  const auto figures = inbox::Statistics(inbox_).of_year(kind, starts);
  if (!figures) return call.problem(figures.error());
  const auto faulty = faulty_fields(inbox_, kind, starts);
  if (!faulty) return call.problem(faulty.error());
  base::Json months = base::Json::list();
  for (std::size_t i = 0; i < kMonths; ++i) {
    const inbox::MonthFigures& month = figures->months[i];
    base::Json one = base::Json::object();
    one.set("month", fmt::format("{:04}-{:02}", year, i + 1)).set("submitted", month.submitted);
    one.set("returned", month.returned).set("accepted", month.accepted).set("rejected", month.rejected);
    months.add(std::move(one.set("withdrawn", month.withdrawn)));
  }
  base::Json fields = base::Json::list();
  for (const auto& [label, count] : *faulty) {
    fields.add(std::move(base::Json::object().set("label", label).set("forms", count)));
  }
  base::Json json = base::Json::object();
  json.set("year", static_cast<std::uint64_t>(year)).set("kind", kind).set("months", std::move(months));
  // One decimal place, written as a JSON number.
  const auto days = [](double number) {
    return base::Json::written(fmt::format("{:.1f}", number));
  };
  if (figures->median_days && figures->ninth_tenth_days) {
    json.set("median_days", days(*figures->median_days)).set("ninth_tenth_days", days(*figures->ninth_tenth_days));
  }
  return json_response(json.set("faulty_fields", std::move(fields)).text());
}

/// Sends a submission with its remarks and its history.
http::Response InboxApi::one(const ProgramCall& call, const std::string& id) {
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(id);
  if (!found) return call.problem(found.error());
  const auto remarks = submissions.remarks(found->id);
  const auto events = submissions.events(found->id);
  if (!remarks || !events) return call.problem(remarks ? events.error() : remarks.error());
  base::Json said = base::Json::list();
  // In the order of their numbers, with the answers of the applicant.
  for (const inbox::Remark& remark : *remarks) {
    base::Json json = base::Json::object();
    json.set("version", remark.version).set("pointer", remark.pointer).set("text", remark.text);
    json.set("author", remark.author).set("answer", remark.answer);
    said.add(std::move(json.set("recalled", remark.is_recalled)));
  }
  base::Json history = base::Json::list();
  for (const inbox::Event& event : *events) {
    base::Json json = base::Json::object();
    json.set("time", event.time).set("actor", event.actor).set("action", inbox::action_name(event.action));
    history.add(std::move(json.set("state", inbox::state_name(event.state)).set("detail", event.detail)));
  }
  base::Json json = submission_json(*found);
  http::Response response =
      json_response(json.set("remarks", std::move(said)).set("events", std::move(history)).text());
  response.headers.push_back({"ETag", revision_tag(*found)});
  return response;
}

/// Sends the data of a version, with its hash as ETag: a version never changes.
http::Response InboxApi::version(const ProgramCall& call, const std::string& id, std::int64_t number) {
  const auto found = inbox::Submissions(inbox_).version(id, number);
  if (!found) return call.problem(found.error());
  http::Response response;
  response.headers = {{"Content-Type", "application/json"}, {"ETag", fmt::format("\"{}\"", found->hash)}};
  response.body = found->json;
  return response;
}

/// The order to return a submission: remarks, and the first second at which changes are closed again. Made from a
/// command such as `{"until":"2026-12-20","remarks":[{"pointer":"/name","text":"…"}]}`.
struct InboxApi::ReturnOrder {
  std::vector<inbox::Remark> remarks;
  inbox::Seconds expires = 0;
};

struct InboxApi::OrderFault {
  std::string_view id;
  const diagnostics::BilingualText* title = nullptr;
};

/// Returns the order in a command to return a submission, or what is wrong with it.
base::Expected<InboxApi::ReturnOrder, InboxApi::OrderFault> InboxApi::order_of(const ProgramCall& call,
                                                                               const base::JsonView& command) {
  std::vector<inbox::Remark> remarks = remarks_of(command);
  if (remarks.empty()) return base::Failure{OrderFault{"no-remark", &texts::OfficeNoRemark}};
  // The named day is included completely, so it may also be today.
  const auto until = typed_date(command.text_of("until"));
  if (!until || *until + base::kSecondsPerDay <= call.now) {
    return base::Failure{OrderFault{"bad-date", &texts::OfficeBadUntil}};
  }
  return ReturnOrder{std::move(remarks), *until + base::kSecondsPerDay};
}

/// Returns a submission to the applicant. If the office has corrected it, the draft gets the corrected texts; if it was
/// corrected after these were read, the submission is not returned, since the applicant would continue with outdated
/// texts.
std::optional<inbox::Fault> InboxApi::send_back(const inbox::Submission& submission, const ReturnOrder& order,
                                                const inbox::Change& change,
                                                const std::optional<CorrectedEntries>& entries) {
  inbox::Submissions submissions(inbox_);
  const auto last = submissions.version(submission.id, submission.versions);
  if (!last) return last.error();
  std::optional<std::string> texts;
  // Checked again, since a correction may have come between the two steps.
  if (has_other_texts(submission, *last)) {
    if (!entries || entries->version != submission.versions) return inbox::Fault{inbox::Fault::Kind::Conflict};
    texts = entries->entries;
  }
  const auto done = submissions.send_back(submission.id, order.remarks, order.expires, change, texts);
  return done ? std::nullopt : std::optional(done.error());
}

/// Carries out a command on the revision in If-Match; answers 428 without the header, 412 if the revision is outdated.
http::Response InboxApi::act(const ProgramCall& call, const std::string& id, Action action,
                             const std::optional<CorrectedEntries>& entries) {
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(id);
  if (!found) return call.problem(found.error());
  if (auto refused = call.refuse_unseen(revision_tag(*found), texts::ServiceNoRevision)) return *std::move(refused);
  const auto command = call.command();
  if (!command) return call.no_command();
  const base::JsonView view = command->view();
  const inbox::Change change{program_of(inbox_, call.request(), call.now), found->revision, call.now,
                             view.text_of("note")};
  if ((action == Action::Reopen || action == Action::Reject) && is_blank(change.detail)) {
    return call.problem(http::status::kUnprocessable, "no-reason", texts::OfficeAskNoReason);
  }
  std::optional<inbox::Fault> fault;
  if (action == Action::Assign) {
    const std::string name = view.text_of("account");
    if (!name.empty()) {
      const auto account = inbox::Accounts(inbox_).get(name);
      const bool is_missing = !account && account.error().kind == inbox::Fault::Kind::NotFound;
      if (is_missing || (account && account->disabled)) {
        return call.problem(http::status::kUnprocessable, "unknown-account", texts::OfficeUnknownAccount);
      }
      if (!account) return call.problem(account.error());
    }
    fault = submissions.assign(found->id, name, change);
  } else if (action == Action::Return) {
    const auto order = order_of(call, view);
    if (!order) return call.problem(http::status::kUnprocessable, order.error().id, *order.error().title);
    fault = send_back(*found, *order, change, entries);
  } else {
    const auto done = submissions.act(found->id, action, change);
    if (!done) fault = done.error();
  }
  // Refused commands are in the audit, too, with the key that was used: see
  // note_call().
  note_call(inbox_, call, "submission." + std::string(inbox::action_name(action)), "submission:" + found->id,
            fault ? "refused" : "ok");
  return fault ? call.problem(*fault) : one(call, id);
}

http::Response InboxApi::imported(const ProgramCall& call, const FormImports& made) {
  base::Json forms = base::Json::list();
  std::vector<std::string> unread;
  for (const ImportedForm& form : made.forms) {
    if (!form.is_read) {
      unread.push_back(form.file);
      continue;
    }
    base::Json json = base::Json::object();
    json.set("file", form.file).set("kind", form.kind);
    if (form.submission) {
      if (form.is_version) json.set("version", form.submission->versions);
      json.set("new", form.is_new).set("submission", submission_json(*form.submission));
      // The audit gets a line for each form.
      note_call(inbox_, call, "submission.import", "submission:" + form.submission->id, form.is_new ? "ok" : "known");
    }
    forms.add(std::move(json));
  }
  if (made.fault) return call.problem(*made.fault);
  base::Json json = base::Json::object();
  json.set("forms", std::move(forms)).set("unread", base::Json::list_of(unread)).set("report", made.report());
  return json_response(json.text());
}

http::Response InboxApi::scanned(const ProgramCall& call, const EnteredScans& entered) {
  base::Json scans = base::Json::list();
  for (const EnteredScan& scan : entered.scans) {
    base::Json pages = base::Json::list();
    for (const std::size_t page : scan.pages) pages.add(page);
    base::Json json = base::Json::object();
    json.set("file", scan.file).set("pages", std::move(pages)).set("outcome", fate_name(scan.fate));
    if (scan.submission) json.set("submission", submission_json(*scan.submission));
    if (!scan.unmatched.empty()) json.set("id", scan.unmatched);
    scans.add(std::move(json));
  }
  // 503 or a fault as a problem, which lists the completed parts in a further member (RFC 9457, 3.2).
  if (entered.is_whole()) return json_response(base::Json::object().set("scans", std::move(scans)).text());
  http::Response response = entered.is_busy ? call.problem(http::status::kUnavailable, "busy", texts::ServiceBusy)
                                            : call.problem(*entered.fault);
  if (entered.is_busy) response.headers.push_back({"Retry-After", "60"});
  // Scans that were entered before the fault stay, and the problem lists them.
  auto problem = base::parse_json(response.body);
  if (problem) response.body = problem->set("scans", std::move(scans)).text();
  return response;
}

}  // namespace gongwen::service
