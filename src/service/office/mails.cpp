// Mail to applicants, as the office sees it: on the page of a submission, and all mail on a page of its own. Held mail
// can be withdrawn; failed mail can be sent again.
#include "service/detail/named_words.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::service {
namespace {

using diagnostics::Language;
using inbox::MailState;
using inbox::OutboxMail;
using inbox::Role;

constexpr std::string_view kMailsAddress = "/office/mails";
constexpr std::size_t kMailsShown = 200;

/// Returns the reply of the server: `550 5.1.1 nobody here`; only the code if it gave no words.
std::string reply_words(const OutboxMail& mail) {
  if (!mail.said.empty()) return mail.said;
  return mail.code == 0 ? "–" : std::to_string(mail.code);
}

// A mail that the server has accepted and reports as delayed is still Sent, but has other words.
std::string mail_state_words(const OutboxMail& mail, Language language) {
  switch (mail.state) {
    case MailState::Held: return texts::MailHeld.in(language, local_time(mail.next));
    case MailState::Due:
      return (mail.tries == 0 ? texts::MailDue : texts::MailTriedAgain).in(language, local_time(mail.next));
    case MailState::Sending: return std::string(texts::MailSending.in(language));
    case MailState::Sent:
      return mail.said.empty() ? texts::MailSent.in(language, local_time(mail.changed))
                               : texts::MailDelayed.in(language, reply_words(mail));
    case MailState::Unsure:
      return mail.next == 0 ? std::string(texts::MailUnsureEnd.in(language))
                            : texts::MailUnsureAgain.in(language, local_time(mail.next));
    case MailState::Failed: return texts::MailFailed.in(language, reply_words(mail));
    case MailState::Bounced: return texts::MailBounced.in(language, reply_words(mail));
    case MailState::Cancelled: break;
  }
  return std::string(texts::MailCancelled.in(language));
}

// Returns whether the mail can be withdrawn.
bool is_waiting(MailState state) { return state == MailState::Held || state == MailState::Due; }

// Returns whether the mail can be sent again.
bool is_troubled(MailState state) {
  return state == MailState::Failed || state == MailState::Bounced || state == MailState::Unsure;
}

}  // namespace

std::string mail_name_words(std::string_view name, Language language) {
  static const std::array<NamedWords, 12> kNamed{
      NamedWords{"receipt", texts::MailReceipt},     NamedWords{"returned", texts::MailReturned},
      NamedWords{"accepted", texts::MailAccepted},   NamedWords{"rejected", texts::MailRejected},
      NamedWords{"withdrawn", texts::MailWithdrawn}, NamedWords{"reopened", texts::MailReopened},
      NamedWords{"recalled", texts::MailRecalled},   NamedWords{"reminder", texts::MailReminder},
      NamedWords{"deadline", texts::MailDeadline},   NamedWords{"code", texts::MailCode},
      NamedWords{"forms", texts::MailForms},         NamedWords{"digest", texts::MailDigest}};
  return words_of_name(kNamed, name, language);
}

void add_mail_facts(base::Json& facts, const std::vector<OutboxMail>& mails, Language language) {
  for (const OutboxMail& mail : mails) {
    base::Json fact = base::Json::object();
    fact.set("name", texts::MailFact.in(language));
    facts.add(std::move(fact.set(
        "value", fmt::format("{} · {}", mail_name_words(mail.name, language), mail_state_words(mail, language)))));
  }
}

std::vector<OfficeForm> OfficePages::mail_forms(const VisitPtr& visit, const inbox::Submission& submission,
                                                const std::vector<OutboxMail>& mails) const {
  std::vector<OfficeForm> forms;
  if (visit->account.role < Role::Reviewer) return forms;
  for (const OutboxMail& mail : mails) {
    // Future reminders are withdrawn on the page of all mails.
    const bool is_planned = mail.state == MailState::Due && mail.tries == 0;
    if (is_planned || (!is_waiting(mail.state) && !is_troubled(mail.state))) continue;
    OfficeForm form{"/office/s/" + submission.id + "/mail", {}, {}};
    form.title =
        fmt::format("{} · {}", mail_name_words(mail.name, visit->language), mail_state_words(mail, visit->language));
    form.buttons = {is_waiting(mail.state)
                        ? OfficeButton{"_take_back", visit->words(texts::MailTakeBack), true, mail.id}
                        : OfficeButton{"_again", visit->words(texts::MailAgain), true, mail.id}};
    forms.push_back(std::move(form));
  }
  return forms;
}

/// Carries out a button about one mail; returns false if it has answered. WrongState: the sending process was faster.
/// The caller shows that with the present state of the page.
bool OfficePages::change_mail(const VisitPtr& visit, std::optional<inbox::Fault>& fault) {
  const bool takes_back = visit->has("_take_back");
  if (!takes_back && !visit->has("_again")) {
    send_not_found(visit);
    return false;
  }
  inbox::Outbox outbox(inbox_);
  const std::string id = visit->field(takes_back ? "_take_back" : "_again");
  fault = takes_back ? outbox.cancel(id, visit->now) : outbox.retry(id, visit->now);
  note(visit, takes_back ? "mail.cancel" : "mail.retry", "mail:" + id, fault ? "refused" : "ok");
  if (!fault || fault->kind == inbox::Fault::Kind::WrongState) return true;
  send_fault(visit, *fault);
  return false;
}

void OfficePages::act_on_mail(const VisitPtr& visit, const inbox::Submission& submission) {
  std::optional<inbox::Fault> fault;
  if (!change_mail(visit, fault)) return;
  if (!fault) return send_to(visit, "/office/s/" + submission.id);
  show_submission(visit, submission, http::status::kConflict, texts::MailLate.in(visit->language));
}

void OfficePages::mails(const VisitPtr& visit) {
  if (!visit->asked("kind").empty()) return kind_mails(visit);
  std::optional<inbox::Fault> fault;
  if (visit->posts()) {
    if (!change_mail(visit, fault)) return;
    if (!fault) return send_to(visit, std::string(kMailsAddress));
  }
  inbox::Outbox outbox(inbox_);
  const auto counts = outbox.count();
  const auto all = outbox.list(std::nullopt, kMailsShown);
  if (!counts || !all) return send_fault(visit, counts ? all.error() : counts.error());
  std::int64_t waiting = 0;
  std::int64_t troubled = 0;
  // The counts are of all mail, the rows only of the newest kMailsShown.
  for (const auto& [state, count] : *counts) {
    if (is_waiting(state)) waiting += count;
    if (is_troubled(state)) troubled += count;
  }
  const std::string shown = visit->asked("show");
  OfficeTable page;
  page.paragraphs = {visit->words(inbox_.sends_mail() ? texts::MailPageAbout : texts::MailPageOff)};
  const std::string address(kMailsAddress);
  page.links = {{address, visit->words(texts::MailAll)},
                {address + "?show=waiting", texts::MailWaiting.in(visit->language, waiting)},
                {address + "?show=troubled", texts::MailTroubled.in(visit->language, troubled)}};
  inbox::Submissions submissions(inbox_);
  // Waiting and troubled mail is listed state by state, the newest of each first.
  for (const MailState state : inbox::all_mail_states()) {
    if (shown.empty() || (shown == "waiting" && !is_waiting(state)) || (shown == "troubled" && !is_troubled(state))) {
      continue;
    }
    const auto some = outbox.list(state, kMailsShown);
    if (!some) return send_fault(visit, some.error());
    for (const OutboxMail& mail : *some) page.rows.push_back(mail_row(visit, mail));
  }
  for (const OutboxMail& mail : shown.empty() ? *all : std::vector<OutboxMail>()) {
    page.rows.push_back(mail_row(visit, mail));
  }
  if (page.rows.empty()) page.paragraphs.push_back(visit->words(texts::MailPageNone));
  page.heads = {visit->words(texts::MailTime), visit->words(texts::OfficeColumnReceipt),
                visit->words(texts::MailColumn), visit->words(texts::MailState)};
  if (shown == "waiting") page.row_button = {address, "_take_back", visit->words(texts::MailTakeBack)};
  if (shown == "troubled") page.row_button = {address, "_again", visit->words(texts::MailAgain)};
  // One button for all rows is enough, since a list shows either waiting or troubled mail.
  std::vector<std::string> errors;
  if (fault) errors.push_back(visit->words(texts::MailLate));
  with_kinds(visit, [this, visit, page = std::move(page), errors = std::move(errors),
                     is_late = fault.has_value()](const KindTable& table) mutable {
    for (const std::string& kind : table.forms) {
      const std::vector<http::FormField> query{{"kind", kind}};
      page.links.push_back(
          {"/office/mails?" + http::write_form(query), texts::MailOfKind.in(visit->language, table.title_of(kind))});
    }
    send_office(visit, is_late ? http::status::kConflict : http::status::kOk, visit->words(texts::MailPage), page,
                std::move(errors));
  });
}

OfficeRow OfficePages::mail_row(const VisitPtr& visit, const OutboxMail& mail) const {
  return {{{local_time(mail.created)},
           {mail.facts.receipt, mail.submission.empty() ? std::string() : "/office/s/" + mail.submission},
           {mail_name_words(mail.name, visit->language)},
           {mail_state_words(mail, visit->language)}},
          mail.id};
}

}  // namespace gongwen::service
