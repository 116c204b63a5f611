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

#include <algorithm>
#include <charconv>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr unsigned kSeeOther = 303;
/// Of one draft, also where a page of somebody's making sends more.
constexpr std::size_t kMaxPictures = 20;
constexpr std::string_view kStyleAddress = "/assets/form.css";
constexpr std::string_view kDraftArea = "/d/";
/// Bytes of a body without files.
constexpr std::uint64_t kMaxFields = std::uint64_t{1} << 20;

/// The first of these that the data have as a text: who, and from where, for lists.
std::string first_text(const base::JsonView& data, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto member = data.find(name);
    if (!member) continue;
    if (member->is_text()) return std::string(member->text());
    if (const std::string inner = member->text_of("name"); !inner.empty()) return inner;
  }
  return {};
}

int year_of(inbox::Seconds seconds) {
  return base::year_of(base::date_of_days((seconds + kBeijing) / base::kSecondsPerDay));
}

bool is_id(std::string_view text) {
  constexpr std::size_t kMaxId = 100;
  return !text.empty() && text.size() <= kMaxId && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// 0 where there are none.
std::size_t number_of_digits(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// How many rows of a list were on the page: each has at least one control that is always sent.
std::size_t rows_of(const TypedValues& values, const std::string& list) {
  constexpr std::size_t kMaxRows = 1'000;
  std::size_t rows = 0;
  for (const TypedValue& value : values) {
    const std::string_view pointer = value.pointer;
    if (!pointer.starts_with(list) || pointer.substr(list.size(), 1) != "/") continue;
    rows = std::max(rows, std::min(number_of_digits(pointer.substr(list.size() + 1)), kMaxRows) + 1);
  }
  return rows;
}

/// By its first bytes, whatever it says of itself.
std::string picture_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  return {};
}

}  // namespace

FormPages::FormPages(WorkerPool& pool, inbox::Inbox& inbox, FormPagesOptions options)
    : pool_(pool), inbox_(inbox), options_(std::move(options)) {}

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
  return opens ? http::BodyPlan::spool(options_.max_form, false) : http::BodyPlan::memory(kMaxFields);
}

std::string FormPages::secret_of(const http::RequestHead& head, const std::string& id) const {
  const std::string name = "d-" + id;
  return http::find_cookie(head, options_.plain_http ? name : http::host_cookie_name(name)).value_or(std::string());
}

void FormPages::handle(const std::shared_ptr<http::Exchange>& exchange) {
  auto visit = std::make_shared<Visit>();
  visit->exchange = exchange;
  const http::Request& request = exchange->request();
  const std::string* const wanted = request.header("accept-language");
  visit->language = wanted == nullptr ? options_.language : http::preferred_language(*wanted, options_.language);
  visit->now = options_.clock();
  if (request.path == kStyleAddress) {
    const std::string style(form_style());
    const http::Validators validators{'"' + base::sha256(style).substr(0, 16) + '"', std::nullopt};
    exchange->respond(http::answer_bytes(
        request, style, validators, {{"Content-Type", "text/css; charset=utf-8"}, {"Cache-Control", "max-age=3600"}}));
    return;
  }
  if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    send_problem(visit, kFormNotFound, texts::ServiceNotFound.in(visit->language));
    return;
  }
  const std::string_view path = std::string_view(request.path).substr(1);
  const std::size_t slash = path.find('/');
  const std::string_view area = path.substr(0, slash);
  const std::string_view after = path.substr(slash + 1);
  const std::string id(after.substr(0, after.find('/')));
  const std::string_view rest = after.substr(std::min(id.size(), after.size()));
  if (!is_id(id)) {
    send_problem(visit, kFormNotFound, texts::ServiceNotFound.in(visit->language));
  } else if (area == "forms" && rest.empty()) {
    forms(visit, id);
  } else if (area == "resume" && rest.empty()) {
    resume(visit, id);
  } else if (area == "d") {
    draft(visit, id, rest);
  } else if (area == "r") {
    receipt(visit, id, rest);
  } else {
    send_problem(visit, kFormNotFound, texts::ServiceNotFound.in(visit->language));
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
      send_problem(visit, kFormNotFound, texts::ServiceNotFound.in(visit->language));
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
        texts::ServiceStartDraftKept.in(visit->language, options_.keep_draft / base::kSecondsPerDay));
    page.action = "/forms/" + kind;
    page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
    page.button = {"_start", visit->words(texts::ServiceStartButton)};
    send_page(visit, 200, page);
  });
}

/// A new draft harms nobody: it needs no token, which there is no secret for yet.
void FormPages::begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition) {
  if (!new_drafts_.take(visit->request().peer, resources::steady_milliseconds())) return send_too_many(visit);
  const auto fields = http::parse_form(visit->request().body);
  if (fields) visit->fields = *fields;
  const auto key = inbox::Drafts(inbox_).create({kind, edition, std::string(diagnostics::language_tag(visit->language)),
                                                 visit->now, visit->now + options_.keep_draft});
  if (!key) return send_fault(visit, key.error());
  visit->headers.push_back(draft_cookie(key->id, key->secret, !visit->has("_public")));
  send_to(visit, "/d/" + key->id);
}

http::Header FormPages::draft_cookie(const std::string& id, const std::string& secret, bool lasting) const {
  http::Cookie cookie;
  cookie.name = "d-" + id;
  cookie.value = secret;
  if (lasting) cookie.max_age = std::chrono::seconds(options_.keep_draft);
  cookie.insecure = options_.plain_http;
  return http::set_cookie(cookie);
}

/// What a page of ours sends along, and a page of another site cannot know.
std::string FormPages::token_of(const Visit& visit) const {
  constexpr std::size_t kDigits = 32;
  return inbox::secret_hash("form " + visit.secret).substr(0, kDigits);
}

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
    send_problem(visit, kFormNotFound, texts::ServiceNotFound.in(visit->language));
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
  http::Request& request = visit->request();
  const std::string* const type = request.header("content-type");
  TypedValues values;
  const auto add = [&](const std::string& name, std::string text) {
    if (!name.starts_with('/')) {
      visit->fields.push_back({name, std::move(text)});
      return;
    }
    const auto known =
        std::find_if(values.begin(), values.end(), [&](const TypedValue& one) { return one.pointer == name; });
    if (known != values.end()) {
      known->texts.push_back(std::move(text));
    } else {
      values.push_back({name, {std::move(text)}});
    }
  };
  std::vector<std::pair<http::Part, std::string>> files;
  if (type != nullptr && http::media_type(*type) == "multipart/form-data") {
    const auto parts = http::read_multipart(request);
    if (!parts) {
      send_problem(visit, kFormBad, texts::ServiceBadMultipart.in(visit->language));
      return false;
    }
    for (const http::Part& part : *parts) {
      std::optional<std::string> bytes = http::part_content(request, part, options_.max_form);
      if (!bytes) {
        send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
        return false;
      }
      if (!part.file_name) {
        add(part.name, *std::move(bytes));
      } else if (!bytes->empty() && part.name.starts_with('/')) {
        files.emplace_back(part, *std::move(bytes));
      }
    }
  } else {
    const auto fields = http::parse_form(request.body);
    if (!fields) {
      send_problem(visit, kFormBad, texts::ServiceBadQuery.in(visit->language));
      return false;
    }
    for (const http::FormField& field : *fields) add(field.name, field.value);
  }
  // What was uploaded before stays until something else is put in its place.
  for (const TypedValue& value : visit->entries) {
    if (value.is_file) values.push_back(value);
  }
  visit->entries = std::move(values);
  if (!inbox::same_secret(visit->field("_token"), token_of(*visit))) {
    send_problem(visit, kFormForbidden, texts::ServiceForgedForm.in(visit->language));
    return false;
  }
  for (auto& [part, bytes] : files) {
    if (!take_picture(visit, part.name, *part.file_name, std::move(bytes))) return false;
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
      inbox::Drafts(inbox_).save(visit->draft.id, seen, entries, visit->now, visit->now + options_.keep_draft);
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

void FormPages::submit(const VisitPtr& visit, const FormResult& result) {
  Task task;
  task.operation = Operation::Form;
  task.kind = visit->draft.kind;
  ask(visit, std::move(task), [this, visit, result](TaskAnswer answer) {
    const std::optional<base::Json> form = base::parse_json(answer.body);
    const std::optional<base::Json> data = base::parse_json(result.data);
    inbox::NewVersion version;
    version.json = result.data;
    version.edition = result.edition;
    version.source = "web";
    version.submit_id = visit->draft.id + " " + visit->field("_submit_id");
    if (data) {
      version.person = first_text(data->view(), {"name_zh", "name", "leader", "proposer", "applicant"});
      version.organisation = first_text(data->view(), {"org_zh", "org", "organisation", "proposer"});
    }
    std::string prefix = form ? form->view().text_of("receipt") : std::string();
    if (!inbox::is_receipt_prefix(prefix)) prefix = "GW";
    const auto made =
        inbox::Submissions(inbox_).submit(visit->draft.id, version, prefix, year_of(visit->now), visit->now);
    if (!made) return send_fault(visit, made.error());
    send_to(visit, "/r/" + visit->draft.id);
  });
}

/// Goes on with the answer of a worker; whatever went wrong is said on a page.
void FormPages::ask(const VisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) {
  task.language = visit->language;
  task.time = options_.task_time;
  const std::uint64_t number =
      pool_.submit(std::move(task), Lane::Interactive, [this, visit, done = std::move(done)](PoolAnswer answer) {
        const auto say = [&](unsigned status, const diagnostics::BilingualText& words) {
          send_problem(visit, status, words.in(visit->language));
        };
        switch (answer.end) {
          case TaskEnd::Busy: return say(kFormBusy, texts::ServiceBusy);
          case TaskEnd::TooLong: return say(kFormSlow, texts::ServiceTooLong);
          case TaskEnd::Crashed: return say(kFormFailed, texts::ServiceFailed);
          case TaskEnd::Answered: break;
        }
        switch (answer.answer.outcome) {
          case Outcome::Done: return done(std::move(answer.answer));
          case Outcome::UnknownKind:
          case Outcome::NotOffered:
          case Outcome::NoSuchPage: return say(kFormNotFound, texts::ServiceNotFound);
          case Outcome::BadData:
          case Outcome::Unreadable: return say(kFormInvalid, texts::ServiceInvalidData);
          case Outcome::TooLong: return say(kFormSlow, texts::ServiceTooLong);
          case Outcome::Unchanged:
          case Outcome::Failed: return say(kFormFailed, texts::ServiceFailed);
        }
      });
  visit->exchange->on_gone([this, number] { pool_.cancel(number); });
}

// Answers.

void FormPages::send_html(const VisitPtr& visit, unsigned status, std::string html) const {
  http::Response response;
  response.status = status;
  response.headers = {
      {"Content-Type", "text/html; charset=utf-8"},
      {"Content-Language", std::string(diagnostics::language_tag(visit->language))},
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
       "frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cache-Control", "no-store"}};
  for (http::Header& header : visit->headers) response.headers.push_back(std::move(header));
  response.body = std::move(html);
  visit->exchange->respond(std::move(response));
}

void FormPages::send_page(const VisitPtr& visit, unsigned status, const HtmlPage& page) const {
  send_html(visit, status, write_page(page));
}

void FormPages::send_to(const VisitPtr& visit, const std::string& address) const {
  http::Response response;
  response.status = kSeeOther;
  response.headers = {{"Location", address}, {"Cache-Control", "no-store"}};
  for (http::Header& header : visit->headers) response.headers.push_back(std::move(header));
  visit->exchange->respond(std::move(response));
}

void FormPages::send_too_many(const VisitPtr& visit) const {
  visit->headers.push_back({"Retry-After", "900"});
  send_problem(visit, kFormTooMany, texts::ServiceTooManyTries.in(visit->language));
}

void FormPages::send_problem(const VisitPtr& visit, unsigned status, std::string_view words) const {
  send_page(visit, status, {visit->language, std::string(words)});
}

void FormPages::send_fault(const VisitPtr& visit, const inbox::Fault& fault) const {
  switch (fault.kind) {
    case inbox::Fault::Kind::NotFound:
      return send_problem(visit, kFormNotFound, texts::ServiceNoDraft.in(visit->language));
    case inbox::Fault::Kind::Gone: return send_problem(visit, kFormGone, texts::ServiceNoDraft.in(visit->language));
    case inbox::Fault::Kind::Conflict:
    case inbox::Fault::Kind::WrongState:
    case inbox::Fault::Kind::Exists:
      return send_problem(visit, kFormConflict, texts::ServiceConflict.in(visit->language));
    case inbox::Fault::Kind::TooMany:
    case inbox::Fault::Kind::Newer:
    case inbox::Fault::Kind::Damaged:
    case inbox::Fault::Kind::Database:
    case inbox::Fault::Kind::Files: break;
  }
  send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
}

}  // namespace gongwen::service
