// Pages of forms besides the draft: continuing on another device, the private link, what would be handed in, the status
// of a form, its document.
#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/field_names.h"
#include "http/fields.h"
#include "resources/environment.h"
#include "service/detail/form_pages.h"
#include "service/detail/pictures.h"
#include "service/detail/scan_store.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

/// Of the names of answers to remarks; what is after it is the number of the remark.
constexpr std::string_view kAnswerMark = "_answer-";

constexpr std::string_view kPdfEnding = ".pdf";
constexpr std::string_view kPictureEnding = ".svg";

/// `/2.svg` → 2; 0 for other names.
std::uint64_t page_of_picture(std::string_view name) {
  if (!name.starts_with('/') || !name.ends_with(kPictureEnding)) return 0;
  return number_of_digits(name.substr(1, name.size() - 1 - kPictureEnding.size()));
}

/// The day that the office has named, whose end in Beijing is the time.
std::string until_words(inbox::Seconds end, diagnostics::Language language) {
  const std::string day = local_time(end - 1).substr(0, std::string_view("2026-12-01").size());
  const base::Date date = base::parse_date(day).value_or(base::Date());
  const auto written = texts::ServiceDay.pair(base::year_of(date), base::month_of(date), base::day_of(date));
  return texts::ServiceUntil.pair(diagnostics::TextPair{day, written.chinese}).in(language);
}

}  // namespace

// /resume/ID

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
  // Beyond the limit the right code is worth nothing either: otherwise it would not limit what is tried.
  if (!wrong_codes_.allows(client_name(visit->request().peer), resources::steady_milliseconds())) {
    return send_too_many(visit);
  }
  const auto opened = inbox::Drafts(inbox_).open(id, code, visit->now, inbox::Purpose::Read);
  if (opened) {
    visit->headers.push_back(draft_cookie(id, code, !visit->has("_public")));
    return send_to(visit, "/d/" + id);
  }
  count_wrong(visit, wrong_codes_);
  page.paragraphs = {visit->words(texts::ServiceResumeWrong), visit->words(texts::ServiceResumeAbout)};
  send_page(visit, opened.error().kind == inbox::Fault::Kind::Database ? kFormBusy : kFormNotFound, page);
}

// /d/ID/link, /r/ID/link: the link by which a form is continued elsewhere. A new one ends the former one, and whatever
// it has opened: who has sent it to the wrong person, or has left it on a computer of others, shuts the door.

/// `page`: the one that it belongs to, `/d/ID` or `/r/ID`.
void FormPages::private_link(const VisitPtr& visit, const std::string& page) {
  const std::string address = page + std::string(kLinkArea);
  if (visit->posts()) return renew_link(visit, address);
  const std::string link = "/resume/" + visit->draft.id + '#' + visit->secret;
  HtmlPage shown{visit->language, visit->words(texts::ServiceLinkTitle)};
  // What was renewed says so; everybody else learns first what renewing means.
  if (visit->request().query == kRenewedQuery) {
    shown.paragraphs = {visit->words(texts::ServiceLinkRenewed)};
  } else {
    shown.paragraphs = {visit->words(texts::ServiceLinkAbout)};
  }
  shown.facts = {{visit->words(texts::ServiceResumeCode), visit->secret}};
  shown.links = {{link, visit->request().host + link}, {page, visit->words(texts::ServiceFileBack)}};
  shown.action = address;
  shown.hidden = {{"_token", token_of(*visit)}};
  shown.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
  shown.buttons = {{"_renew", visit->words(texts::ServiceLinkRenew)}};
  send_page(visit, 200, shown);
}

void FormPages::renew_link(const VisitPtr& visit, const std::string& address) {
  if (!read_fields(visit, limits_.max_form)) return;
  if (!inbox::same_secret(visit->field("_token"), token_of(*visit))) {
    return send_problem(visit, kFormForbidden, texts::ServiceForgedForm.in(visit->language));
  }
  const auto secret = inbox::Drafts(inbox_).renew_secret(visit->draft.id);
  if (!secret) return send_fault(visit, secret.error());
  note_change(visit, "draft.link", visit->draft.id);
  visit->headers.push_back(draft_cookie(visit->draft.id, *secret, !visit->has("_public")));
  send_to(visit, fmt::format("{}?{}", address, kRenewedQuery));
}

// /d/ID/preview: the pages as pictures, since phones show no PDF within a page, and the PDF beside them.

/// `rest` is what comes after `preview`: nothing, `.pdf`, or `/` and the name of a picture. Documents are made of what
/// has no errors; otherwise the page of the form says what they are.
void FormPages::preview(const VisitPtr& visit, std::string_view rest) {
  const std::uint64_t page = page_of_picture(rest);
  if (!rest.empty() && rest != kPdfEnding && page == 0) return send_not_found(visit);
  RateLimit& limit = page == 0 ? previews_ : pictures_;
  if (!limit.take(visit->draft.id, resources::steady_milliseconds())) {
    visit->headers.push_back({"Retry-After", "2"});
    return send_problem(visit, kFormTooMany, texts::ServiceTooFast.in(visit->language));
  }
  const bool is_pdf = rest == kPdfEnding;
  show_form(visit, true, [this, visit, page, is_pdf](const FormResult& result) {
    if (is_pdf) return send_document(visit, result.data, visit->draft.id, {});
    ask_page(visit, result.data, page == 0 ? 1 : page, [this, visit, page](TaskAnswer answer) {
      if (page == 0) return show_preview(visit, answer.pages);
      send_file(visit, answer.media_type, answer.name, std::move(answer.body), false);
    });
  });
}

void FormPages::ask_page(const VisitPtr& visit, const std::string& json, std::uint64_t page,
                         std::function<void(TaskAnswer)> done) {
  auto task = document_task(visit, json, visit->draft.id);
  if (!task) return;
  task->options.format = "svg";
  task->options.page = page;
  ask(visit, *std::move(task), std::move(done));
}

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

void FormPages::receipt(const VisitPtr& visit, const std::string& id, std::string_view rest) {
  if (!open_draft(visit, id, inbox::Purpose::Read)) return;
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.of_draft(id);
  if (!submission && submission.error().kind == inbox::Fault::Kind::NotFound) return send_to(visit, "/d/" + id);
  if (!submission) return send_fault(visit, submission.error());
  const auto version = submissions.version(submission->id, submission->versions);
  if (!version) return send_fault(visit, version.error());
  if (rest == "/document.pdf") {
    send_document(visit, version->json, inbox::version_owner(*submission),
                  {mark_of_version(submission->receipt, version->hash), submission->receipt});
  } else if (rest == "/data.json") {
    send_file(visit, "application/json", submission->receipt + ".json", version->json, true);
  } else if (rest == kLinkArea) {
    private_link(visit, "/r/" + id);
  } else if (rest.starts_with(kFilesArea)) {
    // What is signed after it was printed belongs to what was printed.
    const std::string page = "/r/" + id;
    attachments(visit,
                {page + std::string(kFilesArea), page, inbox::version_owner(*submission), takes_scans(*submission),
                 *submission},
                rest.substr(kFilesArea.size()));
  } else if (!rest.empty()) {
    send_not_found(visit);
  } else if (visit->posts()) {
    if (!read_fields(visit, limits_.max_form)) return;
    if (!inbox::same_secret(visit->field("_token"), token_of(*visit))) {
      return send_problem(visit, kFormForbidden, texts::ServiceForgedForm.in(visit->language));
    }
    if (visit->has("_link")) return send_to(visit, "/r/" + id + std::string(kLinkArea));
    if (visit->has("_language")) return change_language(visit, *submission, *version);
    if (visit->has("_answer")) {
      if (!take_answers(visit, *submission)) ask_receipt(visit, *submission, *version);
      return;
    }
    const auto withdrawn =
        submissions.act(submission->id, inbox::Action::Withdraw, {"", submission->revision, visit->now});
    if (!withdrawn) return send_fault(visit, withdrawn.error());
    send_to(visit, "/r/" + id);
  } else {
    ask_receipt(visit, *submission, *version);
  }
}

/// As on the page of the draft, whose language it is. Answers that were typed stay on the page.
void FormPages::change_language(const VisitPtr& visit, const inbox::Submission& submission,
                                const inbox::Version& version) {
  if (!take_draft_language(visit)) return;
  visit->language = forms::language_of_tag(visit->draft.language);
  ask_receipt(visit, submission, version);
}

/// What the applicant has to say of remarks, apart from the form itself. False where an answer is too long: then none
/// is kept, and all stay on the page.
bool FormPages::take_answers(const VisitPtr& visit, const inbox::Submission& submission) {
  const std::size_t most = limits_.max_answer;
  const auto is_answer = [](const http::FormField& field) {
    return field.name.starts_with(kAnswerMark) && !field.value.empty();
  };
  for (const http::FormField& field : visit->fields) {
    if (!is_answer(field) || base::count_code_points(field.value) <= most) continue;
    visit->messages.push_back({field.name, texts::ServiceAnswerTooLong.in(visit->language, most)});
  }
  if (!visit->messages.empty()) return false;
  for (const http::FormField& field : visit->fields) {
    if (!is_answer(field)) continue;
    const auto number = static_cast<std::int64_t>(number_of_digits(field.name.substr(kAnswerMark.size())));
    if (const auto fault = inbox::Submissions(inbox_).answer_remark(submission.id, number, field.value, visit->now)) {
      send_fault(visit, *fault);
      return true;
    }
  }
  send_to(visit, "/r/" + visit->draft.id);
  return true;
}

/// The page says what the form calls its fields, and leads to attachments only where it asks for some.
void FormPages::ask_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version) {
  Task task;
  task.operation = Operation::Form;
  task.kind = visit->draft.kind;
  ask_quietly(visit, std::move(task), [this, visit, submission, version](const std::optional<TaskAnswer>& answer) {
    // Whoever is waiting for the office gets the page also while no worker has time.
    std::optional<base::Json> form = answer ? base::parse_json(answer->body) : std::nullopt;
    if (!form) form = base::Json::object();
    show_receipt(visit, submission, version, form->view());
  });
}

void FormPages::add_remarks(const VisitPtr& visit, const inbox::Submission& submission, const base::JsonView& form,
                            HtmlPage& page) {
  const auto remarks = inbox::Submissions(inbox_).remarks(submission.id);
  for (std::size_t i = 0; remarks && i < remarks->size(); ++i) {
    const inbox::Remark& remark = (*remarks)[i];
    if (remark.version != submission.versions) continue;
    std::string words = field_label(form, remark.pointer, visit->language);
    if (!words.empty()) words += " · ";
    words += texts::ServiceRemark.in(visit->language, remark.text);
    if (!remark.answer.empty()) {
      page.facts.emplace_back(words, remark.answer);
      continue;
    }
    HtmlInput input;
    input.name = fmt::format("{}{}", kAnswerMark, remark.number);
    input.label = fmt::format("{} · {}", words, visit->words(texts::ServiceAnswer));
    input.value = visit->field(input.name);
    for (const FormMessage& message : visit->messages) {
      if (message.pointer == input.name) input.fault = message.text;
    }
    page.inputs.push_back(std::move(input));
  }
}

void FormPages::show_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                             const base::JsonView& form) {
  using inbox::State;
  const std::string state = visit->words(state_words(submission.state));
  HtmlPage page{visit->language, {}};
  base::append_capitalized(page.title, state);
  page.facts = {{visit->words(texts::ServiceReceiptNumber), submission.receipt},
                {visit->words(texts::ServiceReceiptTime), local_time(version.created)},
                {visit->words(texts::ServiceReceiptState), state},
                {visit->words(texts::ServiceReceiptHash), version.hash}};
  if (submission.state == State::Returned) {
    page.paragraphs.push_back(until_words(visit->draft.expires, visit->language));
    add_remarks(visit, submission, form, page);
    page.links.emplace_back("/d/" + visit->draft.id, visit->words(texts::ServiceReceiptChange));
  } else if (submission.state != State::Rejected && submission.state != State::Withdrawn) {
    page.paragraphs.push_back(visit->words(texts::ServiceReceiptAbout));
  }
  const std::string address = "/r/" + visit->draft.id;
  page.links.emplace_back(address + "/document.pdf", visit->words(texts::ServiceReceiptPdf));
  if (!planned_attachments(form).empty()) {
    page.links.emplace_back(address + std::string(kFilesArea), visit->words(texts::ServiceFilesAfter));
  }
  page.links.emplace_back(address + "/data.json", visit->words(texts::ServiceReceiptJson));
  page.action = address;
  page.hidden = {{"_token", token_of(*visit)}};
  if (!page.inputs.empty()) page.buttons.emplace_back("_answer", visit->words(texts::ServiceAnswerSave));
  if (inbox::state_after(submission.state, inbox::Action::Withdraw)) {
    page.buttons.emplace_back("_withdraw", visit->words(texts::ServiceReceiptWithdraw));
  }
  page.buttons.emplace_back("_link", visit->words(texts::ServiceLinkTitle));
  page.other_language = texts::WebformOtherTag.in(visit->language);
  send_page(visit, visit->messages.empty() ? 200 : kFormInvalid, page);
}

// Documents.

/// The PDF of data with the pictures of its owner. Nothing where they cannot be read, which was answered.
std::optional<Task> FormPages::document_task(const VisitPtr& visit, const std::string& json, const std::string& owner) {
  auto files = stored_pictures(inbox_, owner);
  if (!files) {
    send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
    return std::nullopt;
  }
  Task task;
  task.operation = Operation::Render;
  task.kind = visit->draft.kind;
  task.options.format = "pdf";
  task.files = std::move(*files);
  task.files.insert(task.files.begin(), MemoryFile{"data.json", json});
  return task;
}

/// What was handed in has codes on its pages, by which a scan of it is recognised.
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
