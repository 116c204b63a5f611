// Decisions about many submissions: those that are ticked in the list, or all that its filter finds. A first page shows
// which of them will be decided; a second one has the result for each, and a button that reverses all decisions.
#include "service/detail/bulk_change.h"
#include "service/detail/office_pages.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using inbox::Action;
using inbox::Role;

std::string outcome_words(const BulkResult& result, std::optional<Action> action, diagnostics::Language language) {
  // “Done” names the state that the submission has now, since that was the purpose.
  using Fate = BulkResult::Outcome;
  switch (result.outcome) {
    case Fate::Done:
      if (!action) return texts::OfficeDidRemind.in(language, local_time(result.leaves));
      if (action == Action::Assign) return std::string(texts::OfficeDidAssign.in(language));
      return std::string(result.submission ? state_words(result.submission->state).in(language)
                                           : texts::OfficeAuditOk.in(language));
    case Fate::HasErrors: return std::string(texts::OfficeBulkErrors.in(language));
    case Fate::Unchecked: return std::string(texts::OfficeBulkUnchecked.in(language));
    case Fate::Changed: return std::string(texts::OfficeBulkChanged.in(language));
    case Fate::WrongState:
      return std::string((action ? texts::ServiceWrongState : texts::OfficeRemindNotReturned).in(language));
    case Fate::NotFound: return std::string(texts::OfficeAuditRemoved.in(language));
    case Fate::NoAddress: return std::string(texts::OfficeRemindNoAddress.in(language));
    case Fate::Lately: return std::string(texts::OfficeRemindLately.in(language));
    case Fate::Overdue: return std::string(texts::OfficeRemindOverdue.in(language));
    case Fate::NoMail: return std::string(texts::OfficeRemindNoMail.in(language));
    case Fate::Failed: break;
  }
  return std::string(texts::ServiceNoDatabaseNow.in(language));
}

std::string reason_for_no_reminder(const inbox::Submission& one, diagnostics::Language language) {
  const bool is_returned = one.state == inbox::State::Returned;
  return std::string((is_returned ? texts::OfficeRemindNoAddress : texts::OfficeRemindNotReturned).in(language));
}

/// Parses `ID REVISION`, or `ID REVISION !` for a submission that may be accepted with errors: the value of a tick box.
/// The revision is that which the page showed: if the submission is decided meanwhile, the item becomes Changed.
std::optional<BulkItem> parse_row(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos || !is_id(text.substr(0, blank))) return std::nullopt;
  return BulkItem{std::string(text.substr(0, blank)),
                  static_cast<std::int64_t>(number_of_digits(text.substr(blank + 1))), text.ends_with('!')};
}

}  // namespace

// An action on many submissions, and how the page of confirmation describes those that will be left out.
struct OfficePages::BulkButton {
  std::string_view name;
  std::optional<Action> action;  // nullopt: letters or reminders, which decide nothing
  Role role;
  const diagnostics::BilingualText& label;
  bool reminds = false;

  bool accepts() const { return action == Action::Accept; }
  // Judged by the list as it was read; the decision itself is checked again for each item, by its revision.
  bool can_be_done(const inbox::Submission& one) const {
    if (reminds) return one.state == inbox::State::Returned && !one.email.empty();
    return action ? inbox::state_after(one.state, *action).has_value() : has_letter(one.state);
  }

  static const BulkButton* find(const OfficeVisit& visit) {
    static const std::vector<BulkButton> kButtons{{"review", Action::Review, Role::Reviewer, texts::OfficeReview},
                                                  {"assign", Action::Assign, Role::Reviewer, texts::OfficeAssign},
                                                  {"letters", std::nullopt, Role::Reviewer, texts::OfficeLetters},
                                                  {"remind", std::nullopt, Role::Reviewer, texts::OfficeRemind, true},
                                                  {"accept", Action::Accept, Role::Secretary, texts::OfficeAccept},
                                                  {"reopen", Action::Reopen, Role::Secretary, texts::OfficeReopen}};
    for (const BulkButton& one : kButtons) {
      // An unknown button and one beyond the role are treated alike: neither is offered.
      if (one.name == visit.field("_action") && visit.account.role >= one.role) return &one;
    }
    return nullptr;
  }
};

void OfficePages::bulk(const VisitPtr& visit) {
  const BulkButton* const button = BulkButton::find(*visit);
  if (button == nullptr) {
    return send_problem(visit, http::status::kForbidden, texts::OfficeNotAllowed.in(visit->language));
  }
  // Checked once for all, rather than failing for each of a thousand submissions.
  if (button->action == Action::Assign && !visit->field("_assignee").empty()) {
    const auto account = inbox::Accounts(inbox_).get(visit->field("_assignee"));
    if (!account || account->disabled) {
      return send_problem(visit, http::status::kUnprocessable, texts::OfficeUnknownAccount.in(visit->language));
    }
  }
  // The second step: the first page has been answered.
  if (visit->has("_do")) return do_bulk(visit, *button);
  inbox::Submissions submissions(inbox_);
  std::vector<inbox::Submission> found;
  std::size_t total = 0;
  if (visit->has("_all")) {
    inbox::SubmissionFilter filter;
    if (read_submission_filter([&](std::string_view name) { return visit->field(name); }, filter))
      return go_to_list(visit);
    const auto count = submissions.count(filter);
    if (!count) return send_fault(visit, count.error());
    total = static_cast<std::size_t>(*count);
    filter.count = kMaxBulk;
    auto all = submissions.list(filter);
    if (!all) return send_fault(visit, all.error());
    found = *std::move(all);
  } else {
    for (const http::FormField& field : visit->fields) {
      // Ids that are not found belong to submissions that were removed meanwhile, or were invented.
      if (field.name != "_id" || ++total > kMaxBulk) continue;
      auto one = submissions.get(field.value);
      if (one) found.push_back(*std::move(one));
    }
  }
  if (found.empty()) {
    return send_problem(visit, http::status::kUnprocessable, texts::OfficeBulkNone.in(visit->language));
  }
  ask_bulk(visit, *button, found, total);
}

/// Shows the page of confirmation: all submissions for which the action is possible are ticked, except forms with
/// errors.
void OfficePages::ask_bulk(const VisitPtr& visit, const BulkButton& button, const std::vector<inbox::Submission>& found,
                           std::size_t total) {
  base::Json rows = base::Json::list();
  std::size_t possible = 0;
  std::size_t faulty = 0;
  for (const inbox::Submission& one : found) {
    // Three groups: possible (ticked), possible despite errors (a box, not ticked), impossible (no box).
    const bool can_be_done = button.can_be_done(one);
    const bool is_faulty = button.accepts() && one.errors > 0;
    possible += can_be_done && !is_faulty ? 1 : 0;
    faulty += can_be_done && is_faulty ? 1 : 0;
    base::Json row = base::Json::object();
    row.set("id", one.id).set("receipt", one.receipt).set("person", one.person).set("organisation", one.organisation);
    row.set("state", inbox::state_name(one.state)).set("state_words", visit->words(state_words(one.state)));
    const bool is_passed_over = button.reminds && !can_be_done;
    row.set("errors", is_passed_over   ? reason_for_no_reminder(one, visit->language)
                      : one.errors > 0 ? texts::OfficeErrors.in(visit->language, one.errors)
                                       : std::string());
    // The results also name applicants who get no reminder.
    const bool has_box = can_be_done || button.reminds;
    row.set("value", has_box ? fmt::format("{} {}{}", one.id, one.revision, is_faulty ? " !" : "") : std::string());
    row.set("ticked", has_box && !is_faulty);
    row.set("label", texts::OfficeBulkTick.in(visit->language, one.receipt));
    rows.add(std::move(row));
  }
  Context context = base::Json::object();
  std::vector<std::string> paragraphs{button.reminds
                                          ? texts::OfficeRemindAbout.in(visit->language, possible, found.size())
                                          : texts::OfficeBulkAbout.in(visit->language, possible, found.size())};
  if (total > kMaxBulk) paragraphs.push_back(texts::OfficeBulkCut.in(visit->language, total, kMaxBulk));
  if (faulty > 0) paragraphs.push_back(texts::OfficeBulkFaulty.in(visit->language, faulty));
  context.set("paragraphs", base::Json::list_of(paragraphs)).set("rows", std::move(rows));
  context.set("hidden_fields",
              hidden_json({{"_action", visit->field("_action")}, {"_assignee", visit->field("_assignee")}}));
  context.set("asks_reason", button.action == Action::Reopen);
  base::Json words = base::Json::object();
  words.set("receipt", visit->words(texts::OfficeColumnReceipt)).set("person", visit->words(texts::OfficeColumnPerson));
  words.set("organisation", visit->words(texts::OfficeColumnOrganisation));
  words.set("state", visit->words(texts::OfficeFilterState))
      .set("check", visit->words(button.reminds ? texts::OfficeBulkOutcome : texts::OfficeMessages));
  words.set("button", visit->words(button.action || button.reminds ? button.label : texts::OfficeLettersMake))
      .set("back", visit->words(texts::OfficeAskBack));
  words.set("why", visit->words(texts::OfficeAskWhy));
  context.set("w", std::move(words));
  send_office(visit, 200, "bulk", texts::OfficeBulkTitle.in(visit->language, visit->words(button.label)),
              std::move(context));
}

void OfficePages::do_bulk(const VisitPtr& visit, const BulkButton& button) {
  std::vector<BulkItem> items;
  for (const http::FormField& field : visit->fields) {
    if (field.name != "_row" || items.size() >= kMaxBulk) continue;
    if (auto item = parse_row(field.value)) items.push_back(*std::move(item));
  }
  if (items.empty()) {
    return send_problem(visit, http::status::kUnprocessable, texts::OfficeBulkNone.in(visit->language));
  }
  if (!button.action && !button.reminds) return make_bulk_letters(visit, items);
  BulkOrder order;
  order.action = button.action;
  order.actor = visit->account.name;
  order.now = visit->now;
  // The one text field of the page has the assignee or the reason, depending on the action.
  order.detail = visit->field(button.action == Action::Assign ? "_assignee" : "_why");
  if (button.action == Action::Reopen && is_blank(order.detail)) {
    return send_problem(visit, http::status::kUnprocessable, texts::OfficeAskNoReason.in(visit->language));
  }
  order.time = options_.task_time;
  // The table of buttons is static, so a reference to one stays valid.
  BulkChange::start(
      pool_, inbox_, std::move(items), std::move(order),
      [this, visit, &button](const std::vector<BulkResult>& results) { show_bulk(visit, button, results); });
}

/// Letters state decisions; if another user has decided otherwise meanwhile, the page of confirmation is shown
/// again.
void OfficePages::make_bulk_letters(const VisitPtr& visit, const std::vector<BulkItem>& items) {
  inbox::Submissions submissions(inbox_);
  std::vector<inbox::Submission> found;
  bool has_changed = false;
  for (const BulkItem& item : items) {
    auto one = submissions.get(item.id);
    if (!one) return send_fault(visit, one.error());
    // A letter is about one state: the revision must be the one that was confirmed.
    has_changed = has_changed || one->revision != item.revision || !has_letter(one->state);
    found.push_back(*std::move(one));
  }
  if (!has_changed) return letters_.send_all(visit, std::move(found));
  visit->notices.push_back(visit->words(texts::OfficeChangedMeanwhile));
  ask_bulk(visit, *BulkButton::find(*visit), found, found.size());
}

void OfficePages::show_bulk(const VisitPtr& visit, const BulkButton& button, const std::vector<BulkResult>& results) {
  OfficeTable page;
  page.heads = {visit->words(texts::OfficeColumnReceipt), visit->words(texts::OfficeColumnPerson),
                visit->words(texts::OfficeBulkOutcome)};
  // Undo is another such page: it reopens the accepted ones, with a reason that is filled in already.
  OfficeForm undo{"/office/bulk",
                  {{"_why", "text", visit->words(texts::OfficeAskWhy), visit->words(texts::OfficeBulkUndoWhy)}},
                  {{"_do", visit->words(texts::OfficeBulkUndoButton), true}}};
  undo.title = visit->words(texts::OfficeBulkUndo);
  undo.hidden = {{"_action", "reopen"}};
  OfficeForm letters{"/office/bulk", {}, {{"_do", visit->words(texts::OfficeLettersMake), true}}};
  letters.title = visit->words(texts::OfficeLetters);
  letters.hidden = {{"_action", "letters"}};
  std::size_t done = 0;
  for (const BulkResult& one : results) {
    const bool is_done = one.outcome == BulkResult::Outcome::Done;
    done += is_done ? 1 : 0;
    note(visit, fmt::format("submission.{}", button.name), "submission:" + one.id, is_done ? "ok" : "refused");
    const std::string receipt = one.submission ? one.submission->receipt : std::string();
    page.rows.push_back({{{receipt, "/office/s/" + one.id},
                          {one.submission ? one.submission->person : std::string()},
                          {outcome_words(one, button.action, visit->language)}}});
    // With the revision after the acceptance, so that submissions that were changed since are not reopened.
    if (is_done && button.accepts() && one.submission) {
      const std::string row = fmt::format("{} {}", one.id, one.submission->revision);
      undo.hidden.push_back({"_row", row});
      letters.hidden.push_back({"_row", row});
    }
  }
  page.paragraphs = {texts::OfficeBulkDone.in(visit->language, done, results.size())};
  page.links = {{"/office/", visit->words(texts::OfficeTitle)}};
  if (button.reminds) page.links.push_back({"/office/mails?show=waiting", visit->words(texts::MailPage)});
  if (button.accepts() && done > 0) page.forms = {std::move(letters), std::move(undo)};
  // 409 if any action failed: the table says which.
  send_office(visit, done == results.size() ? 200 : http::status::kConflict, visit->words(texts::OfficeBulkResult),
              page);
}

}  // namespace gongwen::service
