#include "service/detail/form_pages.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/service.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/field_names.h"
#include "gongwen/form.h"
#include "http/fields.h"
#include "resources/environment.h"
#include "service/detail/pictures.h"
#include "service/detail/scan_store.h"
#include "service/inbox/audit.h"
#include "service/inbox/receipt.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <tuple>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::string_view kStyleAddress = "/assets/form.css";
constexpr std::string_view kScriptAddress = "/assets/form.js";
constexpr std::string_view kDraftArea = "/d/";
constexpr std::string_view kPreviewArea = "/preview";
/// The code of an invitation; the script takes it from what is after `#` in its link.
constexpr std::string_view kInvitationField = "_invitation";

bool lacks_attachments(const std::vector<inbox::FileRecord>& stored, const base::JsonView& form) {
  const std::vector<PlannedAttachment> planned = planned_attachments(form);
  return std::any_of(planned.begin(), planned.end(), [&](const PlannedAttachment& one) {
    const std::string slot = std::string(kAttachmentMark) + one.id;
    return one.required && std::none_of(stored.begin(), stored.end(),
                                        [&slot](const inbox::FileRecord& file) { return file.slot == slot; });
  });
}

}  // namespace

std::string own_language_address(const PageVisitPtr& visit, std::string_view path) {
  return fmt::format("{}?lang={}", path, diagnostics::language_tag(visit->language));
}

std::pair<std::string, std::string> other_language_link(const PageVisitPtr& visit, std::string_view path) {
  return {fmt::format("{}?lang={}", path, texts::WebformOtherTag.in(visit->language)),
          visit->words(texts::ServiceOtherLanguage)};
}

FormPages::FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits)
    : Pages(pool, std::move(options)), inbox_(inbox), limits_(limits) {}

bool FormPages::owns(std::string_view path) {
  return path.starts_with("/forms/") || path.starts_with("/d/") || path.starts_with("/r/") ||
         path.starts_with("/resume/") || path == kStyleAddress || path == kScriptAddress;
}

/// Only whoever has opened a draft may send a picture, which goes into a file: a stranger takes little of the memory.
http::BodyPlan FormPages::plan(const http::RequestHead& head) const {
  if (head.method == "PUT") return http::BodyPlan::memory(kMaxFields);
  if (head.method != "POST") return http::BodyPlan::none();
  const std::string* const type = head.header("content-type");
  const bool has_parts = type != nullptr && http::media_type(*type) == "multipart/form-data";
  if (has_parts && head.path == kScansAddress) {
    return http::BodyPlan::spool(limits_.max_scan + kMaxFields, false);
  }
  const std::vector<std::string_view> parts = path_parts(head);
  const bool is_of_draft = parts.size() > 1 && (parts[0] == "d" || parts[0] == "r");
  if (!has_parts || !is_of_draft) return http::BodyPlan::memory(kMaxFields);
  const std::string id(parts[1]);
  const bool is_attachment = parts.size() == 4 && parts[2] == "files";
  const bool opens =
      is_id(id) && inbox::Drafts(inbox_).open(id, secret_of(head, id), options_.clock(), inbox::Purpose::Read);
  if (!opens || (parts[0] == "r" && !is_attachment)) return http::BodyPlan::memory(kMaxFields);
  return http::BodyPlan::spool(is_attachment ? kMaxAttachment + kMaxFields : limits_.max_form, false);
}

std::string FormPages::secret_of(const http::RequestHead& head, const std::string& id) const {
  return cookie_of(head, "d-" + id);
}

void FormPages::handle(const std::shared_ptr<http::Exchange>& exchange) {
  auto visit = std::make_shared<Visit>();
  enter(*visit, exchange);
  const http::Request& request = exchange->request();
  visit->has_script = true;
  if (request.path == kStyleAddress) return send_asset(visit, "text/css; charset=utf-8", form_style());
  if (request.path == kScriptAddress) return send_asset(visit, "text/javascript; charset=utf-8", form_script());
  if (request.method == "PUT" && request.path.starts_with(kDraftArea)) {
    autosave(visit, request.path.substr(kDraftArea.size()));
    return;
  }
  if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    send_not_found(visit);
    return;
  }
  const std::vector<std::string_view> parts = path_parts(request);
  const std::string_view area = parts[0];
  const std::string id(parts.size() > 1 ? parts[1] : std::string_view());
  const std::string_view rest =
      std::string_view(request.path).substr(std::min(area.size() + id.size() + 2, request.path.size()));
  if (!is_id(id)) {
    send_not_found(visit);
  } else if (request.path == kScansAddress) {
    scans(visit);
  } else if (area == "forms" && rest.empty()) {
    forms(visit, id);
  } else if (area == "resume" && rest.empty()) {
    resume(visit, id);
  } else if (area == "d") {
    draft(visit, id, rest);
  } else if (area == "r") {
    receipt(visit, id, rest);
  } else {
    send_not_found(visit);
  }
}

// /forms/KIND

/// Pages before a draft is open have the language of their address, where it states one.
void FormPages::take_language(const VisitPtr& visit) {
  const auto query = http::parse_form(visit->request().query);
  const std::string* const wanted = query ? http::find_field(*query, "lang") : nullptr;
  if (wanted != nullptr) visit->language = forms::language_of_tag(*wanted);
}

void FormPages::forms(const VisitPtr& visit, const std::string& kind) {
  take_language(visit);
  Task task;
  task.operation = Operation::Form;
  task.kind = kind;
  ask(visit, std::move(task), [this, visit, kind](TaskAnswer answer) {
    const std::optional<base::Json> form = base::parse_json(answer.body);
    if (!form || form->view().text_of("audience") != "applicant") {
      send_not_found(visit);
      return;
    }
    HtmlPage page{visit->language, form->view().text_of("title")};
    page.paragraphs.push_back(visit->words(texts::ServiceStartAbout));
    if (const auto days = form->view().number_of("keepDays")) {
      page.paragraphs.push_back(texts::ServiceStartKept.in(visit->language, *days));
    }
    page.paragraphs.push_back(
        texts::ServiceStartDraftKept.in(visit->language, limits_.keep_draft / base::kSecondsPerDay));
    page.links = {other_language_link(visit, "/forms/" + kind)};
    if (!scan_slot_of(form->view()).empty()) {
      page.links.emplace_back(own_language_address(visit, kScansAddress), visit->words(texts::ServiceScansTitle));
    }
    // The draft has the language of this page.
    page.action = own_language_address(visit, "/forms/" + kind);
    page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
    page.buttons = {{"_start", visit->words(texts::ServiceStartButton)}};
    if (visit->posts()) return begin_draft(visit, kind, answer.tag, std::move(page));
    const auto admission = inbox::Calls(inbox_).admission(kind, {}, visit->now);
    if (!admission) return send_fault(visit, admission.error());
    add_call(visit, *admission, page);
    send_page(visit, 200, page);
  });
}

/// Says on the page of a kind when it is open, and for whom. Returns: whether a form can be started now; what cannot
/// has no button.
bool FormPages::add_call(const VisitPtr& visit, const inbox::Admission& admission, HtmlPage& page) const {
  using Kind = inbox::Admission::Kind;
  const auto close = [&](std::string words) {
    page.paragraphs = {std::move(words)};
    page.action.clear();
    return false;
  };
  if (admission.kind == Kind::Closed) return close(visit->words(texts::ServiceCallClosed));
  if (admission.kind == Kind::Full) return close(visit->words(texts::ServiceCallFull));
  if (admission.call && admission.kind == Kind::Early) {
    const inbox::CallTerms& terms = admission.call->terms;
    return close(texts::ServiceCallEarly.in(visit->language, local_day(terms.opens), local_day(terms.closes - 1)));
  }
  const bool asks = admission.kind == Kind::NeedsInvitation || admission.kind == Kind::WrongInvitation;
  if (asks) {
    const bool is_wrong = admission.kind == Kind::WrongInvitation;
    page.inputs = {{std::string(kInvitationField),
                    visit->words(texts::ServiceCallCode),
                    {},
                    is_wrong ? visit->words(texts::ServiceCallWrongCode) : std::string()}};
    page.paragraphs.insert(page.paragraphs.begin(), visit->words(texts::ServiceCallInvited));
    page.has_script = true;
  }
  if (!admission.call) return !asks;
  const inbox::Call& call = *admission.call;
  const std::string text(diagnostics::BilingualText{call.terms.text_en, call.terms.text_zh}.in(visit->language));
  page.paragraphs.push_back(texts::ServiceCallUntil.in(visit->language, local_day(call.terms.closes - 1)));
  if (call.terms.most > 0) {
    page.paragraphs.push_back(texts::ServiceCallLimit.in(visit->language, call.terms.most, call.submitted));
  }
  if (!text.empty()) page.paragraphs.insert(page.paragraphs.begin(), text);
  return !asks;
}

/// A new draft harms nobody: it needs no token, which there is no secret for yet.
void FormPages::begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition, HtmlPage page) {
  const std::string client = client_name(visit->request().peer);
  const std::int64_t now = resources::steady_milliseconds();
  if (!new_drafts_.take(client, now) || !wrong_codes_.allows(client, now)) return send_too_many(visit);
  const auto fields = http::parse_form(visit->request().body);
  if (fields) visit->fields = *fields;
  std::string code = visit->field(kInvitationField);
  std::erase_if(code, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  inbox::Calls calls(inbox_);
  const auto admission = calls.admission(kind, code, visit->now);
  if (!admission) return send_fault(visit, admission.error());
  if (admission->kind == inbox::Admission::Kind::WrongInvitation) count_wrong(visit, wrong_codes_);
  if (!add_call(visit, *admission, page)) return send_page(visit, kFormConflict, page);
  const auto key = calls.begin(*admission, {kind, edition, std::string(diagnostics::language_tag(visit->language)),
                                            visit->now, visit->now + limits_.keep_draft});
  if (!key && key.error().kind == inbox::Fault::Kind::Conflict) {
    return send_problem(visit, kFormConflict, texts::ServiceCallTaken.in(visit->language));
  }
  if (!key) return send_fault(visit, key.error());
  visit->headers.push_back(draft_cookie(key->id, key->secret, !visit->has("_public")));
  send_to(visit, "/d/" + key->id);
}

http::Header FormPages::draft_cookie(const std::string& id, const std::string& secret, bool lasting) const {
  return cookie("d-" + id, secret, lasting ? std::optional(std::chrono::seconds(limits_.keep_draft)) : std::nullopt);
}

std::string FormPages::token_of(const Visit& visit) const { return form_token("form", visit.secret); }

/// A wrong code. The operator reads in the audit who tries too many.
void FormPages::count_wrong(const VisitPtr& visit, RateLimit& limit) {
  const std::string client = client_name(visit->request().peer);
  const std::int64_t now = resources::steady_milliseconds();
  static_cast<void>(limit.take(client, now));
  if (limit.allows(client, now)) return;
  static_cast<void>(
      inbox::Audit(inbox_).add({0, visit->now, {}, visit->request().peer, "guessing", "code", "refused"}));
}

bool FormPages::may_try_cookie(const VisitPtr& visit) {
  return wrong_cookies_.allows(client_name(visit->request().peer), resources::steady_milliseconds());
}

/// Who has no cookie has tried nothing.
void FormPages::count_wrong_cookie(const VisitPtr& visit, const inbox::Fault& fault) {
  if (fault.kind == inbox::Fault::Kind::NotFound && !visit->secret.empty()) count_wrong(visit, wrong_cookies_);
}

/// The draft of the address, by its cookie. False when it was answered already.
bool FormPages::open_draft(const VisitPtr& visit, const std::string& id, inbox::Purpose purpose) {
  visit->secret = secret_of(visit->request(), id);
  inbox::Drafts drafts(inbox_);
  if (!may_try_cookie(visit)) {
    send_too_many(visit);
    return false;
  }
  auto opened = drafts.open(id, visit->secret, visit->now, purpose);
  if (!opened) count_wrong_cookie(visit, opened.error());
  // What was handed in can be seen when its time for changes is over.
  if (!opened && opened.error().kind == inbox::Fault::Kind::Gone &&
      drafts.open(id, visit->secret, visit->now, inbox::Purpose::Read)) {
    send_to(visit, "/r/" + id);
    return false;
  }
  if (!opened && opened.error().kind == inbox::Fault::Kind::NotFound && !visit->posts()) {
    send_to(visit, "/resume/" + id);
    return false;
  }
  if (!opened) {
    send_fault(visit, opened.error());
    return false;
  }
  visit->draft = *std::move(opened);
  visit->language = forms::language_of_tag(visit->draft.language);
  auto entries = parse_entries(visit->draft.entries);
  auto stored = inbox::Files(inbox_).list(id);
  if (!stored) {
    send_fault(visit, stored.error());
    return false;
  }
  // An empty page in their place would be saved over them.
  if (!entries) {
    send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
    return false;
  }
  visit->entries = *std::move(entries);
  visit->stored = *std::move(stored);
  set_pictures(visit->entries, visit->stored);
  return true;
}

/// Whether nobody may change the draft any more: it was handed in, and not returned since. The draft alone does not say
/// so of what was withdrawn after it had been returned.
bool FormPages::is_handed_in(const VisitPtr& visit) {
  auto submission = inbox::Submissions(inbox_).of_draft(visit->draft.id);
  if (submission) visit->submission = *std::move(submission);
  return visit->submission ? visit->submission->state != inbox::State::Returned : !visit->draft.submission.empty();
}

// /d/ID

/// Which step is to be seen, and which list with one row more.
void FormPages::take_query(const VisitPtr& visit) {
  const auto query = http::parse_form(visit->request().query);
  if (!query) return;
  if (const std::string* const step = http::find_field(*query, "step")) visit->step = number_of_digits(*step);
  if (const std::string* const left = http::find_field(*query, "from")) visit->left_step = number_of_digits(*left);
  if (const std::string* const list = http::find_field(*query, "add")) {
    visit->rows.emplace(*list, rows_of(visit->entries, *list) + 1);
  }
}

void FormPages::draft(const VisitPtr& visit, const std::string& id, std::string_view rest) {
  if (!open_draft(visit, id)) return;
  const bool is_open = !is_handed_in(visit);
  if (rest.starts_with(kPreviewArea)) {
    preview(visit, rest.substr(kPreviewArea.size()));
  } else if (rest == kLinkArea) {
    private_link(visit, "/d/" + id);
  } else if (rest.starts_with(kFilesArea)) {
    attachments(visit, {"/d/" + id + std::string(kFilesArea), "/d/" + id, id, is_open, visit->submission, true},
                rest.substr(kFilesArea.size()));
  } else if (!rest.empty()) {
    send_not_found(visit);
  } else if (!is_open) {
    send_to(visit, "/r/" + id);
  } else if (visit->posts()) {
    posted_draft(visit);
  } else {
    take_query(visit);
    show_form(visit, false, nullptr);
  }
}

/// The page of the draft; if it is checked and has no errors, `submit` continues instead, if it is given.
void FormPages::show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit) {
  FormPageInput around;
  around.action = "/d/" + visit->draft.id;
  around.style_address = kStyleAddress;
  around.rows = visit->rows;
  around.step = visit->step;
  around.left_step = visit->left_step;
  around.leads_to_all = true;
  around.at_first_error = check || !visit->messages.empty();
  around.notices = visit->notices;
  if (visit->draft.entries != kNoEntries && visit->status != kFormConflict) {
    around.notices.push_back(texts::ServiceSaved.in(visit->language, local_time(visit->draft.changed)));
  }
  const std::string resume = "/resume/" + visit->draft.id;
  // Without `https:`, which a proxy may have put before it or not: browsers know what to do.
  around.notices.push_back(texts::ServiceCodeNotice.in(visit->language, visit->request().host + resume, visit->secret));
  const std::string link = resume + '#' + visit->secret;
  around.links = visit->links;
  around.links.push_back({link, visit->request().host + link});
  around.script_address = kScriptAddress;
  around.leads_to_language = true;
  around.hidden = {{"_token", token_of(*visit)},
                   {"_revision", std::to_string(visit->draft.revision)},
                   {"_submit_id", inbox::random_text(10)}};
  std::string names;
  for (const inbox::FileRecord& file : visit->stored) {
    if (file.slot.starts_with(kPictureMark))
      around.file_names.emplace(file.slot.substr(kPictureMark.size()), file.name);
    if (file.slot.starts_with(kAttachmentMark)) names += (names.empty() ? "" : ", ") + file.name;
  }
  if (!names.empty()) around.notices.push_back(texts::ServiceFilesSent.in(visit->language, names));
  around.buttons = {{"_save", visit->words(texts::ServiceSave), false, true},
                    {"_check", visit->words(texts::ServiceCheck), false},
                    {"_files", visit->words(texts::ServiceFilesTitle), false, false, true},
                    {"_link", visit->words(texts::ServiceLinkTitle), false},
                    {"_preview", visit->words(texts::ServicePreview), false},
                    {"_submit", visit->words(texts::WebformSubmit), true}};
  around.messages = visit->messages;
  const std::vector<FormMessage> remarks = remarks_of(visit);
  around.messages.insert(around.messages.end(), remarks.begin(), remarks.end());
  Task task;
  task.operation = Operation::FormPage;
  task.kind = visit->draft.kind;
  task.options.check = check;
  task.options.page_around = form_page_json(around);
  task.options.edition = visit->draft.edition;
  task.options.praise = visit->words(texts::ServiceCheckedWell);
  const bool is_new = visit->entries.empty() && visit->draft.entries == kNoEntries;
  task.files = {{"entries", is_new ? std::string(kNoEntries) : entries_json(visit->entries)}};
  ask(visit, std::move(task), [this, visit, check, submit = std::move(submit)](TaskAnswer answer) {
    const auto result = parse_form_result(answer.reading);
    const bool well = result && result->ok;
    if (check && submit && well) return submit(*result);
    const bool has_errors = (check && !well) || !visit->messages.empty();
    send_html(visit, has_errors ? kFormInvalid : visit->status, std::move(answer.body));
  });
}

/// What the office has said of the last version, at its fields.
std::vector<FormMessage> FormPages::remarks_of(const VisitPtr& visit) {
  const auto& submission = visit->submission;
  if (!submission || submission->state != inbox::State::Returned) return {};
  const auto remarks = inbox::Submissions(inbox_).remarks(submission->id);
  std::vector<FormMessage> messages;
  for (std::size_t i = 0; remarks && i < remarks->size(); ++i) {
    const inbox::Remark& remark = (*remarks)[i];
    if (remark.version != submission->versions) continue;
    messages.push_back(
        {remark.pointer, texts::ServiceRemark.in(visit->language, remark.text), gongwen::Severity::Warning});
  }
  return messages;
}

void FormPages::submit(const VisitPtr& visit, const FormResult& result) {
  Task task;
  task.operation = Operation::Form;
  task.kind = visit->draft.kind;
  ask(visit, std::move(task), [this, visit, result](TaskAnswer answer) {
    const std::optional<base::Json> form = base::parse_json(answer.body);
    if (form && lacks_attachments(visit->stored, form->view())) {
      return send_to(visit, "/d/" + visit->draft.id + std::string(kFilesArea) + "?missing");
    }
    inbox::NewVersion version;
    version.json = result.data;
    version.edition = result.edition;
    version.source = "web";
    version.submit_id = visit->draft.id + " " + visit->field("_submit_id");
    version.person = result.person;
    version.organisation = result.organisation;
    std::string prefix = form ? form->view().text_of("receipt") : std::string();
    if (!inbox::is_receipt_prefix(prefix)) prefix = "GW";
    const auto made = inbox::Submissions(inbox_).submit(visit->draft.id, visit->draft.revision, version, prefix,
                                                        local_year(visit->now), visit->now);
    if (!made) return send_fault(visit, made.error());
    send_to(visit, "/r/" + visit->draft.id);
  });
}

}  // namespace gongwen::service
