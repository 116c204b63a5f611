// Answers. A request passes `plan` when its head has been read, before any of its body; `handle` gets only admitted
// requests. Problems follow RFC 9457, conditional requests RFC 9110.
//
// Parts of this file: outcomes and refusals in words, questions about kinds, the functions that the table of routes
// names, answers of workers.
#include "service/detail/front.h"

#include "base/format.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/service.h"
#include "gongwen/format.h"
#include "resources/environment.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/inbox_api.h"
#include "service/detail/index_page.h"
#include "service/detail/jobs.h"
#include "service/detail/logged_path.h"
#include "service/http/network.h"
#include "service/inbox/accounts.h"
#include "service/open_api.h"

#include <algorithm>
#include <string_view>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

/// Returns the peer of a request as the log has it. A text that is not an address, such as the name of a socket, is
/// unchanged.
std::string logged_peer(std::string_view peer, bool is_whole) {
  const std::optional<http::Address> address = is_whole ? std::nullopt : http::parse_address(peer);
  return address ? http::address_text(http::anonymous_client(*address)) : std::string(peer);
}

/// Suggests known names in place of an unknown one: `did you mean …` for a kind, the list of available formats for a
/// format.
std::string help_with(Outcome outcome, const std::vector<std::string>& names, Language language) {
  if (names.empty()) return {};
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  return outcome == Outcome::UnknownKind ? texts::ServiceNearestKind.in(language, list)
                                         : texts::ServiceSupported.in(language, list);
}

/// Returns the problem for an outcome that is not an answer; `report` becomes its member `report`.
Problem problem_of(Outcome outcome, std::string report, const std::vector<std::string>& names, Language language) {
  const auto make = [&](unsigned status, const diagnostics::BilingualText& title) {
    return Problem{status, outcome_name(outcome), std::string(title.in(language)), std::move(report),
                   help_with(outcome, names, language)};
  };
  // Every Outcome has a status; outcomes that are not refusals indicate a fault of ours here.
  switch (outcome) {
    case Outcome::BadData: return make(http::status::kUnprocessable, texts::ServiceInvalidData);
    case Outcome::UnknownKind: return make(http::status::kNotFound, texts::ServiceUnknownKind);
    case Outcome::NotOffered: return make(http::status::kNotFound, texts::ServiceNoSuchFormat);
    case Outcome::NoSuchPage: return make(http::status::kNotFound, texts::ServiceNoSuchPage);
    case Outcome::Unreadable: return make(http::status::kUnprocessable, texts::ServiceUnreadable);
    case Outcome::TooLong: return make(http::status::kTimeout, texts::ServiceTooLong);
    case Outcome::Done:
    case Outcome::Unchanged:
    case Outcome::Failed: break;
  }
  return make(http::status::kServerError, texts::ServiceFailed);
}

/// Returns the title for a request that the HTTP layer has refused.
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

const ListedKind* find_kind(const std::vector<ListedKind>& kinds, std::string_view kind) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [kind](const ListedKind& one) { return one.kind == kind; });
  return found == kinds.end() ? nullptr : &*found;
}

bool lists(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// Returns whether the kind exists and has the format; an empty format means any. Pictures are made from the pages of a
/// PDF, so a kind with PDF has them. Checked before a job is started, since a batch that must fail would otherwise be
/// found out minutes later.
Outcome find_output(const std::vector<ListedKind>& kinds, std::string_view kind, std::string_view format) {
  const ListedKind* const found = find_kind(kinds, kind);
  if (found == nullptr) return Outcome::UnknownKind;
  const FormatInfo* const info = find_format(format);
  const std::string_view wanted = info != nullptr && !info->is_document ? format_info(Format::Pdf).name : format;
  const bool is_offered = wanted.empty() ? !found->outputs.empty() : lists(found->outputs, wanted);
  return is_offered ? Outcome::Done : Outcome::NotOffered;
}

/// Returns the names to suggest if a kind is unknown, or has no such format.
std::vector<std::string> names_instead(const std::vector<ListedKind>& kinds, std::string_view kind, Outcome outcome) {
  if (outcome == Outcome::NotOffered) {
    const ListedKind* const found = find_kind(kinds, kind);
    return found == nullptr ? std::vector<std::string>() : found->outputs;
  }
  std::vector<std::string_view> names;
  for (const ListedKind& one : kinds) names.push_back(one.kind);
  const std::string_view nearest = base::find_nearest_name(kind, names);
  return nearest.empty() ? std::vector<std::string>() : std::vector<std::string>{std::string(nearest)};
}

/// Returns whether the register exists and takes forms of the kind; true if no register is named.
bool takes_forms(const std::vector<ListedKind>& kinds, std::string_view register_kind, std::string_view kind) {
  if (register_kind.empty()) return true;
  const ListedKind* const found = find_kind(kinds, register_kind);
  if (found == nullptr || found->gathers.empty()) return false;
  return kind == register_kind || lists(found->gathers, kind);
}

}  // namespace

// All parts answer failed tasks in the same way.
void Front::set_export_api(ExportApi* api) {
  export_api_ = api;
  api->refuse_with([this](http::Exchange& exchange, const Route& route, PoolAnswer answer) {
    this->answer(exchange, route, std::move(answer));
  });
}

void Front::set_desk_api(DeskApi* api) {
  desk_api_ = api;
  api->refuse_with([this](http::Exchange& exchange, const Route& route, PoolAnswer answer) {
    this->answer(exchange, route, std::move(answer));
  });
}

void Front::set_design_api(DesignApi* api) {
  design_api_ = api;
  api->refuse_with([this](http::Exchange& exchange, const Route& route, PoolAnswer answer) {
    this->answer(exchange, route, std::move(answer));
  });
}

void Front::set_records_api(RecordsApi* api) {
  records_api_ = api;
  api->refuse_with([this](http::Exchange& exchange, const Route& route, PoolAnswer answer) {
    this->answer(exchange, route, std::move(answer));
  });
}

void Front::stop() {
  stopping_ = true;
  if (jobs_api_ != nullptr) jobs_api_->stop();
}

Front::Front(WorkerPool& pool, FrontOptions options, Log log)
    : pool_(pool), options_(std::move(options)), log_(std::move(log)), admission_(options_.admission, log_) {}

// Refusals have the same protective headers as answers.
http::Response Front::refused_response(const http::RequestHead& head, const Refused& refused) const {
  http::Response response = problem_response(refused.problem, admission_.language_of(head));
  for (const http::Header& header : refused.headers) response.headers.push_back(header);
  protect(response);
  return response;
}

/// Admits requests to pages. Browsers send cookies even if a page of another site causes the request, so changes from
/// other sites are refused here, in addition to the token in each form.
http::BodyPlan Front::plan_of_page(const http::RequestHead& head, const RouteMatch& match) const {
  const Language language = admission_.language_of(head);
  // GET is admitted, since other sites may link here.
  if (head.method != "GET" && head.method != "HEAD" && is_of_another_site(head)) {
    const std::string title(texts::ServiceForbidden.in(language));
    return http::BodyPlan::refuse(refused_response(head, {{http::status::kForbidden, "other-site", title}}));
  }
  if (match.route == nullptr) {
    const bool is_known = !match.allowed.empty();
    std::string words = is_known ? texts::ServiceMethodNotAllowed.in(language, head.method)
                                 : std::string(texts::ServiceNotFound.in(language));
    http::Response response = html_response(is_known ? http::status::kMethodNotAllowed : http::status::kNotFound,
                                            {language, std::move(words)});
    if (is_known) response.headers.push_back({"Allow", match.allowed});
    return http::BodyPlan::refuse(std::move(response));
  }
  return match.area == Area::Forms ? form_pages_->plan(head, match) : office_pages_->plan(head, match);
}

http::BodyPlan Front::plan(const http::RequestHead& head) {
  // The site is public and has only files: no route, no key.
  if (is_site(head)) return http::BodyPlan::none();
  const RouteMatch match = match_route(head.method, head.path);
  if (is_page(match)) return plan_of_page(head, match);
  const OfferedParts parts{inbox_api_ != nullptr, records_api_ != nullptr, jobs_api_ != nullptr};
  if (const std::optional<Refused> refused = admission_.refuse(head, match, parts))
    return http::BodyPlan::refuse(refused_response(head, *refused));
  // From here on the caller is known; the plan says how much of a body is read, and into which place.
  return body_plan(*match.route, head, options_.bodies);
}

void Front::handle(std::shared_ptr<http::Exchange> exchange) {
  // The route was found in plan() already; finding it again costs less than passing it through the server.
  const http::Request& request = exchange->request();
  if (is_site(request)) return exchange->respond(site_->answer(request));
  const RouteMatch match = match_route(request.method, request.path);
  if (match.route == nullptr) return;  // refused by plan()
  if (const auto* const answerer = std::get_if<ProgramAnswerer>(&match.route->answerer)) {
    // False: a value in the path has another type, so the address does not exist.
    const bool is_known = (*answerer)(*this, exchange, match);
    if (!is_known) exchange->respond(refused_response(request, unknown_address(admission_.language_of(request))));
  } else if (match.area == Area::Forms) {
    form_pages_->handle(exchange, match);
  } else {
    office_pages_->handle(exchange, match);
  }
}

void Front::submit(const ExchangePtr& exchange, Task task, std::function<void(PoolAnswer)> done) {
  task.time = options_.task_time;
  const std::uint64_t number = pool_.submit(std::move(task), Lane::Interactive, std::move(done));
  // Cancels only tasks that still wait; a worker that has begun goes on.
  exchange->on_gone([this, number] { pool_.cancel(number); });
}

/// Answers with the headers that all answers to programs have.
void Front::respond(http::Exchange& exchange, http::Response response) {
  protect(response);
  exchange.respond(std::move(response));
}

/// Handles a request that one task answers, or that becomes a job if the client asks for it (Prefer: respond-async, RFC
/// 7240).
void Front::ask_worker(const ExchangePtr& exchange, const RouteMatch& match) {
  http::Request& request = exchange->request();
  const Route& route = *match.route;
  // Only documents and collections (`once`); without jobs the preference is ignored, as RFC 7240 allows.
  if (route.once && jobs_api_ != nullptr && prefers_not_to_wait(request)) return start_job(exchange, match);
  auto task = read_request(route, match.value("kind"), request, options_.bodies, admission_.language_of(request));
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  submit(exchange, *std::move(task),
         [this, exchange, &route](PoolAnswer answer) { this->answer(*exchange, route, std::move(answer)); });
}

ProgramCall Front::call_of(const ExchangePtr& exchange, const Route& route) const {
  const http::Request& request = exchange->request();
  ProgramCall call{exchange, route, admission_.language_of(request), options_.clock()};
  // A malformed query counts as one without parameters; routes that need some refuse the request then.
  if (auto query = http::parse_form(request.query)) call.query = *std::move(query);
  return call;
}

/// Reads the body, too, if the route has one. Returns nullopt, having answered, if the request cannot be read.
std::optional<ProgramCall> Front::read_call(const ExchangePtr& exchange, const Route& route) {
  http::Request& request = exchange->request();
  ProgramCall call = call_of(exchange, route);
  call.body_hash = body_hash(request);
  auto read = read_request(route, {}, request, options_.bodies, call.language);
  if (!read) {
    exchange->respond(refused_response(request, {read.error()}));
    return std::nullopt;
  }
  if (!read->files.empty()) {
    call.file = std::move(read->files.front().path);
    call.body = std::move(read->files.front().bytes);
  }
  if (auto refused = call.refuse_wrong_member()) {
    call.send(*std::move(refused));
    return std::nullopt;
  }
  return call;
}

void Front::answer_with(const ExchangePtr& exchange, const Route& route, const Answer& function) {
  const auto call = read_call(exchange, route);
  if (!call) return;
  with_known_filter(
      *call, [this, call = *call, function] { answer_once(call, [&](const std::string&) { return function(call); }); });
}

void Front::pass_to(const ExchangePtr& exchange, const Route& route,
                    const std::function<void(const ProgramCall&)>& function) {
  const auto call = read_call(exchange, route);
  if (call) with_known_filter(*call, [call = *call, function] { function(call); });
}

void Front::with_known_filter(const ProgramCall& call, const std::function<void()>& go_on) {
  if (inbox_api_ == nullptr) return go_on();
  const auto [assignee, kind] = call.filtered();
  if (!assignee.empty()) {
    const auto account = inbox::Accounts(inbox_api_->inbox()).get(assignee);
    if (!account && account.error().kind == inbox::Fault::Kind::NotFound) {
      return call.send(call.problem(http::status::kNotFound, "unknown-account",
                                    texts::ServiceUnknownAssignee.in(call.language, assignee)));
    }
  }
  if (kind.empty()) return go_on();
  inbox::SubmissionFilter filter;
  filter.kind = kind;
  filter.count = 1;
  // The kind may have been removed with an old bundle, while its submissions remain.
  const auto handed_in = inbox::Submissions(inbox_api_->inbox()).list(filter);
  if (!handed_in || !handed_in->empty()) return go_on();
  const auto judge = [call, kind = kind, go_on](const std::vector<ListedKind>& kinds) {
    if (find_kind(kinds, kind) != nullptr) return go_on();
    const auto names = names_instead(kinds, kind, Outcome::UnknownKind);
    call.send(problem_response(problem_of(Outcome::UnknownKind, {}, names, call.language), call.language));
  };
  if (*kinds_) return judge(**kinds_);
  Task question;
  question.operation = Operation::Kinds;
  submit(call.exchange, std::move(question), [known = kinds_, judge, go_on](const PoolAnswer& kinds) {
    // If no worker answers, the list is sent anyway, since it needs none.
    if (kinds.end != TaskEnd::Answered || kinds.answer.outcome != Outcome::Done) return go_on();
    judge(known->emplace(parse_kinds(kinds.answer.body)));
  });
}

void Front::pass_job_to(const ExchangePtr& exchange, const RouteMatch& match,
                        const std::function<void(const ProgramCall&, const Job&)>& function) {
  const ProgramCall call = call_of(exchange, *match.route);
  const Job* const job = jobs_api_->find(call, match.value("id"));
  if (job == nullptr) return call.send(call.problem({inbox::Fault::Kind::NotFound}));
  function(call, *job);
}

/// Two of the actions first need a worker: accepting a form checks its values, returning a corrected one reads its
/// texts. Only the final step runs under the Idempotency-Key, since the first one changes nothing. Preparation reads,
/// the decision compares revisions: a change between the two gives 412.
void Front::change_submission(const ExchangePtr& exchange, const RouteMatch& match, const std::string& id,
                              inbox::Action action) {
  const auto call = read_call(exchange, *match.route);
  if (!call) return;
  const auto act = [this, call = *call, id, action](const std::optional<CorrectedEntries>& entries) {
    answer_once(call, [&](const std::string&) { return inbox_api_->act(call, id, action, entries); });
  };
  // Outside of answer_once: a repeated request asks a worker again and then gets the stored answer.
  auto prepared = inbox_api_->preparation_of(*call, id, action);
  // act() answers errors in the command itself, once for each key.
  const bool is_lasting = !prepared && prepared.error().kind == inbox::Fault::Kind::NotFound;
  if (!prepared && !is_lasting) return call->send(call->problem(prepared.error()));
  std::optional<InboxApi::Preparation> preparation = is_lasting ? std::nullopt : *std::move(prepared);
  if (!preparation) return act(std::nullopt);
  preparation->task.language = call->language;
  if (preparation->is_check) {
    return submit(exchange, std::move(preparation->task), [this, call = *call, act](PoolAnswer answer) {
      const bool is_checked = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
      if (!is_checked) return this->answer(*call.exchange, call.route, std::move(answer));
      // The command must say explicitly that a form is accepted despite errors.
      auto refused = InboxApi::refuse_faulty(call, answer.answer.report);
      return refused ? call.send(*std::move(refused)) : act(std::nullopt);
    });
  }
  submit(exchange, std::move(preparation->task),
         [this, call = *call, act, submission = preparation->submission](PoolAnswer answer) {
           const bool is_read = answer.end == TaskEnd::Answered;
           auto entries = is_read ? corrected_texts(inbox_api_->inbox(), submission, answer.answer) : std::nullopt;
           if (!entries) {
             // The worker answered, but not the question: reported as a crash, since the client can do nothing about
             // it.
             if (is_read && answer.answer.outcome == Outcome::Done) answer.end = TaskEnd::Crashed;
             return this->answer(*call.exchange, call.route, std::move(answer));
           }
           act(CorrectedEntries{submission.versions, *std::move(entries)});
         });
}

/// The kind of a new call is checked first: a call for an unknown kind would never admit anyone.
void Front::open_call(const ExchangePtr& exchange, const RouteMatch& match) {
  const auto call = read_call(exchange, *match.route);
  if (!call) return;
  const auto command = call->command();
  // A command that cannot be read has no kind, and fails at the worker as an unknown kind.
  Task question;
  question.operation = Operation::Form;
  if (command) question.kind = command->view().text_of("kind");
  question.language = call->language;
  submit(exchange, std::move(question), [this, call = *call](PoolAnswer found) {
    const bool is_answered = found.end == TaskEnd::Answered;
    if (!is_answered || found.answer.outcome != Outcome::Done) {
      return answer(*call.exchange, call.route, std::move(found));
    }
    answer_once(call, [&](const std::string&) { return calls_api_->add(call); });
  });
}

/// Imports forms. Needs no Idempotency-Key, since the same file again gives the same submissions.
void Front::import_forms(const ExchangePtr& exchange, const RouteMatch& match) {
  http::Request& request = exchange->request();
  const ProgramCall call = call_of(exchange, *match.route);
  auto task = read_request(call.route, {}, request, options_.bodies, call.language);
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  inbox::Inbox& inbox = inbox_api_->inbox();
  FormImportOptions options{task->kind, call.language, options_.task_time, call.now,
                            program_of(inbox, request, call.now)};
  FormImport::start(pool_, inbox, std::move(task->files), std::move(options), [this, call](FormImports made) {
    // Forms that were entered before the refusal stay, and are recognised when everything is sent again.
    if (made.refused) return answer(*call.exchange, call.route, *std::move(made.refused));
    if (!made.has_forms() && !made.fault) return answer(*call.exchange, call.route, made.unreadable());
    // Also after a fault: the answer lists what was entered before it.
    call.send(inbox_api_->imported(call, made));
  });
}

/// Imports files with records. Needs no Idempotency-Key, since the same file again changes nothing.
void Front::import_records(const ExchangePtr& exchange, const RouteMatch& match) {
  http::Request& request = exchange->request();
  const ProgramCall call = call_of(exchange, *match.route);
  auto task = read_request(call.route, {}, request, options_.bodies, call.language);
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  records_api_->import(call, std::move(task->files));
}

/// Enters a corrected file. Needs no Idempotency-Key, since the same file again adds no version.
void Front::replace_submission(const ExchangePtr& exchange, const RouteMatch& match, const std::string& id) {
  http::Request& request = exchange->request();
  const ProgramCall call = call_of(exchange, *match.route);
  auto task = read_request(call.route, {}, request, options_.bodies, call.language);
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  desk_api_->replace(call, id, task->kind, std::move(task->files));
}

/// Enters scans. As with an import, a repetition adds nothing.
void Front::take_scans(const ExchangePtr& exchange, const RouteMatch& match) {
  http::Request& request = exchange->request();
  const ProgramCall call = call_of(exchange, *match.route);
  auto task = read_request(call.route, {}, request, options_.bodies, call.language);
  if (!task) return exchange->respond(refused_response(request, {task.error()}));
  inbox::Inbox& inbox = inbox_api_->inbox();
  ScanEntryOptions options{call.language, call.now, program_of(inbox, request, call.now), request.peer};
  ScanEntry::start(pool_, inbox, std::move(task->files), std::move(options),
                   [call](const EnteredScans& entered) { call.send(InboxApi::scanned(call, entered)); });
}

/// Returns the hash of the body for Idempotency-Key: a key that comes again with another body is a mistake. Empty
/// without such a key; a body in a spool file was hashed while it was written.
std::string Front::body_hash(const http::Request& request) const {
  if (repeated_ == nullptr || request.header("idempotency-key") == nullptr) return {};
  return request.file ? request.file->sha256 : base::sha256(request.body);
}

/// Starts a job. The kind is looked up first, so that a job that must fail is not started. Returned forms are read from
/// the spool file into parts without copying: `inputs` refers to the request's body.
void Front::start_job(const ExchangePtr& exchange, const RouteMatch& match) {
  http::Request& request = exchange->request();
  ProgramCall call = call_of(exchange, *match.route);
  const Language language = call.language;
  call.body_hash = body_hash(request);
  auto task = read_request(*match.route, match.value("kind"), request, options_.bodies, language);
  // A page has no meaning for a batch, so it is refused rather than ignored. `page` belongs to a single
  // document.
  if (task && match.route->needs == Needs::Nothing && task->options.page > 0) {
    task = base::Failure{Problem{http::status::kBadRequest, "no-effect", texts::ServiceNoEffect.in(language, "page")}};
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
  submit(exchange, std::move(question),
         [this, call, order](PoolAnswer kinds) { start_job_of(call, *order, std::move(kinds)); });
}

/// Starts the job once the kinds are known.
void Front::start_job_of(const ProgramCall& call, JobsApi::Start& start, PoolAnswer kinds) {
  if (kinds.end != TaskEnd::Answered || kinds.answer.outcome != Outcome::Done) {
    return answer(*call.exchange, call.route, std::move(kinds));
  }
  // Every kind has rosters in both formats, so only a batch needs its format checked.
  const bool is_roster = start.task.operation == Operation::Collect;
  // A roster needs only the kind.
  const std::string_view format = is_roster ? std::string_view() : start.task.options.format;
  const std::vector<ListedKind> list = parse_kinds(kinds.answer.body);
  const Outcome outcome = find_output(list, start.task.kind, format);
  const std::string& register_kind = start.task.options.collected_as;
  if (outcome != Outcome::Done) {
    return call.send(problem_response(
        problem_of(outcome, {}, names_instead(list, start.task.kind, outcome), call.language), call.language));
  }
  if (!takes_forms(list, register_kind, start.task.kind)) {
    return call.send(call.problem(http::status::kBadRequest, "bad-parameter",
                                  texts::ServiceBadParameter.in(call.language, "register", register_kind)));
  }
  answer_once(call, [&](const std::string& mark) { return jobs_api_->start(call, std::move(start), mark); });
}

/// Does the work once for each Idempotency-Key, or each time for routes and requests without one.
void Front::answer_once(const ProgramCall& call, const RepeatedRequests::Work& work) {
  const bool is_repeatable = call.route.once && repeated_ != nullptr;
  call.send(is_repeatable ? repeated_->answer_once(call.request(), call.body_hash, call.language, work) : work({}));
}

/// Answers with the result of a task, or with the reason why there is none. After a crash the client gets a reference,
/// which is also in the log.
void Front::answer(http::Exchange& exchange, const Route& route, PoolAnswer answer) const {
  const http::Request& request = exchange.request();
  const Language language = admission_.language_of(request);
  // Four results of the pool, each with a status of its own: the outcome, 503, 504, 500.
  switch (answer.end) {
    case TaskEnd::Answered: return respond(exchange, response_of(route, std::move(answer.answer), language));
    case TaskEnd::Busy:
      exchange.respond(
          refused_response(request, {{http::status::kUnavailable, "busy", std::string(texts::ServiceBusy.in(language))},
                                     {{"Retry-After", "2"}}}));
      return;
    case TaskEnd::TooLong:
      exchange.respond(refused_response(request, {{http::status::kTimeout, outcome_name(Outcome::TooLong),
                                                   std::string(texts::ServiceTooLong.in(language))}}));
      return;
    case TaskEnd::Crashed: {
      Problem problem{http::status::kServerError, outcome_name(Outcome::Failed),
                      std::string(texts::ServiceFailed.in(language))};
      problem.reference = answer.reference;
      exchange.respond(refused_response(request, {std::move(problem)}));
      return;
    }
  }
}

/// Returns the response for the answer of a worker, with its ETag and, for documents, numbers of pages and warnings.
http::Response Front::response_of(const Route& route, TaskAnswer answer, Language language) const {
  // `gw-` and the tag of the worker: a strong ETag.
  const std::string tag = answer.tag.empty() ? std::string() : "\"gw-" + answer.tag + '"';
  if (answer.outcome == Outcome::Unchanged) {
    // 304 is only for reading; other requests get 412 (RFC 9110, 13.1.2).
    http::Response response;
    if (route.method == "GET") {
      response.status = http::status::kNotModified;
    } else {
      response = problem_response(
          {http::status::kPreconditionFailed, "unchanged", std::string(texts::ServiceUnchanged.in(language))},
          language);
    }
    response.headers.push_back({"ETag", tag});
    return response;
  }
  if (answer.outcome != Outcome::Done) {
    return problem_response(problem_of(answer.outcome, std::move(answer.report), answer.known, language), language);
  }
  // The answer to a check is its report.
  if (route.operation == Operation::Check) return json_response(std::move(answer.report));
  http::Response response;
  response.status = http::status::kOk;
  response.headers.push_back({"Content-Type", answer.media_type});
  if (!tag.empty()) response.headers.push_back({"ETag", tag});
  if (!answer.name.empty()) {
    response.headers.push_back({"Content-Disposition", http::content_disposition("attachment", answer.name)});
  }
  // X-Gongwen-Warnings only for answers that are documents.
  if (route.operation == Operation::Render || route.operation == Operation::Fill ||
      route.operation == Operation::Convert) {
    response.headers.push_back({"X-Gongwen-Warnings", std::to_string(answer.warnings)});
    response.headers.push_back({"X-Gongwen-Pages", std::to_string(answer.pages)});
  }
  response.body = std::move(answer.body);
  return response;
}

void Front::send_open_api(const ExchangePtr& exchange, const RouteMatch&) {
  respond(*exchange, json_response(open_api_json()));
}

void Front::send_index(const ExchangePtr& exchange, const RouteMatch&) {
  const bool has_mail = inbox_api_ != nullptr && inbox_api_->inbox().sends_links();
  const IndexParts parts{office_pages_ != nullptr, form_pages_ != nullptr, site_ != nullptr, has_mail};
  exchange->respond(index_response(parts, admission_.language_of(exchange->request())));
}

void Front::send_page_style(const ExchangePtr& exchange, const RouteMatch&) {
  exchange->respond(page_style_response(exchange->request()));
}

/// Liveness: it is enough that this loop answers.
void Front::send_health(const ExchangePtr& exchange, const RouteMatch&) {
  respond(*exchange, json_response(R"({"status":"ok"})"));
}

/// Returns whether the database accepts writes. Readiness needs no key, so this is tried at most once a second.
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

/// Readiness: answers with the reason why a load balancer should send requests elsewhere, the most general one first.
void Front::send_readiness(const ExchangePtr& exchange, const RouteMatch&) {
  const http::Request& request = exchange->request();
  const Language language = admission_.language_of(request);
  const auto refuse = [&](std::string_view id, const diagnostics::BilingualText& title) {
    exchange->respond(refused_response(
        request, {{http::status::kUnavailable, id, std::string(title.in(language))}, {{"Retry-After", "2"}}}));
  };
  if (stopping_) return refuse("stopping", texts::ServiceStopping);
  if (pool_.idle() == 0) return refuse("busy", texts::ServiceBusy);
  if (!has_database()) return refuse("no-database", texts::ServiceNoDatabase);
  if (!has_room_) return refuse("no-room", texts::ServiceNoRoom);
  respond(*exchange, json_response(R"({"status":"ready"})"));
}

/// Returns the answer to a request that could not be read, such as one with a malformed head; `head` is null in this
/// case.
std::optional<http::Response> Front::refusal(http::Refusal refusal, std::string_view detail,
                                             const http::RequestHead* head) {
  const Language language = head == nullptr ? options_.admission.language : admission_.language_of(*head);
  const unsigned status = http::refusal_status(refusal);
  Problem problem{status, http::refusal_id(refusal), std::string(refusal_title(refusal).in(language))};
  problem.detail = detail;
  http::Response response = problem_response(problem, language);
  protect(response);
  return response;
}

void Front::answered(const http::Answered& request) {
  if (!log_) return;
  // The log has no personal data: queries may contain texts of users, so only paths are logged, without ids.
  base::Json line = base::Json::object();
  line.set("event", "request")
      .set("request", request.id)
      .set("method", request.method)
      .set("path", logged_path(request.path))
      .set("status", request.status);
  line.set("milliseconds", static_cast<std::uint64_t>(request.milliseconds));
  line.set("received", request.received).set("sent", request.sent);
  if (!request.peer.empty()) line.set("peer", logged_peer(request.peer, options_.logs_addresses));
  const bool is_fault = request.status >= http::status::kServerError;
  const bool passes = request.status == http::status::kUnavailable || request.status == http::status::kTimeout;
  log_(!is_fault ? LogLevel::Info : passes ? LogLevel::Warning : LogLevel::Error, std::move(line));
}

}  // namespace gongwen::service
