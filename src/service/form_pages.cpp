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
#include "service/detail/form_visit.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr unsigned kSeeOther = 303;
/// Of one draft, also where a page of somebody's making sends more.
constexpr std::size_t kMaxPictures = 20;
constexpr std::string_view kStyleAddress = "/assets/form.css";

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

http::BodyPlan FormPages::plan(const http::RequestHead&) const { return http::BodyPlan::memory(options_.max_form); }

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
  const std::string name = "d-" + id;
  const auto secret = http::find_cookie(visit->request(), options_.plain_http ? name : http::host_cookie_name(name));
  visit->secret = secret.value_or(std::string());
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
    Task task;
    task.operation = Operation::FormPage;
    task.kind = visit->draft.kind;
    task.options.check = true;
    task.options.page_around = form_page_json({});
    task.files = {{"entries", entries_json(visit->entries)}};
    ask(visit, std::move(task), [this, visit](TaskAnswer answer) {
      const auto result = parse_form_result(answer.reading);
      // A document can be made of what has no errors; otherwise the page says what they are.
      if (!result || !result->ok) return show_form(visit, true, nullptr);
      send_document(visit, result->data, visit->draft.id, false);
    });
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
      std::string bytes = http::part_content(request, part, options_.max_form).value_or(std::string());
      if (part.file_name) {
        if (!bytes.empty()) files.emplace_back(part, std::move(bytes));
      } else {
        add(part.name, std::move(bytes));
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
  const auto there = inbox::Files(inbox_).list(visit->draft.id);
  if (!there || there->size() >= kMaxPictures) {
    send_problem(visit, kFormInvalid, texts::ServiceTooManyFiles.in(visit->language));
    return false;
  }
  // The data name it so; what its owner called it is kept beside.
  const std::string stored =
      fmt::format("{}.{}", inbox::secret_hash(pointer).substr(0, 8), type == "image/png" ? "png" : "jpg");
  const auto fault = inbox::Files(inbox_).put(visit->draft.id, {std::string(kPictureMark) + stored, "", name, type, 0},
                                              bytes, visit->now);
  if (fault) {
    send_fault(visit, *fault);
    return false;
  }
  std::erase_if(visit->entries, [&](const TypedValue& one) { return one.pointer == pointer; });
  visit->entries.push_back({pointer, {stored}, true});
  return true;
}

void FormPages::posted_draft(const VisitPtr& visit) {
  if (!take_entries(visit)) return;
  if (visit->has("_delete")) visit->entries = without_row(visit->entries, visit->field("_delete"));
  if (const std::string list = visit->field("_add"); !list.empty()) {
    // One more than were on the page, which all have at least one field with a name.
    std::size_t rows = 0;
    const std::string before = list + '/';
    for (const TypedValue& value : visit->entries) {
      if (!value.pointer.starts_with(before)) continue;
      const std::string_view rest = std::string_view(value.pointer).substr(before.size());
      std::size_t index = 0;
      for (const char c : rest.substr(0, rest.find('/')))
        index = c >= '0' && c <= '9' ? index * 10 + static_cast<std::size_t>(c - '0') : index;
      rows = std::max(rows, std::min<std::size_t>(index, 1'000) + 1);
    }
    visit->rows.emplace(list, rows + 1);
  }
  std::int64_t revision = 0;
  for (const char c : visit->field("_revision").substr(0, 15))
    revision = c >= '0' && c <= '9' ? revision * 10 + (c - '0') : revision;
  const auto saved = inbox::Drafts(inbox_).save(visit->draft.id, revision, entries_json(visit->entries), visit->now,
                                                visit->now + options_.keep_draft);
  if (!saved && saved.error().kind == inbox::Fault::Kind::Conflict) {
    // The page is that of the other window; nothing of it is lost, and the person sees it before going on.
    visit->entries = parse_entries(visit->draft.entries).value_or(TypedValues());
    visit->notices = {visit->words(texts::ServiceConflict)};
    show_form(visit, false, nullptr);
    return;
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
  task.files = {{"entries", entries_json(visit->entries)}};
  ask(visit, std::move(task), [this, visit, check, submit = std::move(submit)](TaskAnswer answer) {
    const auto result = parse_form_result(answer.reading);
    const bool well = result && result->ok;
    if (check && submit && well) return submit(*result);
    if (check && well && !visit->told_well) {
      visit->told_well = true;
      visit->notices.insert(visit->notices.begin(), visit->words(texts::ServiceCheckedWell));
      return show_form(visit, false, nullptr);
    }
    send_html(visit, check && result && !result->ok ? kFormInvalid : 200, std::move(answer.body));
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
