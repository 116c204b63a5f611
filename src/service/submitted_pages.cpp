// Pages of forms besides the draft: continuing on another device (/resume), the private link, the preview before
// handing in, the status of a form that was handed in (/r), and its document. All except /resume have opened the draft
// by its cookie first.
#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/mail.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/field_names.h"
#include "resources/environment.h"
#include "service/detail/calendar_file.h"
#include "service/detail/described_form.h"
#include "service/detail/form_pages.h"
#include "service/detail/pictures.h"
#include "service/detail/remark_answers.h"
#include "service/detail/scan_store.h"
#include "service/http/fields.h"
#include "service/inbox/links.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::service {
// `/d/…` pages work on the draft, `/r/…` pages on the version that was handed in; both have the same cookie.
namespace {

namespace texts = diagnostics::texts;

/// The last day for changes, which the office has set; `end` is the first second after it in Beijing.
std::string until_words(inbox::Seconds end, diagnostics::Language language) {
  const std::string day = local_time(end - 1).substr(0, std::string_view("2026-12-01").size());
  const base::Date date = base::parse_date(day).value_or(base::Date());
  const auto written = texts::ServiceDay.pair(base::year_of(date), base::month_of(date), base::day_of(date));
  return texts::ServiceUntil.pair(diagnostics::TextPair{day, written.chinese}).in(language);
}

}  // namespace

// /resume/ID

// GET shows the field for the code, POST checks it. The script of the page fills it in from the fragment of the link.
void FormPages::resume(const VisitPtr& visit, const std::string& id) {
  take_language(visit);
  const std::string address = "/resume/" + id;
  HtmlPage page{visit->language, visit->words(texts::ServiceResumeTitle)};
  page.paragraphs.push_back(visit->words(texts::ServiceResumeAbout));
  page.has_script = true;
  page.links = {other_language_link(visit, address)};
  page.action = own_language_address(visit, address);
  page.inputs = {{"_code", visit->words(texts::ServiceResumeCode), {}, {}}};
  page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
  page.buttons = {{"_resume", visit->words(texts::ServiceResumeButton)}};
  if (!visit->posts()) return send_page(visit, 200, page);
  const auto fields = http::parse_form(visit->request().body);
  if (fields) visit->fields = *fields;
  std::string code = visit->field("_code");
  std::erase_if(code, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  // Beyond the limit, the right code is refused, too; otherwise guessing would not be limited.
  if (!wrong_codes_.allows(client_name(visit->request().peer), resources::steady_milliseconds())) {
    return send_too_many(visit);
  }
  // The answer to a wrong code is the same as for an unknown draft, so that it does not reveal which drafts exist.
  // Purpose::Read: a form that was handed in can be continued to its receipt.
  const auto opened = inbox::Drafts(inbox_).open(id, code, visit->now, inbox::Purpose::Read);
  if (opened) {
    // Recorded as used only when the button is pressed, not when a scanner of mails follows the link.
    static_cast<void>(inbox::Links(inbox_).note_use(code, visit->now));
    visit->headers.push_back(draft_cookie(id, code, !visit->has("_public")));
    visit->secret = code;
    // Input from before the cookie was lost; the applicant confirms that it is sent again.
    if (const auto posted = kept_.open(visit->fields, visit->now)) return send_kept(visit, *posted);
    return send_to(visit, "/d/" + id);
  }
  // A database that cannot answer does not mean that the code is wrong; the input is carried along for the next try.
  using Kind = inbox::Fault::Kind;
  const bool is_wrong = opened.error().kind == Kind::NotFound || opened.error().kind == Kind::Gone;
  if (!is_wrong) return send_fault(visit, opened.error());
  count_wrong(visit, wrong_codes_);
  // Carried along after a wrong code.
  for (const http::FormField& field : KeptInput::kept_fields(visit->fields)) {
    page.hidden.emplace_back(field.name, field.value);
  }
  page.paragraphs = {visit->words(texts::ServiceResumeWrong), visit->words(texts::ServiceResumeAbout)};
  send_page(visit, http::status::kNotFound, page);
}

/// Shows the values that were posted before the code was requested, with a button that sends them. This process has
/// sealed the fields, so they are those that this applicant posted.
void FormPages::send_kept(const VisitPtr& visit, const KeptInput::Posted& posted) {
  HtmlPage page{visit->language, visit->words(texts::ServiceResumeTitle)};
  page.paragraphs = {visit->words(texts::ServiceResumeKeptGo), visit->words(texts::ServiceFilesAgain)};
  page.action = posted.address;
  page.hidden = {{"_token", token_of(*visit)}};
  for (const http::FormField& field : posted.fields) page.hidden.emplace_back(field.name, field.value);
  page.buttons = {{"_again", visit->words(texts::ServiceResumeKeptButton)}};
  send_page(visit, 200, page);
}

// /d/ID/link, /r/ID/link: the link by which a form is continued elsewhere. A new link ends the old one, and all
// sessions that it opened, for applicants who sent it to the wrong person or left it open on another person's computer.

void FormPages::private_link(const VisitPtr& visit) {
  const std::string page = page_address(*visit);
  const std::string address = page + std::string(kLinkArea);
  if (visit->posts()) return renew_link(visit, address);
  // The fragment is not sent to servers, so the secret is in no log of a proxy.
  const std::string link = "/resume/" + visit->draft.id + '#' + visit->secret;
  HtmlPage shown{visit->language, visit->words(texts::ServiceLinkTitle)};
  // After a renewal the page says so; otherwise it first explains what renewing does.
  if (visit->request().query == kRenewedQuery) {
    shown.paragraphs = {visit->words(texts::ServiceLinkRenewed)};
  } else {
    shown.paragraphs = {visit->words(texts::ServiceLinkAbout)};
  }
  shown.facts = {{visit->words(texts::ServiceResumeCode), visit->secret}};
  shown.links = {{link, full_address(visit->request(), link)}, {page, visit->words(texts::ServiceFileBack)}};
  shown.action = address;
  shown.hidden = {{"_token", token_of(*visit)}};
  shown.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
  shown.buttons = {{"_renew", visit->words(texts::ServiceLinkRenew)}};
  send_page(visit, 200, shown);
}

/// Makes a new secret for the draft; this browser gets it immediately, all others need the new link.
void FormPages::renew_link(const VisitPtr& visit, const std::string& address) {
  if (!read_fields(visit, limits_.max_form)) return;
  if (!require_token(visit)) return;
  const auto secret = inbox::Drafts(inbox_).renew_secret(visit->draft.id);
  if (!secret) return send_fault(visit, secret.error());
  note_change(visit, "draft.link", visit->draft.id);
  visit->headers.push_back(draft_cookie(visit->draft.id, *secret, !visit->has("_public")));
  send_to(visit, fmt::format("{}?{}", address, kRenewedQuery));
}

// /d/ID/preview: the pages as pictures, since browsers of phones show no PDF within a page, with the PDF beside them.

/// Documents are made only from data without errors; otherwise the page of the form shows the errors. The form is
/// checked again for each picture, as the draft may have changed since the page was made.
void FormPages::preview_as(const VisitPtr& visit, RateLimit& limit, std::function<void(const std::string& data)> show) {
  if (!limit.take(visit->draft.id, resources::steady_milliseconds())) {
    visit->headers.push_back({"Retry-After", "2"});
    return send_problem(visit, http::status::kTooManyRequests, texts::ServiceTooFast.in(visit->language));
  }
  show_form(visit, true, [show = std::move(show)](const FormResult& result) { show(result.data); });
}

void FormPages::preview(const VisitPtr& visit) {
  preview_as(visit, previews_, [this, visit](const std::string& data) {
    ask_page(visit, data, 1, [this, visit](const TaskAnswer& answer) { show_preview(visit, answer.pages); });
  });
}

void FormPages::preview_document(const VisitPtr& visit) {
  preview_as(visit, previews_,
             [this, visit](const std::string& data) { send_document(visit, data, visit->draft.id, {}); });
}

/// Pictures have a separate limit: the page requests all of them together, and a form of ten pages would use up the
/// limit of previews.
void FormPages::preview_page(const VisitPtr& visit, std::uint64_t number) {
  preview_as(visit, pictures_, [this, visit, number](const std::string& data) {
    ask_page(visit, data, number, [this, visit](TaskAnswer answer) {
      send_file(visit, answer.media_type, answer.name, std::move(answer.body), false);
    });
  });
}

/// Sends one page of the document as SVG; pages count from 1.
void FormPages::ask_page(const VisitPtr& visit, const std::string& json, std::uint64_t page,
                         std::function<void(TaskAnswer)> done) {
  auto task = document_task(visit, json, visit->draft.id);
  if (!task) return;
  task->options.format = "svg";
  task->options.page = page;
  ask(visit, *std::move(task), std::move(done));
}

/// Shows the page with a picture of each page, which the browser requests one by one, visible ones first.
void FormPages::show_preview(const VisitPtr& visit, std::uint64_t pages) {
  const std::string draft = "/d/" + visit->draft.id;
  HtmlPage page{visit->language, visit->words(texts::ServicePreview)};
  page.paragraphs = {visit->words(texts::ServicePreviewAbout)};
  page.links = {{draft + "/preview.pdf", visit->words(texts::ServicePreviewPdf)},
                {draft, visit->words(texts::ServicePreviewBack)}};
  for (std::uint64_t number = 1; number <= pages; ++number) {
    page.pictures.emplace_back(fmt::format("{}/preview/{}.svg", draft, number),
                               texts::OfficePage.in(visit->language, number, pages));
  }
  send_page(visit, 200, page);
}

// /r/ID

/// Opens the submission of a draft with its last version. Returns false if it has answered.
bool FormPages::open_receipt(const VisitPtr& visit, const std::string& id) {
  if (!open_draft(visit, id, inbox::Purpose::Read)) return false;
  inbox::Submissions submissions(inbox_);
  auto submission = submissions.of_draft(id);
  // The draft was never handed in.
  if (!submission && submission.error().kind == inbox::Fault::Kind::NotFound) {
    send_to(visit, "/d/" + id);
    return false;
  }
  auto version = submission ? submissions.version(submission->id, submission->versions)
                            : inbox::Result<inbox::Version>(base::Failure{submission.error()});
  if (!version) {
    send_fault(visit, version.error());
    return false;
  }
  visit->submission = *std::move(submission);
  visit->version = *std::move(version);
  return true;
}

/// Sends the document of the version. Its code has receipt and hash, by which a scan of the signed paper is recognised.
void FormPages::send_handed_in(const VisitPtr& visit) {
  const inbox::Submission& submission = *visit->submission;
  const inbox::Version& version = *visit->version;
  send_document(visit, version.json, inbox::version_owner(submission),
                // The mark becomes the code on each page: receipt and the beginning of the hash.
                {mark_of_version(submission.receipt, version.hash), submission.receipt});
}

void FormPages::send_handed_in_data(const VisitPtr& visit) {
  send_file(visit, "application/json", visit->submission->receipt + ".json", visit->version->json, true);
}

/// Sends the day until which a returned form can be handed in again, for calendars. The SEQUENCE of the entry is the
/// number of versions, so that a new return replaces the entry of the former one.
void FormPages::returned_day(const VisitPtr& visit) {
  const inbox::Submission& submission = *visit->submission;
  if (submission.state != inbox::State::Returned || submission.due == 0) return send_not_found(visit);
  ask_form(visit, submission.kind, [this, visit, submission](const DescribedForm& form, const std::string&) {
    CalendarDay day{"returned-" + submission.id, submission.due, visit->now,
                    texts::MailCalendarReturned.in(visit->language, form.title, submission.receipt)};
    day.description = visit->words(texts::MailCalendarReturnedAbout);
    day.address = full_address(visit->request(), page_address(*visit));
    day.revision = submission.versions;
    send_file(visit, kCalendarType, texts::MailCalendarFile.in(visit->language, submission.receipt), calendar_file(day),
              true);
  });
}

/// Shows the status of a form; a POST carries out one of its buttons.
void FormPages::receipt(const VisitPtr& visit) {
  // `_link`, `_language`, `_answer`, `_reuse`: names of buttons.
  const inbox::Submission& submission = *visit->submission;
  const std::string page = page_address(*visit);
  if (!visit->posts()) return ask_receipt(visit, submission, *visit->version);
  if (!read_fields(visit, limits_.max_form)) return;
  if (!require_token(visit)) return;
  if (visit->has("_link")) return send_to(visit, page + std::string(kLinkArea));
  if (visit->has("_language")) return change_language(visit, submission, *visit->version);
  if (visit->has("_answer")) return take_answers(visit, submission);
  if (visit->has("_reuse")) return use_again(visit);
  send_to(visit, page);
}

/// Stores the answers to remarks. Those that are too long are shown again.
void FormPages::take_answers(const VisitPtr& visit, const inbox::Submission& submission) {
  const auto fault = store_answers(inbox_, submission, *visit, limits_.max_answer, AnswerPlace::Input, visit->messages);
  if (fault) return send_fault(visit, *fault);
  if (visit->messages.empty()) return send_to(visit, page_address(*visit));
  ask_receipt(visit, submission, *visit->version);
}

/// Changes the language of the draft and shows the page again, with answers that were typed but not sent.
void FormPages::change_language(const VisitPtr& visit, const inbox::Submission& submission,
                                const inbox::Version& version) {
  if (!take_draft_language(visit)) return;
  visit->language = forms::language_of_tag(visit->draft.language);
  ask_receipt(visit, submission, version);
}

/// The page shows the labels of the form, and links to attachments only if the form asks for some.
void FormPages::ask_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version) {
  Task task;
  task.operation = Operation::Form;
  task.kind = visit->draft.kind;
  // By the edition of the version, so that labels are those that the applicant saw.
  task.options.by_edition = version.edition;
  ask_quietly(visit, std::move(task), [this, visit, submission, version](const std::optional<TaskAnswer>& answer) {
    // An applicant who waits for the office gets the page even if no worker is free; only the labels are missing then.
    const auto form = answer ? parse_form(answer->body) : std::nullopt;
    show_receipt(visit, submission, version, form.value_or(DescribedForm()));
  });
}

namespace {

/// What happens next, in words.
const diagnostics::BilingualText& next_words(inbox::State state) {
  using inbox::State;
  switch (state) {
    case State::Submitted: return texts::ServiceNextSubmitted;
    case State::InReview: return texts::ServiceNextInReview;
    case State::Returned: return texts::ServiceNextReturned;
    case State::Accepted: return texts::ServiceNextAccepted;
    case State::Rejected: return texts::ServiceNextRejected;
    case State::Withdrawn: break;
  }
  return texts::ServiceNextWithdrawn;
}

}  // namespace

/// Shows the page of a receipt: form, person, state, next step. At most one thing stands out: what the applicant
/// has to do. States and the actions on the page: returned: change and answer; withdrawn: use again; open:
/// withdraw.
void FormPages::show_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                             const DescribedForm& form) {
  using inbox::State;
  const std::string state = visit->words(state_words(submission.state));
  HtmlPage page{visit->language, {}};
  base::append_capitalized(page.title, state);
  const auto add = [&](const diagnostics::BilingualText& name, const std::string& value) {
    if (!value.empty()) page.facts.emplace_back(visit->words(name), value);
  };
  std::string who = submission.person;
  if (!who.empty() && !submission.organisation.empty()) who += visit->words(texts::ServiceScanSeparator);
  add(texts::ServiceReceiptForm, form.title);
  add(texts::ServiceReceiptWho, who + submission.organisation);
  add(texts::ServiceReceiptNumber, submission.receipt);
  add(texts::ServiceReceiptTime, local_time(version.created));
  add(texts::ServiceReceiptState, state);
  add(texts::ServiceReceiptHash, version.hash);
  page.paragraphs.push_back(visit->words(next_words(submission.state)));
  const std::string address = "/r/" + visit->draft.id;
  if (submission.state == State::Returned) {
    // Only a returned form can be changed; the page says until when. `expires` of the draft is the deadline that the
    // office has set with the return.
    page.paragraphs.push_back(until_words(visit->draft.expires, visit->language));
    const auto fault = add_remarks(inbox_, submission, *visit, visit->messages, form, page);
    if (fault) return send_fault(visit, *fault);
    if (visit->now < visit->draft.expires) {
      page.next = {"/d/" + visit->draft.id, visit->words(texts::ServiceReceiptChange)};
      page.links.emplace_back(address + "/deadline.ics", visit->words(texts::MailCalendarLink));
    }
  } else if (submission.state != State::Rejected && submission.state != State::Withdrawn) {
    page.paragraphs.push_back(visit->words(texts::ServiceReceiptAbout));
  }
  page.links.emplace_back(address + "/document.pdf", visit->words(texts::ServiceReceiptPdf));
  if (!planned_attachments(form).empty()) {
    page.links.emplace_back(address + std::string(kFilesArea), visit->words(texts::ServiceFilesAfter));
  }
  page.links.emplace_back(address + "/data.json", visit->words(texts::ServiceReceiptJson));
  page.action = address;
  page.hidden = {{"_token", token_of(*visit)}};
  if (!page.inputs.empty()) page.buttons.emplace_back("_answer", visit->words(texts::ServiceAnswerSave));
  if (submission.state == State::Withdrawn) page.buttons.emplace_back("_reuse", visit->words(texts::ServiceReuse));
  page.is_plain = submission.state != State::Withdrawn;
  page.buttons.emplace_back("_link", visit->words(texts::ServiceLinkTitle));
  page.other_language = visit->words(texts::WebformOtherTag);
  // Shown only if the state machine allows it.
  if (inbox::state_after(submission.state, inbox::Action::Withdraw)) {
    page.last_links.emplace_back(address + std::string(kWithdrawArea), visit->words(texts::ServiceReceiptWithdraw));
  }
  send_page(visit, visit->messages.empty() ? 200 : http::status::kUnprocessable, page);
}

// Documents.

/// Makes a task for the PDF of the data with the pictures of its owner. Returns nullopt, having answered, if they
/// cannot be read.
std::optional<Task> FormPages::document_task(const VisitPtr& visit, const std::string& json, const std::string& owner) {
  auto files = stored_pictures(inbox_, owner);
  if (!files) {
    send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    return std::nullopt;
  }
  Task task;
  task.operation = Operation::Render;
  task.kind = visit->draft.kind;
  task.options.format = "pdf";
  if (visit->version) task.options.by_edition = visit->version->edition;
  task.files = std::move(*files);
  task.files.insert(task.files.begin(), MemoryFile{"data.json", json});
  return task;
}

/// A document that was handed in has codes on its pages, by which a scan of it is recognised; a preview has none.
void FormPages::send_document(const VisitPtr& visit, const std::string& json, const std::string& owner,
                              const PageCode& code) {
  auto task = document_task(visit, json, owner);
  if (!task) return;
  task->options.page_code = code.mark;
  task->options.page_label = code.label;
  ask(visit, *std::move(task), [this, visit, as_attachment = !code.mark.empty()](TaskAnswer answer) {
    send_file(visit, answer.media_type, answer.name, std::move(answer.body), as_attachment);
  });
}

}  // namespace gongwen::service
