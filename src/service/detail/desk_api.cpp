#include "service/detail/desk_api.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/inbox_api.h"
#include "service/detail/pages.h"
#include "service/detail/read_request.h"
#include "service/detail/repeated.h"
#include "service/inbox/accounts.h"
#include "service/inbox/links.h"
#include "service/inbox/outbox.h"
#include "service/mail/mail_sender.h"

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <utility>

// Common to all functions: each action is written to the audit (note_call) before the answer is sent.
namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using inbox::Action;

/// Used in place of an action: it sends a mail and decides nothing.
constexpr std::string_view kRemind = "remind";

/// Returns whether an action needs no values for each submission. Return and Reject need remarks or reasons for each;
/// Withdraw is the applicant's.
bool is_for_many(Action action) {
  return action == Action::Review || action == Action::Accept || action == Action::Assign || action == Action::Reopen;
}

/// The parameters of listSubmissions, by which a filter names submissions.
std::span<const Parameter> list_parameters() {
  const auto routes = all_routes();
  const auto list =
      std::find_if(routes.begin(), routes.end(), [](const Route& one) { return one.id == "listSubmissions"; });
  return list == routes.end() ? std::span<const Parameter>() : list->parameters;
}

}  // namespace

void DeskApi::replace(const ProgramCall& call, const std::string& id, std::string kind, std::vector<MemoryFile> files) {
  const auto found = inbox::Submissions(inbox_).get(id);
  if (!found) return call.send(call.problem(found.error()));
  if (auto refused = call.refuse_unseen(revision_tag(*found), texts::ServiceNoRevision)) {
    return call.send(*std::move(refused));
  }
  if (!inbox::state_after(found->state, Action::Replace)) {
    return call.send(call.problem({inbox::Fault::Kind::WrongState}));
  }
  FormImportOptions options{std::move(kind), call.language, time_, call.now,
                            program_of(inbox_, call.request(), call.now)};
  options.replaces = *found;
  FormImport::start(pool_, inbox_, std::move(files), std::move(options), [this, call, id](FormImports made) {
    if (made.refused) return refuse_(*call.exchange, call.route, *std::move(made.refused));
    if (made.fault) return call.send(call.problem(*made.fault));
    // Several forms in one file, or one of another kind: none was entered.
    if (!made.has_forms()) return refuse_(*call.exchange, call.route, made.unreadable());
    const auto entered = std::find_if(made.forms.begin(), made.forms.end(),
                                      [](const ImportedForm& one) { return one.submission.has_value(); });
    if (entered == made.forms.end()) {
      return call.send(call.problem(http::status::kUnprocessable, "other-form", texts::ServiceOtherForm));
    }
    note_call(inbox_, call, "submission.replace", "submission:" + id, entered->is_new ? "ok" : "known");
    base::Json json = submission_json(*entered->submission);
    http::Response response = json_response(json.set("report", made.report()).text());
    // The new ETag saves the program another read.
    response.headers.push_back({"ETag", revision_tag(*entered->submission)});
    call.send(std::move(response));
  });
}

void DeskApi::relink(const ProgramCall& call, const std::string& id) {
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.get(id);
  if (!found) return call.send(call.problem(found.error()));
  // With a draft the link opens it; its entries stay.
  if (!found->draft.empty()) return make_link(call, *found, {});
  const auto version = submissions.version(id, found->versions);
  if (!version) return call.send(call.problem(version.error()));
  // A form that came by mail: the applicant goes on with its values.
  auto task = corrected_texts_task(inbox_, *found, *version);
  if (!task) return call.send(call.problem(task.error()));
  task->language = call.language;
  task->time = time_;
  pool_.submit(*std::move(task), Lane::Interactive, [this, call, submission = *found](PoolAnswer answer) {
    const bool is_read = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
    const auto entries = is_read ? corrected_texts(inbox_, submission, answer.answer) : std::nullopt;
    if (entries) return make_link(call, submission, *entries);
    // The worker has answered, but not the question: treated as a crash.
    if (is_read) answer.end = TaskEnd::Crashed;
    refuse_(*call.exchange, call.route, std::move(answer));
  });
}

void DeskApi::make_link(const ProgramCall& call, const inbox::Submission& submission, const std::string& entries) {
  // The revision that was read above: Conflict if the office has changed the submission meanwhile.
  const auto key = inbox::Submissions(inbox_).relink(
      submission.id, entries, {program_of(inbox_, call.request(), call.now), submission.revision, call.now});
  note_call(inbox_, call, "submission.relink", "submission:" + submission.id, key ? "ok" : "refused");
  if (!key) return call.send(call.problem(key.error()));
  base::Json json = base::Json::object();
  json.set("link", full_address(call.request(), fmt::format("/resume/{}#{}", key->id, key->secret)));
  call.send(json_response(json.set("expires", call.now + inbox::kLinkTime).text()));
}

bool DeskApi::read_items(const ProgramCall& call, const base::JsonView& command, std::vector<BulkItem>& items,
                         std::int64_t& left) const {
  const auto refuse = [&](std::string_view member) {
    call.send(
        call.problem(http::status::kUnprocessable, "bad-command", texts::ServiceBadBulk.in(call.language, member)));
    return false;
  };
  const bool despite = command.flag_of("despite_errors");
  const auto ids = command.find("ids");
  const auto filter = command.find("filter");
  if (ids.has_value() == filter.has_value()) return refuse("ids");
  if (filter) {
    if (!filter->is_object()) return refuse("filter");
    if (const auto wrong = find_wrong_value(list_parameters(), *filter)) return refuse("filter/" + *wrong);
    inbox::SubmissionFilter wanted;
    if (const auto bad = read_submission_filter([&](std::string_view name) { return filter->text_of(name); }, wanted)) {
      return refuse(fmt::format("filter/{}", bad->name));
    }
    // The submissions beyond the first kMaxBulk are left for the next request, and the answer says so.
    const auto total = inbox::Submissions(inbox_).count(wanted);
    if (!total) {
      call.send(call.problem(total.error()));
      return false;
    }
    left = std::max<std::int64_t>(*total - std::int64_t{kMaxBulk}, 0);
    wanted.count = kMaxBulk;
    const auto found = inbox::Submissions(inbox_).list(wanted);
    if (!found) {
      call.send(call.problem(found.error()));
      return false;
    }
    for (const inbox::Submission& one : *found) items.push_back({one.id, one.revision, despite});
    return true;
  }
  if (!ids->is_list() || ids->size() == 0 || ids->size() > kMaxBulk) return refuse("ids");
  const auto revisions = command.find("revisions");
  if (revisions && (!revisions->is_list() || revisions->size() != ids->size())) return refuse("revisions");
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < ids->size(); ++i) {
    const std::string_view id = ids->at(i).text();
    if (!seen.insert(id).second) return refuse("ids");
    // 0 would mean any revision.
    const std::uint64_t revision = revisions ? revisions->at(i).number().value_or(0) : 0;
    if (revisions && (revision == 0 || revision > std::numeric_limits<std::int64_t>::max())) return refuse("revisions");
    items.push_back({std::string(id), static_cast<std::int64_t>(revision), despite});
  }
  return true;
}

/// POST /api/v1/bounces: `{"recipient": "bounce+ID@office.example", "reason": "550 5.1.1 …"}`, or `mail` with the id
/// alone. Repeated reports count once.
http::Response DeskApi::bounce(const ProgramCall& call) {
  const auto command = call.command();
  if (!command) return call.no_command();
  std::string id(command->view().text_of("mail"));
  // A mail filter of a server knows only the address, the program that sent the mail its id.
  if (id.empty()) {
    const std::string recipient(command->view().text_of("recipient"));
    const std::size_t plus = recipient.find('+');
    const std::size_t at = recipient.rfind('@');
    if (plus != std::string::npos && at != std::string::npos && plus < at)
      id = recipient.substr(plus + 1, at - plus - 1);
  }
  if (id.empty()) {
    return call.problem(http::status::kUnprocessable, "bad-command",
                        texts::ServiceBadBulk.in(call.language, "recipient"));
  }
  // Mail servers may write addresses in capitals.
  id = base::ascii_lowercase(id);
  const std::string reason = without_addresses(command->view().text_of("reason"));
  const auto fault = inbox::Outbox(inbox_).bounce(id, reason, call.now);
  note_call(inbox_, call, "mail.bounce", "mail:" + id, fault ? "refused" : "ok");
  // A mail may have been removed with its submission before the report arrives; the mail server cannot change that.
  if (fault && fault->kind != inbox::Fault::Kind::NotFound) return call.problem(*fault);
  http::Response response;
  response.status = http::status::kNoContent;
  return response;
}

void DeskApi::change_many(const ProgramCall& call) {
  const auto command = call.command();
  if (!command) return call.send(call.no_command());
  const base::JsonView view = command->view();
  const bool reminds = view.text_of("action") == kRemind;
  const auto action = reminds ? std::nullopt : inbox::find_action(view.text_of("action"));
  if (!reminds && (!action || !is_for_many(*action))) {
    return call.send(
        call.problem(http::status::kUnprocessable, "bad-command", texts::ServiceBadBulk.in(call.language, "action")));
  }
  BulkOrder order{action, program_of(inbox_, call.request(), call.now), call.now,
                  view.text_of(action == Action::Assign ? "account" : "note"), time_};
  // Reopening reverses a decision; the history must say why.
  if (action == Action::Reopen && is_blank(order.detail)) {
    return call.send(call.problem(http::status::kUnprocessable, "no-reason", texts::OfficeAskNoReason));
  }
  // An empty account removes the assignment.
  if (action == Action::Assign && !order.detail.empty()) {
    const auto account = inbox::Accounts(inbox_).get(order.detail);
    if (!account || account->disabled) {
      return call.send(call.problem(http::status::kUnprocessable, "unknown-account", texts::OfficeUnknownAccount));
    }
  }
  std::vector<BulkItem> items;
  std::int64_t left = 0;
  if (!read_items(call, view, items, left)) return;
  BulkChange::start(pool_, inbox_, std::move(items), std::move(order),
                    [this, call, left,
                     action = action ? inbox::action_name(*action) : kRemind](const std::vector<BulkResult>& results) {
                      base::Json list = base::Json::list();
                      std::size_t done = 0;
                      for (const BulkResult& one : results) {
                        const bool is_done = one.outcome == BulkResult::Outcome::Done;
                        done += is_done ? 1 : 0;
                        // The audit gets one line for each submission.
                        note_call(inbox_, call, fmt::format("submission.{}", action), "submission:" + one.id,
                                  is_done ? "ok" : "refused");
                        base::Json json = base::Json::object();
                        json.set("id", one.id).set("outcome", outcome_name(one.outcome));
                        if (one.submission) json.set("submission", submission_json(*one.submission));
                        list.add(std::move(json));
                      }
                      base::Json json = base::Json::object();
                      json.set("done", done).set("of", results.size());
                      if (left > 0) json.set("left", left);
                      call.send(json_response(json.set("results", std::move(list)).text()));
                    });
}

}  // namespace gongwen::service
