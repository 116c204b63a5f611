#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/service.h"
#include "gongwen/form.h"
#include "http/conditional.h"
#include "http/cookies.h"
#include "http/fields.h"
#include "http/multipart.h"
#include "inbox/receipt.h"
#include "inbox/secrets.h"
#include "resources/environment.h"
#include "service/detail/form_visit.h"
#include "service/detail/pictures.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

/// Of one draft, also where a page of somebody's making sends more.
constexpr std::size_t kMaxPictures = 20;
constexpr std::string_view kStyleAddress = "/assets/form.css";
constexpr std::string_view kDraftArea = "/d/";
/// Bytes of a body without files.
constexpr std::uint64_t kMaxFields = std::uint64_t{1} << 20;

}  // namespace

FormPages::FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits)
    : Pages(pool, std::move(options)), inbox_(inbox), limits_(limits) {}

bool FormPages::owns(std::string_view path) {
  return path.starts_with("/forms/") || path.starts_with("/d/") || path.starts_with("/r/") ||
         path.starts_with("/resume/") || path == kStyleAddress;
}

/// Only whoever has opened a draft may send a picture, which goes into a file: a stranger takes little of the memory.
http::BodyPlan FormPages::plan(const http::RequestHead& head) const {
  if (head.method != "POST") return http::BodyPlan::none();
  const std::string* const type = head.header("content-type");
  const bool has_parts = type != nullptr && http::media_type(*type) == "multipart/form-data";
  if (!has_parts || !head.path.starts_with(kDraftArea)) return http::BodyPlan::memory(kMaxFields);
  const std::string id = head.path.substr(kDraftArea.size());
  const bool opens = is_id(id) && inbox::Drafts(inbox_).open(id, secret_of(head, id), options_.clock());
  return opens ? http::BodyPlan::spool(limits_.max_form, false) : http::BodyPlan::memory(kMaxFields);
}

std::string FormPages::secret_of(const http::RequestHead& head, const std::string& id) const {
  return cookie_of(head, "d-" + id);
}

void FormPages::handle(const std::shared_ptr<http::Exchange>& exchange) {
  auto visit = std::make_shared<Visit>();
  enter(*visit, exchange);
  const http::Request& request = exchange->request();
  if (request.path == kStyleAddress) return send_style(visit, form_style());
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

void FormPages::forms(const VisitPtr& visit, const std::string& kind) {
  Task task;
  task.operation = Operation::Form;
  task.kind = kind;
  ask(visit, std::move(task), [this, visit, kind](TaskAnswer answer) {
    const std::optional<base::Json> form = base::parse_json(answer.body);
    if (!form || form->view().text_of("audience") != "applicant") {
      send_not_found(visit);
      return;
    }
    if (visit->posts()) {
      begin_draft(visit, kind, answer.tag);
      return;
    }
    HtmlPage page{visit->language, form->view().text_of("title")};
    page.paragraphs.push_back(visit->words(texts::ServiceStartAbout));
    if (const auto days = form->view().number_of("keepDays")) {
      page.paragraphs.push_back(texts::ServiceStartKept.in(visit->language, *days));
    }
    page.paragraphs.push_back(
        texts::ServiceStartDraftKept.in(visit->language, limits_.keep_draft / base::kSecondsPerDay));
    page.action = "/forms/" + kind;
    page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
    page.buttons = {{"_start", visit->words(texts::ServiceStartButton)}};
    send_page(visit, 200, page);
  });
}

/// A new draft harms nobody: it needs no token, which there is no secret for yet.
void FormPages::begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition) {
  if (!new_drafts_.take(visit->request().peer, resources::steady_milliseconds())) return send_too_many(visit);
  const auto fields = http::parse_form(visit->request().body);
  if (fields) visit->fields = *fields;
  const auto key = inbox::Drafts(inbox_).create({kind, edition, std::string(diagnostics::language_tag(visit->language)),
                                                 visit->now, visit->now + limits_.keep_draft});
  if (!key) return send_fault(visit, key.error());
  visit->headers.push_back(draft_cookie(key->id, key->secret, !visit->has("_public")));
  send_to(visit, "/d/" + key->id);
}

http::Header FormPages::draft_cookie(const std::string& id, const std::string& secret, bool lasting) const {
  return cookie("d-" + id, secret, lasting ? std::optional(std::chrono::seconds(limits_.keep_draft)) : std::nullopt);
}

std::string FormPages::token_of(const Visit& visit) const { return form_token("form", visit.secret); }

/// The draft of the address, by its cookie. False when it was answered already.
bool FormPages::open_draft(const VisitPtr& visit, const std::string& id) {
  visit->secret = secret_of(visit->request(), id);
  auto opened = inbox::Drafts(inbox_).open(id, visit->secret, visit->now);
  if (!opened && opened.error().kind == inbox::Fault::Kind::NotFound && !visit->posts()) {
    send_to(visit, "/resume/" + id);
    return false;
  }
  if (!opened) {
    send_fault(visit, opened.error());
    return false;
  }
  visit->draft = *std::move(opened);
  visit->language = visit->draft.language == "en" ? Language::English : Language::Chinese;
  visit->entries = parse_entries(visit->draft.entries).value_or(TypedValues());
  return true;
}

// /d/ID

void FormPages::draft(const VisitPtr& visit, const std::string& id, std::string_view rest) {
  if (!open_draft(visit, id)) return;
  if (rest == "/preview.pdf") {
    // A document can be made of what has no errors; otherwise the page says what they are.
    show_form(visit, true,
              [this, visit](const FormResult& result) { send_document(visit, result.data, visit->draft.id, false); });
  } else if (!rest.empty()) {
    send_not_found(visit);
  } else if (!visit->draft.submission.empty()) {
    send_to(visit, "/r/" + id);
  } else if (visit->posts()) {
    posted_draft(visit);
  } else {
    show_form(visit, false, nullptr);
  }
}

/// Fields and files of a body of either sort. False when it was answered already.
bool FormPages::take_entries(const VisitPtr& visit) {
  std::vector<UploadedFile> files;
  if (!read_fields(visit, limits_.max_form, &files)) return false;
  TypedValues values = posted_values(visit->fields);
  // What was uploaded before stays until something else is put in its place.
  for (const TypedValue& value : visit->entries) {
    if (value.is_file) values.push_back(value);
  }
  visit->entries = std::move(values);
  if (!inbox::same_secret(visit->field("_token"), token_of(*visit))) {
    send_problem(visit, kFormForbidden, texts::ServiceForgedForm.in(visit->language));
    return false;
  }
  for (UploadedFile& file : files) {
    if (!file.field.starts_with('/')) continue;
    if (!take_picture(visit, file.field, file.name, std::move(file.bytes))) return false;
  }
  return true;
}

/// Keeps a picture that was uploaded, and enters it as the value of its field.
bool FormPages::take_picture(const VisitPtr& visit, const std::string& pointer, const std::string& name,
                             std::string bytes) {
  const std::string type = picture_type(bytes);
  if (type.empty()) {
    visit->notices.push_back(visit->words(texts::ServicePhotoType));
    return true;
  }
  inbox::Files files(inbox_);
  const auto there = files.list(visit->draft.id);
  if (!there) {
    send_fault(visit, there.error());
    return false;
  }
  if (there->size() >= kMaxPictures) {
    send_problem(visit, kFormInvalid, texts::ServiceTooManyFiles.in(visit->language));
    return false;
  }
  // What its owner called it is kept beside the name that the data use.
  const inbox::FileRecord record{std::string(kPictureMark) + pointer, "", name, type, 0};
  const auto fault = files.put(visit->draft.id, record, bytes, visit->now);
  if (fault) {
    send_fault(visit, *fault);
    return false;
  }
  std::erase_if(visit->entries, [&](const TypedValue& one) { return one.pointer == pointer; });
  visit->entries.push_back({pointer, {picture_name(pointer, type)}, true});
  return true;
}

void FormPages::posted_draft(const VisitPtr& visit) {
  if (!take_entries(visit)) return;
  if (visit->has("_delete")) visit->entries = without_row(visit->entries, visit->field("_delete"));
  if (const std::string list = visit->field("_add"); !list.empty()) {
    visit->rows.emplace(list, rows_of(visit->entries, list) + 1);
  }
  // A button that is pressed twice sends the same twice: that is no change by somebody else.
  const std::string entries = entries_json(visit->entries);
  const std::int64_t seen = entries == visit->draft.entries
                                ? visit->draft.revision
                                : static_cast<std::int64_t>(number_of_digits(visit->field("_revision")));
  const auto saved =
      inbox::Drafts(inbox_).save(visit->draft.id, seen, entries, visit->now, visit->now + limits_.keep_draft);
  if (!saved && saved.error().kind == inbox::Fault::Kind::Conflict) {
    // The page keeps what was typed here, and says where the other one is: nothing is lost, and nothing saved unseen.
    visit->status = kFormConflict;
    visit->notices = {texts::ServiceChangedElsewhere.in(visit->language, kDraftArea, visit->draft.id)};
    return show_form(visit, false, nullptr);
  }
  if (!saved) return send_fault(visit, saved.error());
  visit->draft.revision = *saved;
  if (visit->has("_preview")) {
    send_to(visit, "/d/" + visit->draft.id + "/preview.pdf");
  } else if (visit->has("_submit")) {
    show_form(visit, true, [this, visit](const FormResult& result) { submit(visit, result); });
  } else {
    if (visit->has("_save")) visit->notices.push_back(texts::ServiceSaved.in(visit->language, local_time(visit->now)));
    show_form(visit, visit->has("_check"), nullptr);
  }
}

/// The page of the draft; where it is checked and has no errors, `submit` goes on instead, if there is one.
void FormPages::show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit) {
  FormPageInput around;
  around.action = "/d/" + visit->draft.id;
  around.style_address = kStyleAddress;
  around.rows = visit->rows;
  around.notices = visit->notices;
  around.notices.push_back(texts::ServiceCodeNotice.in(visit->language, "/resume/" + visit->draft.id, visit->secret));
  around.hidden = {{"_token", token_of(*visit)},
                   {"_revision", std::to_string(visit->draft.revision)},
                   {"_submit_id", inbox::random_text(10)}};
  around.buttons = {{"_save", visit->words(texts::ServiceSave), false},
                    {"_check", visit->words(texts::ServiceCheck), false},
                    {"_preview", visit->words(texts::ServicePreview), false},
                    {"_submit", visit->words(texts::ServiceSubmit), true}};
  around.messages = remarks_of(visit);
  Task task;
  task.operation = Operation::FormPage;
  task.kind = visit->draft.kind;
  task.options.check = check;
  task.options.page_around = form_page_json(around);
  task.options.praise = visit->words(texts::ServiceCheckedWell);
  task.files = {{"entries", entries_json(visit->entries)}};
  ask(visit, std::move(task), [this, visit, check, submit = std::move(submit)](TaskAnswer answer) {
    const auto result = parse_form_result(answer.reading);
    const bool well = result && result->ok;
    if (check && submit && well) return submit(*result);
    send_html(visit, check && !well ? kFormInvalid : visit->status, std::move(answer.body));
  });
}

/// What the office has said of the last version, at its fields.
std::vector<FormMessage> FormPages::remarks_of(const VisitPtr& visit) {
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.of_draft(visit->draft.id);
  if (!submission || submission->state != inbox::State::Returned) return {};
  const auto remarks = submissions.remarks(submission->id);
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
    inbox::NewVersion version;
    version.json = result.data;
    version.edition = result.edition;
    version.source = "web";
    version.submit_id = visit->draft.id + " " + visit->field("_submit_id");
    std::tie(version.person, version.organisation) = names_of_form(result.data);
    std::string prefix = form ? form->view().text_of("receipt") : std::string();
    if (!inbox::is_receipt_prefix(prefix)) prefix = "GW";
    const auto made = inbox::Submissions(inbox_).submit(visit->draft.id, visit->draft.revision, version, prefix,
                                                        local_year(visit->now), visit->now);
    if (!made) return send_fault(visit, made.error());
    send_to(visit, "/r/" + visit->draft.id);
  });
}

}  // namespace gongwen::service
