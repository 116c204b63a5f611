#include "service/detail/front.h"

#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "gongwen/format.h"
#include "http/fields.h"
#include "resources/environment.h"
#include "service/detail/attachments.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/failure_store.h"
#include "service/detail/inbox_api.h"
#include "service/detail/jobs.h"
#include "service/detail/scan_store.h"
#include "service/detail/scan_task.h"
#include "service/inbox/accounts.h"
#include "service/inbox/idempotency.h"
#include "service/serve.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::service {

// All limits of the service as an operator looks them up with `gongwen serve --show-config`.

namespace {

template <typename Duration>
std::uint64_t in_milliseconds(Duration time) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

base::Json rate_of(const Rate& rate) {
  base::Json json = base::Json::object();
  return std::move(json.set("count", rate.count).set("seconds", in_milliseconds(rate.period) / 1'000));
}

base::Json requests_config(const ServeOptions& options) {
  const http::ServerLimits limits;
  const ProgramLimits programs = program_limits(options);
  base::Json json = base::Json::object();
  json.set("headBytes", limits.head_bytes).set("targetBytes", limits.target_bytes).set("headers", limits.headers);
  json.set("headMilliseconds", in_milliseconds(limits.head_time));
  json.set("bodyMilliseconds", in_milliseconds(limits.body_time)).set("bodyBytesPerSecond", limits.body_rate);
  json.set("bodyRateAfterMilliseconds", in_milliseconds(limits.body_rate_after));
  json.set("writeMilliseconds", in_milliseconds(limits.write_time)).set("writeBytesPerSecond", limits.write_rate);
  json.set("idleMilliseconds", in_milliseconds(limits.idle_time));
  json.set("lingerMilliseconds", in_milliseconds(limits.linger_time)).set("streamBytes", limits.stream_bytes);
  json.set("connections", limits.connections).set("connectionsPerAddress", limits.connections_per_address);
  json.set("perKey", rate_of(programs.of_key)).set("wrongKeysPerAddress", rate_of(programs.wrong_keys));
  return std::move(json.set("namesPerRate", RateLimit::kMaxNames));
}

base::Json bodies_config() {
  const BodyLimits limits;
  base::Json json = base::Json::object();
  json.set("dataBytes", limits.data).set("dataWithFilesBytes", limits.parts).set("formBytes", limits.form);
  json.set("recordsBytes", limits.records).set("files", limits.files).set("commandBytes", limits.command);
  json.set("collectedBytes", limits.returned).set("collectedFiles", limits.returned_files);
  json.set("memoryOfAllBytes", http::ServerLimits().bodies_bytes);
  return json;
}

base::Json work_config(const ServeOptions& options) {
  const PoolOptions pool;
  const WorkerLimits worker;
  const ServeLimits serve;
  base::Json json = base::Json::object();
  json.set("workers", options.workers).set("waiting", pool.max_waiting);
  json.set("waitMilliseconds", in_milliseconds(pool.max_wait)).set("waitingForSingleWorkers", serve.single_waiting);
  json.set("taskMilliseconds", in_milliseconds(options.task_time))
      .set("graceMilliseconds", in_milliseconds(pool.grace));
  json.set("attempts", pool.attempts).set("tasksPerWorker", pool.max_tasks).set("workerBytes", pool.max_memory);
  json.set("rehearsals", kRehearsals);
  json.set("workerAddressBytes", worker.address_space).set("processorGraceSeconds", worker.grace_seconds);
  json.set("messageBytes", kMaxMessageBytes).set("stopMilliseconds", in_milliseconds(serve.finish_time));
  return std::move(json.set("databaseTryMilliseconds", in_milliseconds(serve.database_time)));
}

base::Json jobs_config(const ServeOptions& options) {
  const JobLimits limits;
  base::Json json = base::Json::object();
  if (options.jobs_queue) {
    json.set("queue", base::mask_passwords(options.jobs_queue->queue)).set("objects", options.jobs_queue->objects);
  }
  json.set("running", limits.running).set("waiting", limits.waiting).set("kept", limits.kept);
  json.set("keepSeconds", limits.keep_seconds).set("crashes", limits.crashes).set("records", limits.records);
  json.set("bytes", limits.bytes).set("messageBytes", kMaxJobMessage);
  json.set("requestKeySeconds", inbox::Idempotency::kKept);
  return std::move(json.set("milliseconds", in_milliseconds(limits.time)));
}

base::Json forms_config() {
  const DraftLimits limits;
  base::Json json = base::Json::object();
  json.set("draftSeconds", limits.keep_draft).set("postedBytes", limits.max_form).set("textBytes", kMaxFields);
  json.set("attachmentBytes", kMaxAttachment).set("pictures", limits.max_pictures);
  json.set("answerCharacters", limits.max_answer).set("scanBytes", limits.max_scan).set("scans", kMaxScans);
  json.set("scanPageMilliseconds", in_milliseconds(kScanPageTime));
  json.set("newDraftsPerAddress", rate_of(limits.new_drafts));
  json.set("wrongCodesPerAddress", rate_of(limits.wrong_codes));
  json.set("wrongCookiesPerAddress", rate_of(limits.wrong_cookies));
  json.set("scansPerAddress", rate_of(limits.paper_scans)).set("savesPerDraft", rate_of(limits.saves));
  json.set("previewsPerDraft", rate_of(limits.previews)).set("picturesPerDraft", rate_of(limits.pictures));
  return std::move(json.set("scansPerDraft", rate_of(limits.scans)));
}

base::Json office_config() {
  const OfficeOptions limits;
  base::Json json = base::Json::object();
  json.set("uploadBytes", limits.max_upload)
      .set("loginBytes", limits.max_login)
      .set("remarksBytes", limits.max_remarks);
  json.set("exported", kMaxExport).set("listed", kListPage);
  json.set("publishMilliseconds", in_milliseconds(limits.publish_time));
  json.set("publishWaitMilliseconds", in_milliseconds(ServeLimits().publish_wait));
  json.set("sessionIdleSeconds", inbox::Sessions::kIdle).set("sessionSeconds", inbox::Sessions::kLongest);
  json.set("oneTimePasswordSeconds", inbox::kOneTime);
  json.set("wrongPasswordsPerAddress", rate_of(limits.wrong_of_address));
  json.set("wrongPasswordsPerAccountAndAddress", rate_of(limits.wrong_of_account));
  return std::move(json.set("wrongPasswordsPerAccount", rate_of(limits.wrong_of_all)));
}

base::Json failures_config(const ServeOptions& options) {
  const FailureLimits limits;
  base::Json json = base::Json::object();
  json.set("folder", options.failures_folder).set("count", limits.count).set("bytes", limits.bytes);
  return std::move(json.set("taskBytes", limits.task_bytes));
}

}  // namespace

ProgramLimits program_limits(const ServeOptions& options) {
  ProgramLimits limits;
  if (options.key_rate != 0) limits.of_key.count = options.key_rate;
  return limits;
}

std::string config_json(const ServeOptions& options) {
  base::Json json = base::Json::object();
  json.set("addresses", base::Json::list_of(options.addresses)).set("metrics", options.metrics_address);
  json.set("openApi", options.open_api).set("language", diagnostics::language_tag(options.language));
  json.set("requests", requests_config(options)).set("bodies", bodies_config()).set("work", work_config(options));
  json.set("jobs", jobs_config(options)).set("forms", forms_config()).set("office", office_config());
  if (!options.failures_folder.empty()) json.set("failures", failures_config(options));
  if (!options.signing_config.empty()) json.set("signing", base::Json::written(options.signing_config));
  return json.indented();
}

namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::string_view kBearer = "Bearer ";
const std::string kGuessing = R"({"event":"guessing","what":"key","peer":)";
constexpr unsigned kOk = 200;
constexpr unsigned kNotModified = 304;
constexpr unsigned kBadParameter = 400;
constexpr unsigned kUnauthorized = 401;
constexpr unsigned kForbidden = 403;
constexpr unsigned kNotFound = 404;
constexpr unsigned kNotAllowed = 405;
constexpr unsigned kConditionFailed = 412;
constexpr unsigned kUnprocessable = 422;
constexpr unsigned kTooMany = 429;
constexpr unsigned kServerError = 500;
constexpr unsigned kUnavailable = 503;
constexpr unsigned kTimeout = 504;

/// Of all answers: nothing in them is to be run, framed, guessed at or kept by anybody else.
void protect(http::Response& response) {
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  response.headers.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"});
  response.headers.push_back({"Cache-Control", "no-store"});
}

Problem problem_of(Outcome outcome, std::string report, Language language) {
  const auto make = [&](unsigned status, const diagnostics::BilingualText& title) {
    return Problem{status, outcome_name(outcome), std::string(title.in(language)), std::move(report)};
  };
  switch (outcome) {
    case Outcome::BadData: return make(kUnprocessable, texts::ServiceInvalidData);
    case Outcome::UnknownKind: return make(kNotFound, texts::ServiceUnknownKind);
    case Outcome::NotOffered: return make(kNotFound, texts::ServiceNoSuchFormat);
    case Outcome::NoSuchPage: return make(kNotFound, texts::ServiceNoSuchPage);
    case Outcome::Unreadable: return make(kUnprocessable, texts::ServiceUnreadable);
    case Outcome::TooLong: return make(kTimeout, texts::ServiceTooLong);
    case Outcome::Done:
    case Outcome::Unchanged:
    case Outcome::Failed: break;
  }
  return make(kServerError, texts::ServiceFailed);
}

diagnostics::BilingualText refusal_title(http::Refusal refusal) {
  switch (refusal) {
    case http::Refusal::BadRequest: return texts::ServiceBadRequest;
    case http::Refusal::UnknownMethod: return texts::ServiceUnknownMethod;
    case http::Refusal::UnknownVersion: return texts::ServiceUnknownVersion;
    case http::Refusal::UnsupportedCoding: return texts::ServiceUnsupportedCoding;
    case http::Refusal::TargetTooLong: return texts::ServiceTargetTooLong;
    case http::Refusal::HeadTooLarge: return texts::ServiceHeadTooLarge;
    case http::Refusal::BodyTooLarge: return texts::ServiceBodyTooLarge;
    case http::Refusal::Expectation: return texts::ServiceExpectation;
    case http::Refusal::SlowHead: return texts::ServiceSlowHead;
    case http::Refusal::SlowBody: return texts::ServiceSlowBody;
    case http::Refusal::SlowReader: return texts::ServiceSlowReader;
    case http::Refusal::TooManyConnections: return texts::ServiceTooManyConnections;
    case http::Refusal::TooManyOfAddress: return texts::ServiceTooManyOfAddress;
    case http::Refusal::SpoolFailed: return texts::ServiceSpoolFailed;
    case http::Refusal::TooManyBodies: return texts::ServiceTooManyBodies;
  }
  return texts::ServiceBadRequest;
}

http::Response json_response(std::string body) {
  http::Response response;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::move(body);
  return response;
}

/// In the list of all kinds.
std::optional<base::JsonView> find_kind(const base::JsonView& kinds, std::string_view kind) {
  const std::optional<base::JsonView> list = kinds.find("kinds");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    if (list->at(i).text_of("kind") == kind) return list->at(i);
  }
  return std::nullopt;
}

bool lists(const base::JsonView& kind, std::string_view member, std::string_view text) {
  const std::optional<base::JsonView> list = kind.find(member);
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    if (list->at(i).text() == text) return true;
  }
  return false;
}

/// Whether there is such a kind, and makes such a format; empty: any. What is not a document of its kind is made of the
/// pages of one.
Outcome find_output(const base::JsonView& kinds, std::string_view kind, std::string_view format) {
  const std::optional<base::JsonView> found = find_kind(kinds, kind);
  if (!found) return Outcome::UnknownKind;
  const FormatInfo* const info = find_format(format);
  const std::string_view wanted = info != nullptr && !info->is_document ? format_info(Format::Pdf).name : format;
  if (wanted.empty()) return found->find("outputs") ? Outcome::Done : Outcome::NotOffered;
  return lists(*found, "outputs", wanted) ? Outcome::Done : Outcome::NotOffered;
}

/// Whether there is such a register, and takes forms of the kind. Without one there is no question.
bool takes_forms(const base::JsonView& kinds, std::string_view register_kind, std::string_view kind) {
  if (register_kind.empty()) return true;
  const std::optional<base::JsonView> found = find_kind(kinds, register_kind);
  if (!found || !found->find("gathers")) return false;
  return kind == register_kind || lists(*found, "gathers", kind);
}

/// A name of this machine itself, with or without a port: pages of other sites can have any other name point here.
bool is_loopback_name(std::string_view host) {
  const bool bracketed = host.starts_with('[');
  const std::size_t end = bracketed ? host.find(']') + 1 : std::min(host.rfind(':'), host.size());
  constexpr std::array<std::string_view, 3> kNames{"localhost", "127.0.0.1", "[::1]"};
  return std::find(kNames.begin(), kNames.end(), host.substr(0, end)) != kNames.end();
}

/// Whether a key has one of the scopes that are named with `|` between.
bool has_scope(const std::vector<std::string>& scopes, std::string_view wanted) {
  return std::any_of(scopes.begin(), scopes.end(), [wanted](const std::string& scope) {
    return ('|' + std::string(wanted) + '|').find('|' + scope + '|') != std::string::npos;
  });
}

/// A browser says where the page of a request came from; programs say nothing.
bool is_of_another_site(const http::RequestHead& head) {
  const std::string* const site = head.header("sec-fetch-site");
  if (site != nullptr) return *site != "same-origin" && *site != "none";
  const std::string* const origin = head.header("origin");
  if (origin == nullptr) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string::npos || base::ascii_lowercase(origin->substr(scheme + 3)) != head.host;
}

/// Whether a request is of a program of this machine: over a Unix socket, or from a loopback address, by a loopback
/// name and not through a proxy. The name alone says nothing, since any client can send it.
bool is_of_this_machine(const http::RequestHead& head) {
  switch (head.way) {
    case http::Way::UnixSocket: return true;
    case http::Way::Loopback: return !head.from_proxy && is_loopback_name(head.host);
    case http::Way::Network: break;
  }
  return false;
}

}  // namespace

void Front::set_jobs_api(JobsApi* api) {
  jobs_api_ = api;
  api->protect_with(protect);
}

void Front::set_export_api(ExportApi* api) {
  export_api_ = api;
  api->answer_with(protect, [this](http::Exchange& exchange, const Route& route, PoolAnswer answer) {
    this->answer(exchange, route, std::move(answer));
  });
}

void Front::stop() {
  stopping_ = true;
  if (jobs_api_ != nullptr) jobs_api_->stop();
}

Front::Front(WorkerPool& pool, FrontOptions options, std::function<void(std::string)> log)
    : pool_(pool), options_(std::move(options)), log_(std::move(log)) {}

Language Front::language_of(const http::RequestHead& head) const {
  const std::string* const wanted = head.header("accept-language");
  return wanted == nullptr ? options_.language : http::preferred_language(*wanted, options_.language);
}

Front::Refused Front::too_many(const http::RequestHead& head, const Rate& rate) const {
  const auto step = std::chrono::ceil<std::chrono::seconds>(rate.period / rate.count);
  return {{kTooMany, "too-many-requests", std::string(texts::ServiceTooManyRequests.in(language_of(head)))},
          {{"Retry-After", std::to_string(step.count())}}};
}

/// Whoever tries keys out is stopped before the next one is looked up.
std::optional<Front::Refused> Front::refuse_key(const http::RequestHead& head, const Route& route,
                                                std::string_view given) {
  const std::int64_t now = resources::steady_milliseconds();
  const std::string client = client_name(head.peer);
  if (!wrong_keys_.allows(client, now)) return too_many(head, options_.programs.wrong_keys);
  const auto key = given.starts_with(kBearer) ? options_.find_key(given.substr(kBearer.size())) : std::nullopt;
  if (!key) {
    static_cast<void>(wrong_keys_.take(client, now));
    if (log_ && !wrong_keys_.allows(client, now)) log_(kGuessing + base::json_string(head.peer) + "}");
    return Refused{{kUnauthorized, "bad-key", std::string(texts::ServiceBadKey.in(language_of(head)))},
                   {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}}};
  }
  if (!of_key_.take(key->id, now)) return too_many(head, options_.programs.of_key);
  if (!route.scope.empty() && !has_scope(key->scopes, route.scope)) {
    return Refused{{kForbidden, "no-scope", texts::ServiceNoScope.in(language_of(head), route.scope)}};
  }
  return std::nullopt;
}

/// A program has a key, or is of this machine where that is enough.
std::optional<Front::Refused> Front::refuse_user(const http::RequestHead& head, const Route& route) {
  const std::string* const given = head.header("authorization");
  if (given != nullptr && options_.find_key) return refuse_key(head, route, *given);
  if (options_.open_api && is_of_this_machine(head)) return std::nullopt;
  return Refused{{kUnauthorized, "unauthorized", std::string(texts::ServiceUnauthorized.in(language_of(head)))},
                 {{"WWW-Authenticate", "Bearer"}}};
}

std::optional<Front::Refused> Front::refuse(const http::RequestHead& head, const RouteMatch& match) {
  const Language language = language_of(head);
  const bool is_of_inbox =
      match.route != nullptr && (match.route->target == Target::Inbox || match.route->target == Target::Export ||
                                 match.route->target == Target::Call);
  const bool no_inbox = is_of_inbox && inbox_api_ == nullptr;
  if (no_inbox || (match.route == nullptr && match.allowed.empty())) {
    return Refused{{kNotFound, "not-found", std::string(texts::ServiceNotFound.in(language))}};
  }
  const bool is_job =
      match.route != nullptr && (match.route->target == Target::Batch || match.route->target == Target::Job);
  if (is_job && jobs_api_ == nullptr) {
    return Refused{{kNotFound, "not-offered", std::string(texts::ServiceNoJobs.in(language))}};
  }
  if (match.route == nullptr) {
    return Refused{{kNotAllowed, "method-not-allowed", texts::ServiceMethodNotAllowed.in(language, head.method)},
                   {{"Allow", match.allowed}}};
  }
  if (match.route->open) return std::nullopt;
  if (is_of_another_site(head)) {
    return Refused{{kForbidden, "other-site", std::string(texts::ServiceForbidden.in(language))}};
  }
  return refuse_user(head, *match.route);
}

http::Response Front::refused_response(const http::RequestHead& head, const Refused& refused) const {
  http::Response response = problem_response(refused.problem, language_of(head));
  for (const http::Header& header : refused.headers) response.headers.push_back(header);
  protect(response);
  return response;
}

/// A page of another site can make browsers send requests with the cookies of ours.
http::BodyPlan Front::plan_of_page(const http::RequestHead& head) const {
  if (head.method != "GET" && head.method != "HEAD" && is_of_another_site(head)) {
    const std::string title(texts::ServiceForbidden.in(language_of(head)));
    return http::BodyPlan::refuse(refused_response(head, {{kForbidden, "other-site", title}}));
  }
  return is_form_page(head.path) ? form_pages_->plan(head) : office_pages_->plan(head);
}

http::BodyPlan Front::plan(const http::RequestHead& head) {
  if (is_site(head)) return http::BodyPlan::none();
  if (is_form_page(head.path) || is_office_page(head.path)) return plan_of_page(head);
  const RouteMatch match = match_route(head.method, head.path);
  if (const std::optional<Refused> refused = refuse(head, match))
    return http::BodyPlan::refuse(refused_response(head, *refused));
  const std::uint64_t most = max_body(*match.route, head, options_.bodies);
  const bool is_kept_in_file = match.route->body == BodyType::Records || match.route->body == BodyType::Returned;
  if (is_kept_in_file) return http::BodyPlan::spool(most, true);
  return http::BodyPlan::memory(most);
}

void Front::handle(std::shared_ptr<http::Exchange> exchange) {
  const http::Request& request = exchange->request();
  if (is_site(request)) return exchange->respond(site_->answer(request));
  if (is_form_page(request.path)) return form_pages_->handle(exchange);
  if (is_office_page(request.path)) return office_pages_->handle(exchange);
  RouteMatch match = match_route(request.method, request.path);
  if (match.route == nullptr) return;  // refused by plan()
  switch (match.route->target) {
    case Target::Engine:
      if (match.route->once && jobs_api_ != nullptr && prefers_not_to_wait(request)) return start_job(exchange, match);
      ask_worker(exchange, *match.route, std::move(match.kind));
      break;
    case Target::Batch: start_job(exchange, match); break;
    case Target::Call: ask_calls(exchange, match); break;
    case Target::Export: {
      const auto read = read_request(*match.route, {}, exchange->request(), options_.bodies, language_of(request));
      if (!read) return exchange->respond(refused_response(request, {read.error()}));
      export_api_->answer(exchange, match, language_of(request));
      break;
    }
    case Target::Job: jobs_api_->answer(exchange, match, language_of(request)); break;
    case Target::Inbox:
      if (match.route->body == BodyType::Form) return import_forms(exchange, *match.route);
      if (match.route->body == BodyType::Scans) return take_scans(exchange, *match.route);
      ask_inbox(exchange, match);
      break;
    case Target::OpenApi: send_open_api(exchange); break;
    case Target::Health: respond(*exchange, json_response(R"({"status":"ok"})")); break;
    case Target::Ready: send_readiness(*exchange); break;
  }
}

void Front::submit(const std::shared_ptr<http::Exchange>& exchange, Task task, std::function<void(PoolAnswer)> done) {
  task.time = options_.task_time;
  const std::uint64_t number = pool_.submit(std::move(task), Lane::Interactive, std::move(done));
  exchange->on_gone([this, number] { pool_.cancel(number); });
}

void Front::respond(http::Exchange& exchange, http::Response response) {
  protect(response);
  exchange.respond(std::move(response));
}

void Front::ask_worker(const std::shared_ptr<http::Exchange>& exchange, const Route& route, std::string kind) {
  http::Request& request = exchange->request();
  auto task = read_request(route, std::move(kind), request, options_.bodies, language_of(request));
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  submit(exchange, *std::move(task),
         [this, exchange, &route](PoolAnswer answer) { this->answer(*exchange, route, std::move(answer)); });
}

/// A command with its JSON, of which there may be none; nothing for what cannot be read, which was answered.
std::optional<Front::Command> Front::read_command(http::Exchange& exchange, const Route& route) {
  http::Request& request = exchange.request();
  Command command{language_of(request), body_hash(request), {}};
  const auto read = read_request(route, {}, request, options_.bodies, command.language);
  if (!read) {
    exchange.respond(refused_response(request, {read.error()}));
    return std::nullopt;
  }
  if (!read->files.empty()) command.body = read->files.front().bytes;
  return command;
}

void Front::ask_inbox(const std::shared_ptr<http::Exchange>& exchange, const RouteMatch& match) {
  const auto command = read_command(*exchange, *match.route);
  if (!command) return;
  const auto respond = [this, exchange, match, command = *command](const std::optional<CorrectedEntries>& entries) {
    Front::respond(*exchange, answer_once(exchange->request(), *match.route, command.hash, [&](const std::string&) {
      return inbox_api_->answer(match, exchange->request(), command.body, command.language, entries);
    }));
  };
  auto preparation = inbox_api_->preparation_of(match, command->body);
  if (!preparation) return respond(std::nullopt);
  preparation->task.language = command->language;
  if (preparation->is_check) {
    return submit(exchange, std::move(preparation->task),
                  [this, exchange, respond, language = command->language, route = match.route](PoolAnswer answer) {
                    const bool is_checked = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
                    if (!is_checked) return this->answer(*exchange, *route, std::move(answer));
                    auto refused = InboxApi::refuse_faulty(answer.answer.report, language);
                    return refused ? Front::respond(*exchange, *std::move(refused)) : respond(std::nullopt);
                  });
  }
  submit(exchange, std::move(preparation->task),
         [this, exchange, respond, submission = preparation->submission, route = match.route](PoolAnswer answer) {
           const bool is_read = answer.end == TaskEnd::Answered;
           auto entries = is_read ? corrected_texts(inbox_api_->inbox(), submission, answer.answer) : std::nullopt;
           if (!entries) {
             if (is_read && answer.answer.outcome == Outcome::Done) answer.end = TaskEnd::Crashed;
             return this->answer(*exchange, *route, std::move(answer));
           }
           respond(CorrectedEntries{submission.versions, *std::move(entries)});
         });
}

/// A call for a kind that nobody knows would close nothing: such a kind is refused.
void Front::ask_calls(const std::shared_ptr<http::Exchange>& exchange, const RouteMatch& match) {
  const auto command = read_command(*exchange, *match.route);
  if (!command) return;
  const auto respond = [this, exchange, match, command = *command] {
    Front::respond(*exchange, answer_once(exchange->request(), *match.route, command.hash, [&](const std::string&) {
      return calls_api_->answer(match, exchange->request(), command.body, command.language);
    }));
  };
  if (match.route->id != "openCall") return respond();
  Task question;
  question.operation = Operation::Form;
  question.kind = CallsApi::kind_of(*match.route, command->body);
  question.language = command->language;
  submit(exchange, std::move(question), [this, exchange, respond, route = match.route](PoolAnswer found) {
    const bool is_answered = found.end == TaskEnd::Answered;
    if (!is_answered || found.answer.outcome != Outcome::Done) return answer(*exchange, *route, std::move(found));
    respond();
  });
}

/// The same file again gives the same submissions: no key of a request is needed.
void Front::import_forms(const std::shared_ptr<http::Exchange>& exchange, const Route& route) {
  http::Request& request = exchange->request();
  const Language language = language_of(request);
  auto task = read_request(route, {}, request, options_.bodies, language);
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  FormImportOptions options{task->kind, language, options_.task_time, inbox_api_->now(), inbox_api_->actor_of(request)};
  FormImport::start(pool_, inbox_api_->inbox(), std::move(task->files), std::move(options),
                    [this, exchange, &route](FormImports made) {
                      // What was entered before stays, and is not entered again when all is sent once more.
                      if (made.refused) return answer(*exchange, route, *std::move(made.refused));
                      if (!made.has_forms() && !made.fault) return answer(*exchange, route, made.unreadable());
                      respond(*exchange,
                              inbox_api_->imported(made, exchange->request(), language_of(exchange->request())));
                    });
}

/// The same: what is there is not added again.
void Front::take_scans(const std::shared_ptr<http::Exchange>& exchange, const Route& route) {
  http::Request& request = exchange->request();
  const Language language = language_of(request);
  auto task = read_request(route, {}, request, options_.bodies, language);
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  ScanEntryOptions options{language, inbox_api_->now(), inbox_api_->actor_of(request), request.peer};
  ScanEntry::start(pool_, inbox_api_->inbox(), std::move(task->files), std::move(options),
                   [this, exchange, language](const EnteredScans& entered) {
                     respond(*exchange, inbox_api_->scanned(entered, exchange->request(), language));
                   });
}

/// Of the body of a request that may be sent again.
std::string Front::body_hash(const http::Request& request) const {
  if (repeated_ == nullptr || request.header("idempotency-key") == nullptr) return {};
  return request.file ? request.file->sha256 : base::sha256(request.body);
}

/// The kind is looked up first: a job that can only fail is not started.
void Front::start_job(const std::shared_ptr<http::Exchange>& exchange, const RouteMatch& match) {
  http::Request& request = exchange->request();
  const Language language = language_of(request);
  const std::string hash = body_hash(request);
  auto task = read_request(*match.route, match.kind, request, options_.bodies, language);
  if (task && match.route->target == Target::Engine && task->options.page > 0) {
    task = base::Failure{Problem{kBadParameter, "no-effect", texts::ServiceNoEffect.in(language, "page")}};
  }
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  const auto order = std::make_shared<JobsApi::Start>();
  order->task = *std::move(task);
  if (match.route->body == BodyType::Returned) {
    const bool is_register = !order->task.options.collected_as.empty();
    auto forms = read_returned(request, is_register, options_.bodies, language);
    if (!forms) return exchange->respond(refused_response(request, {forms.error()}));
    order->inputs = std::move(forms->inputs);
    order->parts = std::move(forms->parts);
  }
  Task question;
  question.operation = Operation::Kinds;
  question.language = language;
  submit(exchange, std::move(question), [this, exchange, hash, route = match.route, order](PoolAnswer kinds) {
    start_job_of(*exchange, *route, *order, hash, std::move(kinds));
  });
}

void Front::start_job_of(http::Exchange& exchange, const Route& route, JobsApi::Start& start, std::string_view hash,
                         PoolAnswer kinds) {
  const http::Request& request = exchange.request();
  const Language language = language_of(request);
  if (kinds.end != TaskEnd::Answered || kinds.answer.outcome != Outcome::Done) {
    return answer(exchange, route, std::move(kinds));
  }
  // Every kind has rosters in both formats.
  const bool is_roster = start.task.operation == Operation::Collect;
  const std::string_view format = is_roster ? std::string_view() : start.task.options.format;
  const std::optional<base::Json> list = base::parse_json(kinds.answer.body);
  const Outcome outcome = list ? find_output(list->view(), start.task.kind, format) : Outcome::UnknownKind;
  const std::string& register_kind = start.task.options.collected_as;
  http::Response response = problem_response(problem_of(outcome, {}, language), language);
  if (outcome == Outcome::Done && !takes_forms(list->view(), register_kind, start.task.kind)) {
    std::string title = texts::ServiceBadParameter.in(language, "register", register_kind);
    response = problem_response({kBadParameter, "bad-parameter", std::move(title)}, language);
  } else if (outcome == Outcome::Done) {
    response = answer_once(request, route, hash,
                           [&](const std::string& mark) { return jobs_api_->start(request, std::move(start), mark); });
  }
  respond(exchange, std::move(response));
}

http::Response Front::answer_once(const http::Request& request, const Route& route, std::string_view hash,
                                  const RepeatedRequests::Work& work) {
  if (!route.once || repeated_ == nullptr) return work({});
  return repeated_->answer_once(request, hash, language_of(request), work);
}

void Front::answer(http::Exchange& exchange, const Route& route, PoolAnswer answer) const {
  const http::Request& request = exchange.request();
  const Language language = language_of(request);
  switch (answer.end) {
    case TaskEnd::Answered: return respond(exchange, response_of(route, std::move(answer.answer), language));
    case TaskEnd::Busy:
      exchange.respond(refused_response(
          request, {{kUnavailable, "busy", std::string(texts::ServiceBusy.in(language))}, {{"Retry-After", "2"}}}));
      return;
    case TaskEnd::TooLong:
      exchange.respond(refused_response(
          request, {{kTimeout, outcome_name(Outcome::TooLong), std::string(texts::ServiceTooLong.in(language))}}));
      return;
    case TaskEnd::Crashed: {
      Problem problem{kServerError, outcome_name(Outcome::Failed), std::string(texts::ServiceFailed.in(language))};
      problem.reference = answer.reference;
      exchange.respond(refused_response(request, {std::move(problem)}));
      return;
    }
  }
}

http::Response Front::response_of(const Route& route, TaskAnswer answer, Language language) const {
  const std::string tag = answer.tag.empty() ? std::string() : "\"gw-" + answer.tag + '"';
  if (answer.outcome == Outcome::Unchanged) {
    // RFC 9110 section 13.1.2: 304 is for reading alone.
    http::Response response;
    if (route.method == "GET") {
      response.status = kNotModified;
    } else {
      response = problem_response({kConditionFailed, "unchanged", std::string(texts::ServiceUnchanged.in(language))},
                                  language);
    }
    response.headers.push_back({"ETag", tag});
    return response;
  }
  if (answer.outcome != Outcome::Done) {
    return problem_response(problem_of(answer.outcome, std::move(answer.report), language), language);
  }
  if (route.operation == Operation::Check) return json_response(std::move(answer.report));
  http::Response response;
  response.status = kOk;
  response.headers.push_back({"Content-Type", answer.media_type});
  if (!tag.empty()) response.headers.push_back({"ETag", tag});
  if (!answer.name.empty()) {
    response.headers.push_back({"Content-Disposition", http::content_disposition("attachment", answer.name)});
  }
  if (route.operation == Operation::Render) {
    response.headers.push_back({"X-Gongwen-Warnings", std::to_string(answer.warnings)});
    response.headers.push_back({"X-Gongwen-Pages", std::to_string(answer.pages)});
  }
  response.body = std::move(answer.body);
  return response;
}

void Front::send_open_api(const std::shared_ptr<http::Exchange>& exchange) {
  respond(*exchange, json_response(open_api_json()));
}

/// Anybody may ask whether the service is ready: the database is tried up to once a second.
bool Front::has_database() {
  constexpr std::int64_t kBetweenTries = 1'000;
  const std::int64_t now = resources::steady_milliseconds();
  if (!options_.database_writes) return true;
  if (tried_ != 0 && now - tried_ < kBetweenTries) return writes_;
  writes_ = options_.database_writes();
  has_room_ = !options_.takes_files || options_.takes_files();
  tried_ = resources::steady_milliseconds();
  return writes_;
}

void Front::send_readiness(http::Exchange& exchange) {
  const Language language = language_of(exchange.request());
  const auto refuse = [&](std::string_view id, const diagnostics::BilingualText& title) {
    exchange.respond(refused_response(exchange.request(),
                                      {{kUnavailable, id, std::string(title.in(language))}, {{"Retry-After", "2"}}}));
  };
  if (stopping_) return refuse("stopping", texts::ServiceStopping);
  if (pool_.idle() == 0) return refuse("busy", texts::ServiceBusy);
  if (!has_database()) return refuse("no-database", texts::ServiceNoDatabase);
  if (!has_room_) return refuse("no-room", texts::ServiceNoRoom);
  respond(exchange, json_response(R"({"status":"ready"})"));
}

std::optional<http::Response> Front::refusal(http::Refusal refusal, std::string_view detail,
                                             const http::RequestHead* head) {
  const Language language = head == nullptr ? options_.language : language_of(*head);
  const unsigned status = http::refusal_status(refusal);
  Problem problem{status, http::refusal_id(refusal), std::string(refusal_title(refusal).in(language))};
  problem.detail = detail;
  http::Response response = problem_response(problem, language);
  protect(response);
  return response;
}

void Front::answered(const http::Answered& request) {
  if (!log_) return;
  // The query may have words of people in it; the path has none. Drafts are left out: their addresses are theirs.
  std::string_view path = request.path;
  for (const std::string_view area :
       {"/d/", "/r/", "/resume/", "/office/s/", "/api/v1/submissions/", "/api/v1/calls/", "/api/v1/jobs/"}) {
    if (path.starts_with(area)) path = area;
  }
  base::Json line = base::Json::object();
  line.set("event", "request").set("method", request.method).set("path", path).set("status", request.status);
  line.set("milliseconds", static_cast<std::uint64_t>(request.milliseconds));
  line.set("received", request.received).set("sent", request.sent);
  if (!request.peer.empty()) line.set("peer", request.peer);
  log_(line.text());
}

}  // namespace gongwen::service
