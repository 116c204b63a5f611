#include "service/detail/pages.h"

#include "base/date.h"
#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "http/conditional.h"
#include "http/fields.h"
#include "http/form.h"
#include "http/network.h"
#include "service/inbox/secrets.h"
#include "webform/posted.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr unsigned kSeeOther = 303;
/// The office is in Beijing, which has no summer time.
constexpr inbox::Seconds kBeijing = 8 * 3'600;
/// As many values as a form is read of, and what its page has besides: tokens, buttons, values without a place.
constexpr std::size_t kMaxValues = webform::PostedLimits{}.values + 500;

std::uint64_t bytes_of_texts(const std::vector<http::Part>& parts) {
  std::uint64_t bytes = 0;
  for (const http::Part& part : parts) bytes += part.file_name ? 0 : part.length;
  return bytes;
}

/// What no browser sends as a text, and nothing keeps as one.
bool is_text(std::string_view bytes) {
  return !base::find_invalid_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

}  // namespace

std::string form_token(std::string_view purpose, std::string_view secret) {
  constexpr std::size_t kDigits = 32;
  return inbox::secret_hash(fmt::format("{} {}", purpose, secret)).substr(0, kDigits);
}

std::string local_time(inbox::Seconds seconds) {
  const inbox::Seconds local = seconds + kBeijing;
  const inbox::Seconds minutes = local % base::kSecondsPerDay / 60;
  return fmt::format("{} {:02}:{:02}", base::iso_text(base::date_of_days(local / base::kSecondsPerDay)), minutes / 60,
                     minutes % 60);
}

std::string local_day(inbox::Seconds seconds) {
  constexpr std::size_t kDay = 10;
  return local_time(seconds).substr(0, kDay);
}

std::string client_name(const std::string& peer) {
  const std::optional<http::Address> address = http::parse_address(peer);
  return address ? http::address_text(http::counted_client(*address)) : peer;
}

std::optional<inbox::Seconds> typed_date(std::string_view text) {
  const std::optional<base::Date> date = base::parse_date(text);
  if (!date) return std::nullopt;
  return base::days_since_1970(*date) * base::kSecondsPerDay - kBeijing;
}

std::optional<std::string> read_days(const std::string& from, const std::string& to, inbox::SubmissionFilter& filter) {
  const auto first = typed_date(from);
  const auto last = typed_date(to);
  if (!from.empty() && !first) return from;
  if (!to.empty() && !last) return to;
  if (first) filter.from = *first;
  if (last) filter.to = *last + base::kSecondsPerDay;
  return std::nullopt;
}

int local_year(inbox::Seconds seconds) {
  return base::year_of(base::date_of_days((seconds + kBeijing) / base::kSecondsPerDay));
}

diagnostics::BilingualText state_words(inbox::State state) {
  switch (state) {
    case inbox::State::Submitted: return texts::ServiceStateSubmitted;
    case inbox::State::InReview: return texts::ServiceStateInReview;
    case inbox::State::Returned: return texts::ServiceStateReturned;
    case inbox::State::Accepted: return texts::ServiceStateAccepted;
    case inbox::State::Rejected: return texts::ServiceStateRejected;
    case inbox::State::Withdrawn: return texts::ServiceStateWithdrawn;
  }
  return texts::ServiceStateSubmitted;
}

bool is_id(std::string_view text) {
  constexpr std::size_t kMaxId = 100;
  return !text.empty() && text.size() <= kMaxId && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::size_t number_of_digits(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::size_t rows_of(const TypedValues& values, const std::string& list) {
  constexpr std::size_t kMaxRows = webform::PostedLimits{}.rows;
  std::size_t rows = 0;
  for (const TypedValue& value : values) {
    const std::string_view pointer = value.pointer;
    if (!pointer.starts_with(list) || pointer.substr(list.size(), 1) != "/") continue;
    rows = std::max(rows, std::min(number_of_digits(pointer.substr(list.size() + 1)), kMaxRows) + 1);
  }
  return rows;
}

base::Expected<std::vector<http::FormField>, http::FormError> read_form_fields(std::string_view body) {
  http::FormLimits limits;
  limits.fields = kMaxValues;
  return http::parse_form(body, limits);
}

TypedValues posted_values(const std::vector<http::FormField>& fields) {
  TypedValues values;
  std::map<std::string_view, std::size_t> places;
  for (const http::FormField& field : fields) {
    if (!field.name.starts_with('/')) continue;
    const auto [known, is_new] = places.emplace(field.name, values.size());
    if (is_new) values.push_back({field.name, {}});
    values[known->second].texts.push_back(webform::with_plain_line_ends(field.value));
  }
  return values;
}

void Pages::enter(PageVisit& visit, const std::shared_ptr<http::Exchange>& exchange) const {
  visit.exchange = exchange;
  const std::string* const wanted = exchange->request().header("accept-language");
  visit.language = wanted == nullptr ? options_.language : http::preferred_language(*wanted, options_.language);
  visit.now = options_.clock();
}

std::vector<std::string_view> Pages::path_parts(const http::RequestHead& head) {
  std::vector<std::string_view> parts;
  for (std::string_view rest = head.path; !rest.empty();) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    parts.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return parts;
}

// Workers.

void Pages::ask(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const {
  ask_whatever(visit, std::move(task), [this, visit, done = std::move(done)](TaskAnswer answer) {
    if (answer.outcome == Outcome::Done) return done(std::move(answer));
    if (answer.outcome == Outcome::UnknownKind || answer.outcome == Outcome::NotOffered) return send_not_found(visit);
    send_problem(visit, kFormInvalid, texts::ServiceInvalidData.in(visit->language));
  });
}

bool Pages::refuse_failed(const PageVisitPtr& visit, const PoolAnswer& answer) const {
  const auto say = [&](unsigned status, const diagnostics::BilingualText& words) {
    send_problem(visit, status, words.in(visit->language));
    return true;
  };
  switch (answer.end) {
    case TaskEnd::Busy: return say(kFormBusy, texts::ServiceBusy);
    case TaskEnd::TooLong: return say(kFormSlow, texts::ServiceTooLong);
    case TaskEnd::Crashed: return say(kFormFailed, texts::ServiceFailed);
    case TaskEnd::Answered: break;
  }
  switch (answer.answer.outcome) {
    case Outcome::Done:
    case Outcome::BadData:
    case Outcome::Unreadable:
    case Outcome::UnknownKind:
    case Outcome::NotOffered: return false;
    case Outcome::NoSuchPage: return say(kFormNotFound, texts::ServiceNotFound);
    case Outcome::TooLong: return say(kFormSlow, texts::ServiceTooLong);
    case Outcome::Unchanged:
    case Outcome::Failed: break;
  }
  return say(kFormFailed, texts::ServiceFailed);
}

void Pages::ask_whatever(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const {
  ask_whatever(visit, {pool_, options_.task_time}, std::move(task), std::move(done));
}

void Pages::ask_whatever(const PageVisitPtr& visit, const Errand& errand, Task task,
                         std::function<void(TaskAnswer)> done) const {
  task.language = visit->language;
  task.time = errand.time;
  task.options.in_words = true;
  const std::uint64_t number =
      errand.pool.submit(std::move(task), Lane::Interactive, [this, visit, done = std::move(done)](PoolAnswer answer) {
        if (!refuse_failed(visit, answer)) done(std::move(answer.answer));
      });
  if (!errand.drops_when_gone) return;
  visit->exchange->on_gone([&pool = errand.pool, number] { pool.cancel(number); });
}

// Requests.

bool Pages::read_fields(const PageVisitPtr& visit, std::uint64_t max_bytes, std::vector<UploadedFile>* files) const {
  http::Request& request = visit->request();
  const auto refuse = [&](unsigned status, const diagnostics::BilingualText& words) {
    send_problem(visit, status, words.in(visit->language));
    return false;
  };
  const std::string* const type = request.header("content-type");
  if (type == nullptr || http::media_type(*type) != "multipart/form-data") {
    auto fields = read_form_fields(request.body);
    if (!fields) return refuse(kFormBad, texts::ServiceBadQuery);
    visit->fields = *std::move(fields);
    return true;
  }
  http::MultipartLimits limits;
  limits.parts = kMaxValues;
  const auto parts = http::read_multipart(request, limits);
  if (!parts) return refuse(kFormBad, texts::ServiceBadMultipart);
  if (bytes_of_texts(*parts) > kMaxFields) return refuse(kFormTooLarge, texts::ServiceBodyTooLarge);
  for (const http::Part& part : *parts) {
    if (part.file_name && (files == nullptr || part.length == 0)) continue;
    if (part.file_name && part.length > max_bytes) {
      files->push_back({part.name, *part.file_name, {}, true});
      continue;
    }
    std::optional<std::string> bytes = http::part_content(request, part, part.length);
    if (!bytes) return refuse(kFormFailed, texts::ServiceFailed);
    if (part.file_name) {
      files->push_back({part.name, *part.file_name, *std::move(bytes)});
    } else if (is_text(*bytes)) {
      visit->fields.push_back({part.name, *std::move(bytes)});
    } else {
      return refuse(kFormBad, texts::ServiceBadMultipart);
    }
  }
  return true;
}

http::Header Pages::cookie(const std::string& name, const std::string& secret,
                           std::optional<std::chrono::seconds> max_age) const {
  http::Cookie cookie;
  cookie.name = name;
  cookie.value = secret;
  cookie.max_age = max_age;
  cookie.insecure = options_.plain_http;
  return http::set_cookie(cookie);
}

http::Header Pages::no_cookie(const std::string& name) const { return cookie(name, "-", std::chrono::seconds(0)); }

std::string Pages::cookie_of(const http::RequestHead& head, const std::string& name) const {
  return http::find_cookie(head, options_.plain_http ? name : http::host_cookie_name(name)).value_or(std::string());
}

// Answers.

void Pages::send_html(const PageVisitPtr& visit, unsigned status, std::string html) const {
  http::Response response;
  response.status = status;
  response.headers = {
      {"Content-Type", "text/html; charset=utf-8"},
      {"Content-Language", std::string(diagnostics::language_tag(visit->language))},
      {"Content-Security-Policy",
       fmt::format("default-src 'none'; style-src 'self'; {}img-src 'self' data:; form-action 'self'; base-uri 'none'; "
                   "frame-ancestors 'none'",
                   visit->has_script ? "script-src 'self'; connect-src 'self'; " : "")},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cache-Control", "no-store"}};
  for (http::Header& header : visit->headers) response.headers.push_back(std::move(header));
  response.body = std::move(html);
  visit->exchange->respond(std::move(response));
}

void Pages::send_page(const PageVisitPtr& visit, unsigned status, const HtmlPage& page) const {
  send_html(visit, status, write_page(page));
}

void Pages::send_file(const PageVisitPtr& visit, std::string_view type, std::string_view name, std::string bytes,
                      bool as_attachment) const {
  http::Response response;
  response.headers = {
      {"Content-Type", std::string(type)},
      {"Content-Disposition", http::content_disposition(as_attachment ? "attachment" : "inline", std::string(name))},
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  response.body = std::move(bytes);
  visit->exchange->respond(std::move(response));
}

void Pages::send_asset(const PageVisitPtr& visit, std::string_view type, std::string_view bytes) const {
  constexpr std::size_t kTagDigits = 16;
  const http::Validators validators{'"' + base::sha256(bytes).substr(0, kTagDigits) + '"', std::nullopt};
  visit->exchange->respond(http::answer_bytes(
      visit->request(), std::string(bytes), validators,
      {{"Content-Type", std::string(type)}, {"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "max-age=3600"}}));
}

void Pages::send_to(const PageVisitPtr& visit, const std::string& address) const {
  http::Response response;
  response.status = kSeeOther;
  response.headers = {{"Location", address}, {"Cache-Control", "no-store"}};
  for (http::Header& header : visit->headers) response.headers.push_back(std::move(header));
  visit->exchange->respond(std::move(response));
}

void Pages::send_problem(const PageVisitPtr& visit, unsigned status, std::string_view words) const {
  send_page(visit, status, {visit->language, std::string(words)});
}

void Pages::send_not_found(const PageVisitPtr& visit) const {
  send_problem(visit, kFormNotFound, texts::ServiceNotFound.in(visit->language));
}

void Pages::send_too_many(const PageVisitPtr& visit) const {
  visit->headers.push_back({"Retry-After", "900"});
  send_problem(visit, kFormTooMany, texts::ServiceTooManyTries.in(visit->language));
}

void Pages::send_fault(const PageVisitPtr& visit, const inbox::Fault& fault) const {
  const auto say = [&](unsigned status, const diagnostics::BilingualText& words) {
    send_problem(visit, status, words.in(visit->language));
  };
  using Kind = inbox::Fault::Kind;
  if (fault.kind == Kind::NotFound) return say(kFormNotFound, texts::ServiceNoDraft);
  if (fault.kind == Kind::Gone) return say(kFormGone, texts::ServiceNoDraft);
  if (fault.kind == Kind::Closed) return say(kFormConflict, texts::ServiceCallClosedDraft);
  if (fault.kind == Kind::Full) return say(kFormConflict, texts::ServiceCallFullDraft);
  if (fault.kind == Kind::Conflict || fault.kind == Kind::WrongState || fault.kind == Kind::Exists) {
    return say(kFormConflict, texts::ServiceConflict);
  }
  if (fault.kind == Kind::Database) return send_again(visit, kFormBusy, texts::ServiceNoDatabaseNow);
  if (fault.kind == Kind::NoRoom) return send_again(visit, kFormNoRoom, texts::ServiceNoRoom);
  say(kFormFailed, texts::ServiceFailed);
}

/// Nothing that was typed is lost: the page has it, and sends it again.
void Pages::send_again(const PageVisitPtr& visit, unsigned status, const diagnostics::BilingualText& words) const {
  HtmlPage page{visit->language, visit->words(words)};
  visit->headers.push_back({"Retry-After", "5"});
  const http::Request& request = visit->request();
  const bool is_read = !visit->posts() || !visit->fields.empty() || read_fields(visit, kMaxFields);
  if (!is_read) return;
  // A password is never put into a page.
  const auto is_secret = [](const http::FormField& field) {
    return field.name.find("password") != std::string::npos || field.name == "new" || field.name == "now";
  };
  const std::vector<http::FormField>& fields = visit->fields;
  const bool can_repeat = visit->posts() && std::none_of(fields.begin(), fields.end(), is_secret);
  if (can_repeat) {
    const std::string* const type = request.header("content-type");
    const bool has_files = type != nullptr && http::media_type(*type) == "multipart/form-data";
    page.paragraphs = {visit->words(texts::ServiceKeptHere)};
    if (has_files) page.paragraphs.push_back(visit->words(texts::ServiceFilesAgain));
    page.action = request.target;
    for (const http::FormField& field : fields) page.hidden.emplace_back(field.name, field.value);
    page.buttons = {{"_again", visit->words(texts::ServiceTryAgain)}};
  } else {
    page.links = {{request.target, visit->words(texts::ServiceTryAgain)}};
  }
  send_page(visit, status, page);
}

}  // namespace gongwen::service
