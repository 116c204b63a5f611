// The applicant's pages: /forms/KIND starts a draft, /d/ID fills it in, and `submit` turns it into a version with a
// receipt number. A draft is opened by its secret, which the browser keeps in the cookie `d-ID` (RFC 6265), one for
// each draft; a browser that has only the address is sent to /resume/ID. Every form carries a token derived from that
// secret, so that another site cannot post it.
#include "service/detail/form_pages.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/mail.h"
#include "diagnostics/catalogue/texts/service.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/field_names.h"
#include "gongwen/form.h"
#include "resources/environment.h"
#include "service/detail/calendar_file.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/described_form.h"
#include "service/detail/pictures.h"
#include "service/detail/remark_answers.h"
#include "service/detail/scan_store.h"
#include "service/http/fields.h"
#include "service/inbox/audit.h"
#include "service/inbox/receipt.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <tuple>

namespace gongwen::service {
namespace {

// Order of a visit: plan() for the body, handle() opens the draft by its cookie, then the function of the route.
// `Visit` holds the state and lives until the answer is sent, possibly after several tasks of workers.
namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::string_view kStyleAddress = "/assets/form.css";
constexpr std::string_view kScriptAddress = "/assets/form.js";
/// The code of an invitation. The script of the page copies it from the fragment of the link (`/forms/KIND#CODE`),
/// which browsers do not send to a server, so no log of a proxy has the code.
constexpr std::string_view kInvitationField = "_invitation";

/// Returns whether an attachment that the form requires has not been uploaded yet. Attachments are in slots
/// `kAttachmentMark + id`, pictures in `kPictureMark + pointer`.
bool lacks_attachments(const std::vector<inbox::FileRecord>& stored, const webform::WebForm& form) {
  const std::vector<PlannedAttachment>& planned = form.plan.attachments;
  return std::any_of(planned.begin(), planned.end(), [&](const PlannedAttachment& one) {
    const std::string slot = std::string(kAttachmentMark) + one.id;
    return one.required && std::none_of(stored.begin(), stored.end(),
                                        [&slot](const inbox::FileRecord& file) { return file.slot == slot; });
  });
}

}  // namespace

/// Returns the address with the language of this visit, since pages before a draft cannot take the language from it.
std::string own_language_address(const PageVisitPtr& visit, std::string_view path) {
  return fmt::format("{}?lang={}", path, diagnostics::language_tag(visit->language));
}

std::pair<std::string, std::string> other_language_link(const PageVisitPtr& visit, std::string_view path) {
  return {fmt::format("{}?lang={}", path, texts::WebformOtherTag.in(visit->language)),
          visit->words(texts::ServiceOtherLanguage)};
}

/// Returns the page of the version that was handed in, if the visit has one; otherwise the page of the draft.
std::string page_address(const FormVisit& visit) { return (visit.version ? "/r/" : "/d/") + visit.draft.id; }

FormPages::FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits)
    : Pages(pool, std::move(options)), inbox_(inbox), limits_(limits) {}

/// Bodies that go to a spool file, which may be large, are accepted only from a browser that has the secret
/// of the draft; a stranger can make the service hold at most `kMaxFields` bytes in memory. Scans of paper
/// need no draft; `scans` limits their rate instead. Called for each request of applicants before its body is
/// read.
http::BodyPlan FormPages::plan(const http::RequestHead& head, const RouteMatch& match) const {
  if (head.method == "GET" || head.method == "HEAD") return http::BodyPlan::none();
  const BodyType body = match.route->body;
  const std::string* const type = head.header("content-type");
  const bool has_parts = type != nullptr && http::media_type(*type) == "multipart/form-data";
  // Fields without files fit into memory, even if the route accepts files.
  if (!has_parts || body == BodyType::Fields) return http::BodyPlan::memory(kMaxFields);
  if (body == BodyType::PaperScan) return http::BodyPlan::spool(limits_.max_scan + kMaxFields, false);
  // Opened with Purpose::Read: a draft that was handed in may get scans.
  const std::string id = match.value("id");
  if (!inbox::Drafts(inbox_).open(id, secret_of(head, id), options_.clock(), inbox::Purpose::Read)) {
    return http::BodyPlan::memory(kMaxFields);
  }
  return http::BodyPlan::spool(body == BodyType::Attachment ? kMaxAttachment + kMaxFields : limits_.max_form, false);
}

std::string FormPages::secret_of(const http::RequestHead& head, const std::string& id) const {
  return cookie_of(head, "d-" + id);
}

// Three sorts of routes: those without a draft, those that need an open draft, and those that need a version that was
// handed in.
void FormPages::handle(const ExchangePtr& exchange, const RouteMatch& match) {
  auto visit = std::make_shared<Visit>();
  enter(*visit, exchange, match);
  visit->has_script = true;
  const std::string id = match.value("id");
  switch (match.route->opens) {
    case Opens::Nothing: break;
    case Opens::Draft:
      if (!open_draft(visit, id)) return;
      // A draft that was handed in is opened, too, so that `draft` can send the browser to its receipt instead of
      // failing.
      if (const auto handed_in = is_handed_in(visit)) {
        visit->is_open = !*handed_in;
      } else {
        return send_fault(visit, handed_in.error());
      }
      break;
    case Opens::Receipt:
      if (!open_receipt(visit, id)) return;
      break;
  }
  // False: a value in the path is of another type, so the address does not exist.
  if (!std::get<FormAnswerer>(match.route->answerer)(*this, visit)) send_not_found(visit);
}

void FormPages::send_form_script(const VisitPtr& visit) {
  send_asset(visit, "text/javascript; charset=utf-8", form_script());
}

// /forms/KIND

/// Pages before a draft is open have the language that their address states, `?lang=en`; otherwise that of the
/// service's settings.
void FormPages::take_language(const VisitPtr& visit) {
  const auto query = http::parse_form(visit->request().query);
  const std::string* const wanted = query ? http::find_field(*query, "lang") : nullptr;
  if (wanted != nullptr) visit->language = forms::language_of_tag(*wanted);
}

void FormPages::forms(const VisitPtr& visit, const std::string& kind) {
  take_language(visit);
  // The worker describes the kind, so the page can be shown only after its answer.
  ask_form(visit, kind, [this, visit, kind](const DescribedForm& form, const std::string& edition) {
    // Kinds that only the office fills in are answered like kinds that do not exist.
    if (form.plan.audience != "applicant") return send_not_found(visit);
    HtmlPage page{visit->language, form.title};
    page.paragraphs.push_back(visit->words(texts::ServiceStartAbout));
    if (const auto days = form.plan.keep_days) {
      page.paragraphs.push_back(texts::ServiceStartKept.in(visit->language, *days));
    }
    page.paragraphs.push_back(
        texts::ServiceStartDraftKept.in(visit->language, limits_.keep_draft / base::kSecondsPerDay));
    page.links = {other_language_link(visit, "/forms/" + kind)};
    if (!scan_slot_of(form).empty()) {
      page.links.emplace_back(own_language_address(visit, kScansAddress), visit->words(texts::ServiceScansTitle));
    }
    // The draft gets the language of this page.
    page.action = own_language_address(visit, "/forms/" + kind);
    page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
    page.buttons = {{"_start", visit->words(texts::ServiceStartButton)}};
    // POST starts the draft; the page is passed along in case the call refuses it.
    if (visit->posts()) return begin_draft(visit, kind, edition, std::move(page));
    const auto admission = inbox::Calls(inbox_).admission(kind, {}, visit->now);
    if (!admission) return send_fault(visit, admission.error());
    add_call(visit, *admission, page);
    send_page(visit, 200, page);
  });
}

/// Writes on the page of a kind when the call is open, and for whom. Returns whether a form can be started now; if not,
/// the page has no button.
bool FormPages::add_call(const VisitPtr& visit, const inbox::Admission& admission, HtmlPage& page) const {
  using Kind = inbox::Admission::Kind;
  // Replaces the text of the page and removes the form.
  const auto close = [&](std::string words) {
    page.paragraphs = {std::move(words)};
    page.action.clear();
    return false;
  };
  if (admission.kind == Kind::Closed) return close(visit->words(texts::ServiceCallClosed));
  if (admission.kind == Kind::Full) return close(visit->words(texts::ServiceCallFull));
  if (admission.call && admission.kind == Kind::Early) {
    const inbox::CallTerms& terms = admission.call->terms;
    // `closes` is the first second after the call: its last day is the day of the second before.
    return close(texts::ServiceCallEarly.in(visit->language, local_day(terms.opens), local_day(terms.closes - 1)));
  }
  // After a wrong code the page asks again, with the error at the field.
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
  page.links.emplace_back(own_language_address(visit, fmt::format("/forms/{}/calls/{}.ics", call.kind, call.id)),
                          visit->words(texts::MailCalendarLink));
  if (call.terms.most > 0) {
    page.paragraphs.push_back(texts::ServiceCallLimit.in(visit->language, call.terms.most, call.submitted));
  }
  if (!text.empty()) page.paragraphs.insert(page.paragraphs.begin(), text);
  return !asks;
}

/// Sends the last day of a call, for calendars. A call that was closed early has no calendar entry any more, as its
/// page has no form.
void FormPages::call_day(const VisitPtr& visit, const std::string& kind, const std::string& id) {
  take_language(visit);
  const auto call = inbox::Calls(inbox_).get(id);
  if (!call && call.error().kind != inbox::Fault::Kind::NotFound) return send_fault(visit, call.error());
  if (!call || call->kind != kind || call->closed != 0) return send_not_found(visit);
  ask_form(visit, kind, [this, visit, kind, call = *call](const DescribedForm& form, const std::string&) {
    if (form.plan.audience != "applicant") return send_not_found(visit);
    CalendarDay day{"call-" + call.id, call.terms.closes, visit->now,
                    texts::MailCalendarCall.in(visit->language, form.title)};
    day.description = visit->words(texts::MailCalendarCallAbout);
    day.address = full_address(visit->request(), "/forms/" + kind);
    day.revision = call.revision;
    send_file(visit, kCalendarType, texts::MailCalendarFile.in(visit->language, kind), calendar_file(day), true);
  });
}

/// Needs no form token: a draft has no secret yet, and if another site makes a browser start an empty draft, that does
/// no harm.
void FormPages::begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition, HtmlPage page) {
  const std::string client = client_name(visit->request().peer);
  const std::int64_t now = resources::steady_milliseconds();
  // Wrong codes are counted per client. A client over the limit is refused even with the right
  // code; otherwise guessing would not be limited. take() counts the attempt, allows() only
  // asks.
  if (!new_drafts_.take(client, now) || !wrong_codes_.allows(client, now)) return send_too_many(visit);
  const auto fields = http::parse_form(visit->request().body);
  if (fields) visit->fields = *fields;
  std::string code = visit->field(kInvitationField);
  // People paste codes with the spaces and line ends around them.
  std::erase_if(code, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  // Checked again with the code, since the page may be hours old.
  inbox::Calls calls(inbox_);
  const auto admission = calls.admission(kind, code, visit->now);
  if (!admission) return send_fault(visit, admission.error());
  if (admission->kind == inbox::Admission::Kind::WrongInvitation) count_wrong(visit, wrong_codes_);
  if (!add_call(visit, *admission, page)) return send_page(visit, http::status::kConflict, page);
  const auto key = calls.begin(*admission, {kind, edition, std::string(diagnostics::language_tag(visit->language)),
                                            visit->now, visit->now + limits_.keep_draft});
  if (!key && key.error().kind == inbox::Fault::Kind::Conflict) {
    // Another person has started a form with the same invitation since `admission` was asked.
    return send_problem(visit, http::status::kConflict, texts::ServiceCallTaken.in(visit->language));
  }
  if (!key) return send_fault(visit, key.error());
  // On a shared computer (`_public`) the cookie ends with the browser; otherwise it lives as long as the draft.
  visit->headers.push_back(draft_cookie(key->id, key->secret, !visit->has("_public")));
  send_to(visit, "/d/" + key->id);
}

http::Header FormPages::draft_cookie(const std::string& id, const std::string& secret, bool lasting) const {
  return cookie("d-" + id, secret, lasting ? std::optional(std::chrono::seconds(limits_.keep_draft)) : std::nullopt);
}

/// The token of the forms of a draft, derived from its secret: another site cannot know it
/// (cross-site request forgery). A keyed hash, so that the token of one draft is not valid for
/// another.
std::string FormPages::token_of(const Visit& visit) const { return form_token("form", visit.secret); }

/// Answers 403 and returns false if the form was not made for this draft. The comparison takes the same time for every
/// token.
bool FormPages::require_token(const VisitPtr& visit) const {
  if (inbox::same_secret(visit->field("_token"), token_of(*visit))) return true;
  send_problem(visit, http::status::kForbidden, texts::ServiceForgedForm.in(visit->language));
  return false;
}

/// Counts a wrong code or cookie. When a client reaches the limit, a line in the audit shows the operator that codes
/// are being guessed.
void FormPages::count_wrong(const VisitPtr& visit, RateLimit& limit) {
  const std::string client = client_name(visit->request().peer);
  const std::int64_t now = resources::steady_milliseconds();
  // The line is written for each attempt at the limit, not for each wrong one.
  static_cast<void>(limit.take(client, now));
  if (limit.allows(client, now)) return;
  static_cast<void>(
      inbox::Audit(inbox_).add({0, visit->now, {}, visit->request().peer, "guessing", "code", "refused"}));
}

bool FormPages::may_try_cookie(const VisitPtr& visit) {
  return wrong_cookies_.allows(client_name(visit->request().peer), resources::steady_milliseconds());
}

/// A request without a cookie is not a guess: the applicant has opened the link on another device.
void FormPages::count_wrong_cookie(const VisitPtr& visit, const inbox::Fault& fault) {
  if (fault.kind == inbox::Fault::Kind::NotFound && !visit->secret.empty()) count_wrong(visit, wrong_cookies_);
}

/// Opens the draft of the address by its cookie, with its entries and the list of its files. Returns false if it has
/// answered. Order of checks: too many tries, expired but handed in (its receipt), unknown (asks for the code), other
/// faults.
bool FormPages::open_draft(const VisitPtr& visit, const std::string& id, inbox::Purpose purpose) {
  visit->secret = secret_of(visit->request(), id);
  inbox::Drafts drafts(inbox_);
  if (!may_try_cookie(visit)) {
    send_too_many(visit);
    return false;
  }
  auto opened = drafts.open(id, visit->secret, visit->now, purpose);
  if (!opened) count_wrong_cookie(visit, opened.error());
  // A form that was handed in can still be seen after the time for changes is over. Two calls: the first says why it
  // cannot be changed, the second whether it may be read.
  if (!opened && opened.error().kind == inbox::Fault::Kind::Gone &&
      drafts.open(id, visit->secret, visit->now, inbox::Purpose::Read)) {
    send_to(visit, "/r/" + id);
    return false;
  }
  // A browser without the right cookie is asked for the code. A POST is not redirected, since its contents would be
  // lost silently.
  if (!opened && opened.error().kind == inbox::Fault::Kind::NotFound && !visit->posts()) {
    send_to(visit, "/resume/" + id);
    return false;
  }
  if (!opened && opened.error().kind == inbox::Fault::Kind::NotFound) {
    ask_code(visit, id);
    return false;
  }
  if (!opened) {
    send_fault(visit, opened.error());
    return false;
  }
  visit->draft = *std::move(opened);
  visit->language = forms::language_of_tag(visit->draft.language);
  // `entries` is JSON that the service itself wrote, so a text that cannot be parsed is damaged.
  auto entries = parse_entries(visit->draft.entries);
  auto stored = inbox::Files(inbox_).list(id);
  if (!stored) {
    send_fault(visit, stored.error());
    return false;
  }
  // If entries cannot be parsed, the visit ends: an empty page in their place would be saved over them.
  if (!entries) {
    send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    return false;
  }
  visit->entries = *std::move(entries);
  visit->stored = *std::move(stored);
  set_pictures(visit->entries, visit->stored);
  return true;
}

/// Answers a page that was posted without the right cookie, since it was lost or a new link was
/// made: asks for the code, and keeps the input. The secret of the draft is wrong here, so the token
/// cannot be checked: the input goes into hidden fields, sealed (KeptInput), and comes back with the
/// code.
void FormPages::ask_code(const VisitPtr& visit, const std::string& id) {
  if (!read_fields(visit, limits_.max_form)) return;
  const std::string address = "/resume/" + id;
  HtmlPage page{visit->language, visit->words(texts::ServiceResumeTitle)};
  page.paragraphs = {visit->words(texts::ServiceResumeKept), visit->words(texts::ServiceResumeAbout)};
  page.has_script = true;
  page.action = own_language_address(visit, address);
  for (const http::FormField& field : kept_.keep(visit->request().target, visit->fields, visit->now)) {
    page.hidden.emplace_back(field.name, field.value);
  }
  page.inputs = {{"_code", visit->words(texts::ServiceResumeCode), {}, {}}};
  page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
  page.buttons = {{"_resume", visit->words(texts::ServiceResumeButton)}};
  send_page(visit, http::status::kNotFound, page);
}

/// Returns whether the applicant can no longer change the draft: it was handed in and has not been returned since. The
/// draft's own member `submission` is not sufficient: a submission that was returned and then withdrawn stays closed,
/// while a returned one is open again.
inbox::Result<bool> FormPages::is_handed_in(const VisitPtr& visit) {
  auto submission = inbox::Submissions(inbox_).of_draft(visit->draft.id);
  // Without the submission the page would lack the remarks of the office.
  if (!submission && submission.error().kind != inbox::Fault::Kind::NotFound) return base::Failure{submission.error()};
  if (submission) visit->submission = *std::move(submission);
  return visit->submission ? visit->submission->state != inbox::State::Returned : !visit->draft.submission.empty();
}

// /d/ID

/// Takes from the query which step to show (`step`), which step was left (`from`), and which list gets another row
/// (`add`).
void FormPages::take_query(const VisitPtr& visit) {
  const auto query = http::parse_form(visit->request().query);
  if (!query) return;
  if (const std::string* const step = http::find_field(*query, "step")) visit->step = number_of_digits(*step);
  if (const std::string* const left = http::find_field(*query, "from")) visit->left_step = number_of_digits(*left);
  visit->checks = http::find_field(*query, "check") != nullptr;
  if (const std::string* const said = http::find_field(*query, "mail")) visit->mail_said = *said;
  if (const std::string* const row = http::find_field(*query, "delete")) visit->doubted_row = *row;
  if (const std::string* const list = http::find_field(*query, "add")) {
    visit->rows.emplace(*list, rows_of(visit->entries, *list) + 1);
  }
}

/// GET /d/{id}/picture?of=/photo: sends an uploaded picture, which the page shows beside its name.
void FormPages::send_draft_picture(const VisitPtr& visit) {
  const auto query = http::parse_form(visit->request().query);
  const std::string* const pointer = query ? http::find_field(*query, "of") : nullptr;
  const auto is_it = [&](const inbox::FileRecord& file) {
    return pointer != nullptr && file.slot == std::string(kPictureMark) + *pointer;
  };
  const auto file = std::find_if(visit->stored.begin(), visit->stored.end(), is_it);
  if (file == visit->stored.end()) return send_not_found(visit);
  auto bytes = inbox::Files(inbox_).read(file->hash);
  if (!bytes) return send_fault(visit, bytes.error());
  send_file(visit, file->type, file->name, *std::move(bytes), false);
}

void FormPages::draft(const VisitPtr& visit) {
  // The form may have been handed in from another tab or device.
  if (!visit->is_open) return send_to(visit, "/r/" + visit->draft.id);
  if (visit->posts()) return posted_draft(visit);
  take_query(visit);
  show_form(visit, visit->checks, nullptr);
}

/// Shows the page of the draft. With `check`, errors are shown at their fields; if there are none, `submit` is called
/// instead of showing the page, unless it is null. The answer of the worker is the whole page; `answer.reading` has the
/// result of the check as JSON.
void FormPages::show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit) {
  FormPageInput around;
  around.action = "/d/" + visit->draft.id;
  around.style_address = kStyleAddress;
  // `left_step`: the step that was left is shown as visited.
  around.rows = visit->rows;
  around.step = visit->step;
  around.left_step = visit->left_step;
  around.leads_to_all = around.orders_rows = true;
  around.doubted_row = visit->doubted_row;
  // The page jumps to the first error only if a check was requested or a value was refused.
  around.at_first_error = check || !visit->messages.empty();
  around.notices = visit->notices;
  // After a conflict the page shows something else than what is stored, so "saved at" would be untrue.
  if (visit->draft.entries != kNoEntries && visit->status != http::status::kConflict) {
    around.notices.push_back(texts::ServiceSaved.in(visit->language, local_time(visit->draft.changed)));
  }
  const std::string resume = "/resume/" + visit->draft.id;
  // The code is in the fragment, which browsers do not send. It is a secret, and other people may see the screen.
  const std::string link = resume + '#' + visit->secret;
  around.fold = {visit->words(texts::ServiceCodeTitle),
                 texts::ServiceCodeNotice.in(visit->language, full_address(visit->request(), resume), visit->secret),
                 {link, full_address(visit->request(), link)}};
  around.links = visit->links;
  around.script_address = kScriptAddress;
  around.leads_to_language = true;
  around.hidden = {{"_token", token_of(*visit)},
                   {"_revision", std::to_string(visit->draft.revision)},
                   {"_submit_id", inbox::random_text(10)}};
  // Pictures are named at their fields, attachments in one notice, since they have a page of their own.
  std::string names;
  for (const inbox::FileRecord& file : visit->stored) {
    if (file.slot.starts_with(kPictureMark)) {
      const std::string pointer = file.slot.substr(kPictureMark.size());
      around.file_names.emplace(pointer, file.name);
      // With the hash, so that a browser does not show a former picture.
      const std::vector<http::FormField> query{{"of", pointer}, {"is", file.hash.substr(0, 8)}};
      around.picture_addresses.emplace(pointer, around.action + "/picture?" + http::write_form(query));
    }
    if (file.slot.starts_with(kAttachmentMark)) names += (names.empty() ? "" : ", ") + file.name;
  }
  if (!names.empty()) around.notices.push_back(texts::ServiceFilesSent.in(visit->language, names));
  around.buttons = {{"_save", visit->words(texts::ServiceSave), false, true},
                    {"_check", visit->words(texts::ServiceCheck), false},
                    {"_files", visit->words(texts::ServiceFilesTitle), false, false, true},
                    {"_link", visit->words(texts::ServiceLinkTitle), false},
                    {"_preview", visit->words(texts::ServicePreview), false},
                    {"_submit", visit->words(texts::WebformSubmit), true}};
  if (inbox_.sends_links()) around.address_check = address_check(visit);
  around.messages = visit->messages;
  if (visit->submission) {
    const auto remarks = remark_messages(inbox_, *visit->submission, *visit);
    if (!remarks) return send_fault(visit, remarks.error());
    around.messages.insert(around.messages.end(), remarks->begin(), remarks->end());
  }
  Task task;
  task.operation = Operation::FormPage;
  task.kind = visit->draft.kind;
  task.options.check = check;
  task.options.page_around = form_page_json(around);
  task.options.edition = visit->draft.edition;
  task.options.praise = visit->words(texts::ServiceCheckedWell);
  // With `kNoEntries` the worker fills in the defaults of the form; an empty list would show a form that was emptied on
  // purpose.
  const bool is_new = visit->entries.empty() && visit->draft.entries == kNoEntries;
  task.files = {{"entries", is_new ? std::string(kNoEntries) : entries_json(visit->entries)}};
  ask(visit, std::move(task), [this, visit, check, submit = std::move(submit)](TaskAnswer answer) {
    const auto result = parse_form_result(answer.reading);
    const bool well = result && result->ok;
    // The check found no errors and the form is to be handed in: the page from the worker is not shown.
    if (check && submit && well) return submit(*result);
    // Errors are shown by a GET, so that going back in the browser does not send the form again.
    if (submit && visit->messages.empty()) return go_to_check(visit);
    // 422: the status alone tells an assistive technology or a test that the form was not accepted.
    const bool has_errors = (check && !well) || !visit->messages.empty();
    send_html(visit, has_errors ? http::status::kUnprocessable : visit->status, std::move(answer.body));
  });
}

// Called after a check without errors; the data is what the worker has checked, not what the browser sent.
void FormPages::submit(const VisitPtr& visit, const FormResult& result) {
  // The form is requested again, since it says which attachments are required and which prefix receipt numbers have.
  ask_form(visit, visit->draft.kind, [this, visit, result](const DescribedForm& form, const std::string&) {
    // Attachments are files of the draft, which the check of the data does not see.
    if (lacks_attachments(visit->stored, form)) {
      return send_to(visit, "/d/" + visit->draft.id + std::string(kFilesArea) + "?missing");
    }
    inbox::NewVersion version;
    version.json = result.data;
    version.edition = result.edition;
    version.source = kWebSource;
    // A button that is pressed twice sends the same `_submit_id` twice, which makes one version.
    version.submit_id = visit->draft.id + " " + visit->field("_submit_id");
    version.person = result.person;
    version.organisation = result.organisation;
    version.email = result.email;
    std::string prefix = form.plan.receipt;
    // A bundle with a bad prefix must not keep applicants from handing in.
    if (!inbox::is_receipt_prefix(prefix)) prefix = "GW";
    // The revision that was checked: Conflict if another tab has saved since.
    const auto made = inbox::Submissions(inbox_).submit(visit->draft.id, visit->draft.revision, version, prefix,
                                                        local_year(visit->now), visit->now);
    if (!made) return send_fault(visit, made.error());
    send_to(visit, "/r/" + visit->draft.id);
  });
}

}  // namespace gongwen::service
