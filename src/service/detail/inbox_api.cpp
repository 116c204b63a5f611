#include "service/detail/inbox_api.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "http/form.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/pages.h"
#include "service/detail/repeated.h"
#include "service/inbox/accounts.h"
#include "service/inbox/audit.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;
using inbox::Action;

http::Response json_answer(const base::Json& json) {
  http::Response response;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = json.text();
  return response;
}

base::Json submission_json(const inbox::Submission& one) {
  base::Json json = base::Json::object();
  json.set("id", one.id).set("receipt", one.receipt).set("kind", one.kind).set("state", inbox::state_name(one.state));
  json.set("revision", one.revision).set("versions", one.versions).set("person", one.person);
  json.set("organisation", one.organisation).set("assignee", one.assignee).set("created", one.created);
  json.set("changed", one.changed);
  if (!one.signatures.empty()) json.set("signatures", base::Json::written(one.signatures));
  return json;
}

std::string revision_tag(const inbox::Submission& one) { return fmt::format("\"{}\"", one.revision); }

/// What is said of the whole or of values; nothing where one of them says nothing, or names no place.
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

std::optional<Action> action_of(std::string_view name) {
  for (const Action action : {Action::Review, Action::Return, Action::Accept, Action::Reject, Action::Assign}) {
    if (inbox::action_name(action) == name) return action;
  }
  return std::nullopt;
}

}  // namespace

/// One request.
struct InboxApi::Call {
  const RouteMatch& match;
  const http::Request& request;
  std::string_view body;
  Language language;
  inbox::Seconds now;

  std::string value(std::string_view name) const { return match.value(name); }

  http::Response problem(unsigned status, std::string_view id, const diagnostics::BilingualText& title) const {
    return problem_response({status, id, std::string(title.in(language))}, language);
  }

  http::Response problem(const inbox::Fault& fault) const {
    constexpr unsigned kPrecondition = 412;
    using Kind = inbox::Fault::Kind;
    if (fault.kind == Kind::NotFound) return problem(kFormNotFound, "not-found", texts::ServiceNotFound);
    if (fault.kind == Kind::Conflict) return problem(kPrecondition, "changed", texts::ServiceConflict);
    if (fault.kind == Kind::WrongState) return problem(kFormConflict, "wrong-state", texts::ServiceWrongState);
    if (fault.kind == Kind::Gone) return problem(kFormGone, "gone", texts::ServiceNoDraft);
    if (fault.kind == Kind::NoRoom) return problem(kFormNoRoom, "no-room", texts::ServiceNoRoom);
    return problem(kFormBusy, "no-database", texts::ServiceNoDatabaseNow);
  }
};

http::Response InboxApi::answer(const RouteMatch& match, const http::Request& request, std::string_view body,
                                Language language, const std::optional<CorrectedEntries>& entries) {
  const Call call{match, request, body, language, clock_()};
  const std::string_view id = match.route->id;
  if (id == "listSubmissions") return list(call);
  if (id == "getSubmission") return one(call);
  if (id == "getVersion") return version(call);
  return act(call, entries);
}

std::optional<InboxApi::Preparation> InboxApi::preparation_of(const RouteMatch& match, std::string_view body) {
  const std::optional<Action> action = action_of(match.value("action"));
  const auto command = base::parse_json(body);
  const bool accepts =
      action == Action::Accept && command && command->view().is_object() && !command->view().flag_of("despite_errors");
  if (action != Action::Return && !accepts) return std::nullopt;
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(match.value("id"));
  const auto last = found ? submissions.version(found->id, found->versions) : base::Failure{found.error()};
  // What is wrong with the request is said when it is answered.
  if (!last) return std::nullopt;
  if (accepts) {
    Task check = version_task(Operation::Check, inbox_, *found, *last);
    check.options.values_only = true;
    return Preparation{*found, std::move(check), true};
  }
  auto task = corrected_texts_task(inbox_, *found, *last);
  if (!task) return std::nullopt;
  return Preparation{*found, *std::move(task), false};
}

std::optional<http::Response> InboxApi::refuse_faulty(const std::string& report, Language language) {
  const auto json = base::parse_json(report);
  if (json && json->view().number_of("errors").value_or(0) == 0) return std::nullopt;
  return problem_response({kFormInvalid, "has-errors", std::string(texts::ServiceHasErrors.in(language)), report},
                          language);
}

http::Response InboxApi::list(const Call& call) {
  const auto fields = http::parse_form(call.request.query);
  const auto asked = [&](std::string_view name) {
    const std::string* const value = fields ? http::find_field(*fields, name) : nullptr;
    return value == nullptr ? std::string() : *value;
  };
  inbox::SubmissionFilter filter;
  filter.kind = asked("kind");
  filter.state = inbox::find_state(asked("state"));
  filter.text = asked("text");
  filter.before = static_cast<std::int64_t>(number_of_digits(asked("before")));
  filter.count = kListPage + 1;
  if (read_days(asked("from"), asked("to"), filter)) {
    return call.problem(kFormBad, "bad-parameter", texts::ServiceBadQuery);
  }
  const auto found = inbox::Submissions(inbox_).list(filter);
  if (!found) return call.problem(found.error());
  base::Json submissions = base::Json::list();
  for (std::size_t i = 0; i < std::min(kListPage, found->size()); ++i) submissions.add(submission_json((*found)[i]));
  base::Json json = base::Json::object();
  json.set("submissions", std::move(submissions));
  if (found->size() > kListPage) json.set("before", (*found)[kListPage - 1].number);
  return json_answer(json);
}

http::Response InboxApi::one(const Call& call) {
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(call.value("id"));
  if (!found) return call.problem(found.error());
  const auto remarks = submissions.remarks(found->id);
  const auto events = submissions.events(found->id);
  if (!remarks || !events) return call.problem(remarks ? events.error() : remarks.error());
  base::Json said = base::Json::list();
  for (const inbox::Remark& remark : *remarks) {
    base::Json json = base::Json::object();
    json.set("version", remark.version).set("pointer", remark.pointer).set("text", remark.text);
    said.add(std::move(json.set("author", remark.author).set("answer", remark.answer)));
  }
  base::Json history = base::Json::list();
  for (const inbox::Event& event : *events) {
    base::Json json = base::Json::object();
    json.set("time", event.time).set("actor", event.actor).set("action", inbox::action_name(event.action));
    history.add(std::move(json.set("state", inbox::state_name(event.state)).set("detail", event.detail)));
  }
  base::Json json = submission_json(*found);
  http::Response response = json_answer(json.set("remarks", std::move(said)).set("events", std::move(history)));
  response.headers.push_back({"ETag", revision_tag(*found)});
  return response;
}

http::Response InboxApi::version(const Call& call) {
  const std::string text = call.value("number");
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  const auto number = static_cast<std::int64_t>(is_number ? number_of_digits(text) : 0);
  const auto found = inbox::Submissions(inbox_).version(call.value("id"), number);
  if (!found) return call.problem(found.error());
  http::Response response;
  response.headers = {{"Content-Type", "application/json"}, {"ETag", fmt::format("\"{}\"", found->hash)}};
  response.body = found->json;
  return response;
}

struct InboxApi::ReturnOrder {
  std::vector<inbox::Remark> remarks;
  inbox::Seconds expires = 0;
};

struct InboxApi::OrderFault {
  std::string_view id;
  const diagnostics::BilingualText* title = nullptr;
};

base::Expected<InboxApi::ReturnOrder, InboxApi::OrderFault> InboxApi::order_of(const Call& call,
                                                                               const base::JsonView& command) {
  std::vector<inbox::Remark> remarks = remarks_of(command);
  if (remarks.empty()) return base::Failure{OrderFault{"no-remark", &texts::OfficeNoRemark}};
  const auto until = typed_date(command.text_of("until"));
  if (!until || *until + base::kSecondsPerDay <= call.now) {
    return base::Failure{OrderFault{"bad-date", &texts::OfficeBadUntil}};
  }
  return ReturnOrder{std::move(remarks), *until + base::kSecondsPerDay};
}

/// With the texts of what the office has corrected; without, if it was corrected after they were asked for, nothing is
/// returned.
std::optional<inbox::Fault> InboxApi::send_back(const inbox::Submission& submission, const ReturnOrder& order,
                                                const inbox::Change& change,
                                                const std::optional<CorrectedEntries>& entries) {
  inbox::Submissions submissions(inbox_);
  const auto last = submissions.version(submission.id, submission.versions);
  if (!last) return last.error();
  std::optional<std::string> texts;
  if (corrected_texts_task(inbox_, submission, *last)) {
    if (!entries || entries->version != submission.versions) return inbox::Fault{inbox::Fault::Kind::Conflict};
    texts = entries->entries;
  }
  const auto done = submissions.send_back(submission.id, order.remarks, order.expires, change, texts);
  return done ? std::nullopt : std::optional(done.error());
}

/// What it was decided on is named by `If-Match`: nothing is decided on what nobody has seen.
http::Response InboxApi::act(const Call& call, const std::optional<CorrectedEntries>& entries) {
  constexpr unsigned kPreconditionRequired = 428;
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(call.value("id"));
  if (!found) return call.problem(found.error());
  const std::optional<Action> action = action_of(call.value("action"));
  if (!action) return call.problem(kFormNotFound, "not-found", texts::ServiceNotFound);
  const std::string* const seen = call.request.header("if-match");
  if (seen == nullptr) return call.problem(kPreconditionRequired, "no-revision", texts::ServiceNoRevision);
  if (*seen != revision_tag(*found)) return call.problem({inbox::Fault::Kind::Conflict});
  const auto command = base::parse_json(call.body);
  if (!command || !command->view().is_object())
    return call.problem(kFormInvalid, "invalid-data", texts::ServiceInvalidData);
  const base::JsonView view = command->view();
  const std::string actor = program_of(inbox_, call.request, call.now);
  const inbox::Change change{actor, found->revision, call.now, view.text_of("note")};
  std::optional<inbox::Fault> fault;
  if (*action == Action::Assign) {
    const std::string name = view.text_of("account");
    if (!name.empty()) {
      const auto account = inbox::Accounts(inbox_).get(name);
      const bool is_missing = !account && account.error().kind == inbox::Fault::Kind::NotFound;
      if (is_missing || (account && account->disabled)) {
        return call.problem(kFormInvalid, "unknown-account", texts::OfficeUnknownAccount);
      }
      if (!account) return call.problem(account.error());
    }
    fault = submissions.assign(found->id, name, change);
  } else if (*action == Action::Return) {
    const auto order = order_of(call, view);
    if (!order) return call.problem(kFormInvalid, order.error().id, *order.error().title);
    fault = send_back(*found, *order, change, entries);
  } else {
    const auto done = submissions.act(found->id, *action, change);
    if (!done) fault = done.error();
  }
  static_cast<void>(inbox::Audit(inbox_).add({0, call.now, actor, call.request.peer,
                                              "submission." + std::string(inbox::action_name(*action)),
                                              "submission:" + found->id, fault ? "refused" : "ok"}));
  return fault ? call.problem(*fault) : one(call);
}

http::Response InboxApi::imported(const FormImports& made, const http::Request& request, Language language) {
  const RouteMatch no_match;
  const Call call{no_match, request, {}, language, clock_()};
  const std::string actor = program_of(inbox_, request, call.now);
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
      json.set("new", form.is_new).set("submission", submission_json(*form.submission));
      static_cast<void>(inbox::Audit(inbox_).add({0, call.now, actor, request.peer, "submission.import",
                                                  "submission:" + form.submission->id, form.is_new ? "ok" : "known"}));
    }
    forms.add(std::move(json));
  }
  if (made.fault) return call.problem(*made.fault);
  base::Json json = base::Json::object();
  json.set("forms", std::move(forms)).set("unread", base::Json::list_of(unread)).set("report", made.report());
  return json_answer(json);
}

http::Response InboxApi::scanned(const EnteredScans& entered, const http::Request& request, Language language) {
  const RouteMatch no_match;
  const Call call{no_match, request, {}, language, clock_()};
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
  if (entered.is_whole()) return json_answer(base::Json::object().set("scans", std::move(scans)));
  http::Response response =
      entered.is_busy ? call.problem(kFormBusy, "busy", texts::ServiceBusy) : call.problem(*entered.fault);
  if (entered.is_busy) response.headers.push_back({"Retry-After", "60"});
  // What was entered before stays.
  auto problem = base::parse_json(response.body);
  if (problem) response.body = problem->set("scans", std::move(scans)).text();
  return response;
}

std::string InboxApi::actor_of(const http::Request& request) { return program_of(inbox_, request, clock_()); }

}  // namespace gongwen::service
