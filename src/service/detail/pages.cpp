// The common part of all pages. Every answer with personal data is uncacheable and sandboxed or under a strict policy;
// every change is answered by a redirect (303), so that reloading a page sends nothing again. Times are shown in
// Beijing time, regardless of the machine's zone.
#include "service/detail/pages.h"

#include "base/date.h"
#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "engine/webform/posted.h"
#include "service/http/conditional.h"
#include "service/http/fields.h"
#include "service/http/form.h"
#include "service/http/network.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

/// Limit for the fields of a page: the values of a form, and besides them tokens, buttons, and values without a place.
/// The largest form in use has far fewer; the limit is that of the form's own parser plus the fields that pages add.
constexpr std::size_t kMaxValues = webform::PostedLimits{}.values + 500;

/// Windows and macOS allow names of 255 UTF-16 units, which are up to three bytes each.
constexpr std::size_t kMaxSentName = 3 * std::size_t{255};

/// Returns a name of at most 200 bytes, which every file system accepts, with its ending. Cut between characters: a
/// byte in the middle of one would make the name invalid UTF-8. The ending stays, since it tells people what the file
/// is.
std::string short_file_name(std::string name) {
  constexpr std::size_t kMost = 200;
  constexpr std::size_t kMostEnding = 12;
  if (name.size() <= kMost) return name;
  const std::size_t dot = name.rfind('.');
  const std::string ending = dot != name.npos && name.size() - dot <= kMostEnding ? name.substr(dot) : std::string();
  return std::string(base::first_bytes(name, kMost - ending.size())) + ending;
}

/// Returns the number of bytes in the fields without files. Files stay in the spool file; all texts are read into
/// memory.
std::uint64_t bytes_of_texts(const std::vector<http::Part>& parts) {
  std::uint64_t bytes = 0;
  for (const http::Part& part : parts) bytes += part.file_name ? 0 : part.length;
  return bytes;
}

/// Text fields must be UTF-8 without NUL; browsers send nothing else.
bool is_text(std::string_view bytes) {
  return !base::find_invalid_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

}  // namespace

// `purpose` distinguishes tokens of different pages, so that none can be used in place of another.
std::string form_token(std::string_view purpose, std::string_view secret) {
  constexpr std::size_t kDigits = 32;
  return inbox::secret_hash(fmt::format("{} {}", purpose, secret)).substr(0, kDigits);
}

std::string full_address(const http::Request& request, std::string_view path) {
  const std::string_view host = request.host;
  // In tests and during the set-up, browsers reach the machine itself without TLS.
  const bool is_local = host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]");
  return fmt::format("{}://{}{}", is_local ? "http" : "https", host, path);
}

std::string local_time(inbox::Seconds seconds) {
  // China has one time zone and no summer time, so a constant is right.
  const inbox::Seconds local = seconds + base::kChinaTime;
  const inbox::Seconds minutes = local % base::kSecondsPerDay / 60;
  return fmt::format("{} {:02}:{:02}", base::iso_text(base::date_of_days(local / base::kSecondsPerDay)), minutes / 60,
                     minutes % 60);
}

std::string local_day(inbox::Seconds seconds) {
  constexpr std::size_t kDay = 10;
  return local_time(seconds).substr(0, kDay);
}

std::string client_name(const std::string& peer) {
  // A household or an attacker has a whole IPv6 network, so its addresses count as one client.
  const std::optional<http::Address> address = http::parse_address(peer);
  return address ? http::address_text(http::counted_client(*address)) : peer;
}

std::optional<inbox::Seconds> typed_date(std::string_view text) {
  const std::optional<base::Date> date = base::parse_date(text);
  if (!date) return std::nullopt;
  return base::days_since_1970(*date) * base::kSecondsPerDay - base::kChinaTime;
}

std::optional<BadFilter> read_days(const std::string& from, const std::string& to, inbox::SubmissionFilter& filter) {
  const auto first = typed_date(from);
  const auto last = typed_date(to);
  if (!from.empty() && !first) return BadFilter{"from", from};
  if (!to.empty() && !last) return BadFilter{"to", to};
  if (first) filter.from = *first;
  if (last) filter.to = *last + base::kSecondsPerDay;
  return std::nullopt;
}

std::optional<BadFilter> read_submission_filter(const std::function<std::string(std::string_view)>& asked,
                                                inbox::SubmissionFilter& filter) {
  filter.kind = asked("kind");
  if (const std::string state = asked("state"); !state.empty()) {
    filter.state = inbox::find_state(state);
    if (!filter.state) return BadFilter{"state", state};
  }
  filter.text = asked("text");
  if (const std::string faulty = asked("errors"); !faulty.empty()) {
    filter.has_errors = faulty == "1" || faulty == "true";
    if (!*filter.has_errors && faulty != "0" && faulty != "false") return BadFilter{"errors", faulty};
  }
  if (const std::string assignee = asked("assignee"); !assignee.empty()) filter.assignee = assignee;
  if (const std::string due = asked("due_before"); !due.empty()) {
    const auto day = typed_date(due);
    if (!day) return BadFilter{"due_before", due};
    filter.due = *day + 1;
  }
  if (std::string sort = asked("sort"); !sort.empty()) {
    const bool descends = sort.front() == '-';
    const auto by = inbox::find_sort(descends ? std::string_view(sort).substr(1) : std::string_view(sort));
    if (!by) return BadFilter{"sort", sort};
    filter.sort = *by;
    filter.ascending = !descends;
  }
  // 50 to a page; far pages are refused, since a database has to count its way there.
  if (const std::string page = asked("page"); !page.empty()) {
    constexpr std::size_t kMostPages = 1'000'000;
    const std::size_t number = number_of_digits(page);
    if (number == 0 || number > kMostPages) return BadFilter{"page", page};
    filter.skip = (number - 1) * inbox::SubmissionFilter::kPage;
  }
  return read_days(asked("from"), asked("to"), filter);
}

int local_year(inbox::Seconds seconds) {
  return base::year_of(base::date_of_days((seconds + base::kChinaTime) / base::kSecondsPerDay));
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
  // Not the number of rows, but the highest index that has a value, plus one.
  for (const TypedValue& value : values) {
    const std::string_view pointer = value.pointer;
    if (!pointer.starts_with(list) || pointer.substr(list.size(), 1) != "/") continue;
    // The number comes from the client, so it is limited before memory grows with it.
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
  // Several values of one name are several choices, in the order in which the browser sent them.
  TypedValues values;
  std::map<std::string_view, std::size_t> places;
  for (const http::FormField& field : fields) {
    // Names that are no pointers are buttons, tokens and the like.
    if (!field.name.starts_with('/')) continue;
    const auto [known, is_new] = places.emplace(field.name, values.size());
    if (is_new) values.push_back({field.name, {}});
    // Browsers send CRLF; data has LF.
    values[known->second].texts.push_back(webform::with_plain_line_ends(field.value));
  }
  return values;
}

TypedValues left_values(const std::vector<http::FormField>& fields) {
  std::vector<http::FormField> left;
  for (const http::FormField& field : fields) {
    if (field.name.starts_with(kLeftMark)) left.push_back({field.name.substr(kLeftMark.size()), field.value});
  }
  TypedValues values = posted_values(left);
  // With the mark as prefix, so that they can never be taken for values of the form.
  for (TypedValue& value : values) value.pointer.insert(0, kLeftMark);
  return values;
}

void Pages::enter(PageVisit& visit, const ExchangePtr& exchange, const RouteMatch& match) const {
  visit.exchange = exchange;
  visit.match = match;
  const std::string* const wanted = exchange->request().header("accept-language");
  visit.language = wanted == nullptr ? options_.language : http::preferred_language(*wanted, options_.language);
  visit.now = options_.clock();
}

// Workers.

// `done` runs when the worker has answered, in a later round of the loop.
void Pages::ask(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const {
  ask_whatever(visit, std::move(task), [this, visit, done = std::move(done)](TaskAnswer answer) {
    if (answer.outcome == Outcome::Done) return done(std::move(answer));
    if (answer.outcome == Outcome::UnknownKind || answer.outcome == Outcome::NotOffered) return send_not_found(visit);
    send_problem(visit, http::status::kUnprocessable, texts::ServiceInvalidData.in(visit->language));
  });
}

void Pages::ask_form(const PageVisitPtr& visit, const std::string& kind,
                     std::function<void(DescribedForm form, std::string edition)> done) const {
  Task task;
  task.operation = Operation::Form;
  task.kind = kind;
  ask(visit, std::move(task), [this, visit, done = std::move(done)](const TaskAnswer& answer) {
    auto form = parse_form(answer.body);
    if (form) return done(*std::move(form), answer.tag);
    send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
  });
}

// True: this function has answered, and the caller must not.
bool Pages::refuse_failed(const PageVisitPtr& visit, const PoolAnswer& answer) const {
  const auto say = [&](unsigned status, const diagnostics::BilingualText& words) {
    send_problem(visit, status, words.in(visit->language));
    return true;
  };
  switch (answer.end) {
    case TaskEnd::Busy: return say(http::status::kUnavailable, texts::ServiceBusy);
    case TaskEnd::TooLong: return say(http::status::kTimeout, texts::ServiceTooLong);
    case TaskEnd::Crashed: return say(http::status::kServerError, texts::ServiceFailed);
    case TaskEnd::Answered: break;
  }
  switch (answer.answer.outcome) {
    case Outcome::Done:
    case Outcome::BadData:
    case Outcome::Unreadable:
    case Outcome::UnknownKind:
    // Outcomes that the caller may want to explain itself.
    case Outcome::NotOffered: return false;
    case Outcome::NoSuchPage: return say(http::status::kNotFound, texts::ServiceNotFound);
    case Outcome::TooLong: return say(http::status::kTimeout, texts::ServiceTooLong);
    case Outcome::Unchanged:
    case Outcome::Failed: break;
  }
  return say(http::status::kServerError, texts::ServiceFailed);
}

void Pages::ask_whatever(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const {
  ask_whatever(visit, {pool_, options_.task_time}, std::move(task), std::move(done));
}

void Pages::ask_whatever(const PageVisitPtr& visit, const Errand& errand, Task task,
                         std::function<void(TaskAnswer)> done) const {
  task.language = visit->language;
  task.time = errand.time;
  // Messages with words for people: labels instead of pointers.
  task.options.in_words = true;
  const std::uint64_t number =
      errand.pool.submit(std::move(task), Lane::Interactive, [this, visit, done = std::move(done)](PoolAnswer answer) {
        if (!refuse_failed(visit, answer)) done(std::move(answer.answer));
      });
  if (!errand.drops_when_gone) return;
  // A task with an effect, such as publishing, is not cancelled: it runs to its end even if the browser is gone.
  visit->exchange->on_gone([&pool = errand.pool, number] { pool.cancel(number); });
}

// Requests.

// Reads fields and files. URL-encoded bodies have no files; multipart is read from memory or the spool file, without
// copying files that are too large.
bool Pages::read_fields(const PageVisitPtr& visit, std::uint64_t max_bytes, std::vector<UploadedFile>* files) const {
  http::Request& request = visit->request();
  const auto refuse = [&](unsigned status, const diagnostics::BilingualText& words) {
    send_problem(visit, status, words.in(visit->language));
    return false;
  };
  const std::string* const type = request.header("content-type");
  if (type == nullptr || http::media_type(*type) != "multipart/form-data") {
    auto fields = read_form_fields(request.body);
    if (!fields) return refuse(http::status::kBadRequest, texts::ServiceBadQuery);
    visit->fields = *std::move(fields);
    return true;
  }
  http::MultipartLimits limits;
  limits.parts = kMaxValues;
  limits.file_name_bytes = kMaxSentName;
  const auto parts = http::read_multipart(request, limits);
  if (!parts && parts.error() == http::MultipartError::NameTooLong)
    return refuse(http::status::kUnprocessable, texts::ServiceLongFileName);
  if (!parts) return refuse(http::status::kBadRequest, texts::ServiceBadMultipart);
  // Files do not count: they stay in their spool file until they are read.
  if (bytes_of_texts(*parts) > kMaxFields) return refuse(http::status::kBodyTooLarge, texts::ServiceBodyTooLarge);
  for (const http::Part& part : *parts) {
    // Browsers send a nameless, empty file for a control without a chosen file. If `files` is null, this page takes
    // none, so they are skipped rather than refused.
    if (part.file_name && (files == nullptr || part.file_name->empty())) continue;
    if (part.file_name && part.length > max_bytes) {
      files->push_back({part.name, short_file_name(*part.file_name), {}, true});
      continue;
    }
    std::optional<std::string> bytes = http::part_content(request, part, part.length);
    if (!bytes) return refuse(http::status::kServerError, texts::ServiceFailed);
    if (part.file_name) {
      files->push_back({part.name, short_file_name(*part.file_name), *std::move(bytes)});
    } else if (is_text(*bytes)) {
      visit->fields.push_back({part.name, *std::move(bytes)});
    } else {
      return refuse(http::status::kBadRequest, texts::ServiceBadMultipart);
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
  // A cookie is `Secure; HttpOnly; SameSite` and has the prefix `__Host-` unless the service is tested by plain HTTP
  // (RFC 6265bis, 4.1.3.2).
  cookie.insecure = options_.plain_http;
  return http::set_cookie(cookie);
}

// An expiry in the past removes a cookie; the value is `-`, since not all browsers send an empty value back.
http::Header Pages::no_cookie(const std::string& name) const { return cookie(name, "-", std::chrono::seconds(0)); }

std::string Pages::cookie_of(const http::RequestHead& head, const std::string& name) const {
  return http::find_cookie(head, options_.plain_http ? name : http::host_cookie_name(name)).value_or(std::string());
}

// Answers.

void Pages::send_html(const PageVisitPtr& visit, unsigned status, std::string html) const {
  http::Response response = html_response(status, visit->language, std::move(html), visit->has_script);
  // Pages work only with https, as their cookies do; browsers that have seen one then use nothing else (RFC 6797).
  if (!options_.plain_http) response.headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  for (http::Header& header : visit->headers) response.headers.push_back(std::move(header));
  visit->exchange->respond(std::move(response));
}

void Pages::send_page(const PageVisitPtr& visit, unsigned status, const HtmlPage& page) const {
  if (status < http::status::kServerError) return send_html(visit, status, write_page(page));
  // By this name the operator finds the lines in the log. 5xx: an operator has to look at
  // it.
  HtmlPage named = page;
  named.facts.emplace_back(visit->words(texts::ServiceRequestName), visit->request().id);
  send_html(visit, status, write_page(named));
}

http::Response Pages::file_head(std::string_view type, std::string_view name, bool as_attachment) {
  http::Response response;
  response.headers = {
      {"Content-Type", std::string(type)},
      {"Content-Disposition", http::content_disposition(as_attachment ? "attachment" : "inline", std::string(name))},
      // A file from a stranger that a browser opens must be inert: no script, no origin, no frame.
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"},
      // The type is the one that the server states; browsers must not guess another.
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  return response;
}

void Pages::send_file(const PageVisitPtr& visit, std::string_view type, std::string_view name, std::string bytes,
                      bool as_attachment) const {
  http::Response response = file_head(type, name, as_attachment);
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
  response.status = http::status::kSeeOther;
  // 303: the browser continues with GET (RFC 9110, 15.4.4).
  response.headers = {{"Location", address}, {"Cache-Control", "no-store"}};
  for (http::Header& header : visit->headers) response.headers.push_back(std::move(header));
  visit->exchange->respond(std::move(response));
}

void Pages::send_problem(const PageVisitPtr& visit, unsigned status, std::string_view words) const {
  send_page(visit, status, {visit->language, std::string(words)});
}

void Pages::send_not_found(const PageVisitPtr& visit) const {
  send_problem(visit, http::status::kNotFound, texts::ServiceNotFound.in(visit->language));
}

void Pages::send_too_many(const PageVisitPtr& visit) const {
  visit->headers.push_back({"Retry-After", "900"});
  send_problem(visit, http::status::kTooManyRequests, texts::ServiceTooManyTries.in(visit->language));
}

// The sentences are for applicants; the pages of the office answer faults of decisions themselves (refuse_change).
void Pages::send_fault(const PageVisitPtr& visit, const inbox::Fault& fault) const {
  const auto say = [&](unsigned status, const diagnostics::BilingualText& words) {
    send_problem(visit, status, words.in(visit->language));
  };
  using Kind = inbox::Fault::Kind;
  // A wrong secret is NotFound: only a client with the right one learns that the draft has expired.
  if (fault.kind == Kind::NotFound) return say(http::status::kNotFound, texts::ServiceNoDraft);
  if (fault.kind == Kind::Gone) return say(http::status::kGone, texts::ServiceNoDraft);
  if (fault.kind == Kind::Closed) return say(http::status::kConflict, texts::ServiceCallClosedDraft);
  if (fault.kind == Kind::Full) return say(http::status::kConflict, texts::ServiceCallFullDraft);
  if (fault.kind == Kind::Conflict || fault.kind == Kind::WrongState || fault.kind == Kind::Exists) {
    return say(http::status::kConflict, texts::ServiceConflict);
  }
  if (fault.kind == Kind::Database) return send_again(visit, http::status::kUnavailable, texts::ServiceNoDatabaseNow);
  if (fault.kind == Kind::NoRoom) return send_again(visit, http::status::kNoRoom, texts::ServiceNoRoom);
  say(http::status::kServerError, texts::ServiceFailed);
}

/// No input is lost: hidden fields carry it, and one button sends it again.
void Pages::send_again(const PageVisitPtr& visit, unsigned status, const diagnostics::BilingualText& words) const {
  HtmlPage page{visit->language, visit->words(words)};
  visit->headers.push_back({"Retry-After", "5"});
  const http::Request& request = visit->request();
  // Fields may not have been read yet; a page that cannot read them has answered already.
  const bool is_read = !visit->posts() || !visit->fields.empty() || read_fields(visit, kMaxFields);
  if (!is_read) return;
  // Passwords are never written into a page.
  const auto is_secret = [](const http::FormField& field) {
    // If there is a password, the page has a link instead, and the password is typed again.
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
