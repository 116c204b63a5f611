// Front: the HTTP handler of the service. It admits requests, turns them into tasks for workers, and their answers into
// responses. It parses no documents: any input that could crash a worker is only passed on.
//
// Order for a request to programs: plan(), handle(), the function of the route; for pages FormPages or OfficePages take
// over after plan().
#pragma once

#include "service/designer/detail/design_api.h"
#include "service/detail/admission.h"
#include "service/detail/calls_api.h"
#include "service/detail/desk_api.h"
#include "service/detail/export_api.h"
#include "service/detail/form_pages.h"
#include "service/detail/inbox_api.h"
#include "service/detail/jobs_api.h"
#include "service/detail/office_pages.h"
#include "service/detail/program_call.h"
#include "service/detail/read_request.h"
#include "service/detail/records_api.h"
#include "service/detail/site_files.h"
#include "service/detail/worker_pool.h"
#include "service/http/server.h"
#include "service/log.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace gongwen::service {

/// Made by serve() from ServeOptions.
struct FrontOptions {
  AdmissionOptions admission = {};
  /// Returns whether the database accepts changes; empty if there is no database.
  std::function<bool()> database_writes = {};
  /// Returns whether the folder of files accepts a file.
  std::function<bool()> takes_files = {};
  bool logs_addresses = false;
  BodyLimits bodies = {};
  std::chrono::milliseconds task_time{30'000};
  /// Seconds since 1970.
  std::function<std::int64_t()> clock = {};
};

/// One per service, owned by serve(). It stores no requests: the callbacks keep alive those that wait for a worker.
class Front final : public http::Handler {
 public:
  /// The pool must outlive it. `log` gets a line for each request.
  Front(WorkerPool& pool, FrontOptions options, Log log);

  /// Decides by the head alone: refuses the request, or says how its body is read.
  http::BodyPlan plan(const http::RequestHead& head) override;
  /// Answers a request that plan() has admitted.
  void handle(std::shared_ptr<http::Exchange> exchange) override;
  /// Writes the text of a refusal by the server in the language of the client.
  std::optional<http::Response> refusal(http::Refusal refusal, std::string_view detail,
                                        const http::RequestHead* head) override;
  /// Logs a request, without its query and without ids of drafts and submissions.
  void answered(const http::Answered& request) override;

  /// Sets the pages on which people fill in forms. This and the parts below are optional: without a part (null, or not
  /// set) the service does not have its routes. They must outlive the front.
  void set_form_pages(FormPages* pages) { form_pages_ = pages; }
  /// Pages for the office.
  void set_office_pages(OfficePages* pages) { office_pages_ = pages; }
  /// Submissions for programs.
  void set_inbox_api(InboxApi* api) { inbox_api_ = api; }
  /// Exports of submissions; needs set_inbox_api.
  void set_export_api(ExportApi* api);
  /// Corrected files, links, and commands about many submissions; needs set_inbox_api.
  void set_desk_api(DeskApi* api);
  /// Changes and publication of forms; needs set_inbox_api.
  void set_design_api(DesignApi* api);
  /// The store of facts; needs set_inbox_api.
  void set_records_api(RecordsApi* api);
  /// Calls for programs; needs set_inbox_api.
  void set_calls_api(CallsApi* api) { calls_api_ = api; }
  /// Requests with an Idempotency-Key.
  void set_repeated(RepeatedRequests* repeated) { repeated_ = repeated; }
  /// Jobs.
  void set_jobs_api(JobsApi* api) { jobs_api_ = api; }
  /// A published site, which everyone may read.
  void set_site(const SiteFiles* site) { site_ = site; }
  // Returns the part that has a function of the table of routes, chosen at compile time by the class of the function.
  // The part exists if the route does: Admission has checked that (Needs).
  template <typename Part>
  Part& part() const {
    return *std::get<Part*>(
        std::tuple(inbox_api_, export_api_, desk_api_, design_api_, records_api_, calls_api_, jobs_api_));
  }
  using Answer = std::function<http::Response(const ProgramCall&)>;
  /// Answers with the result of a function; the function runs once for each Idempotency-Key.
  void answer_with(const ExchangePtr& exchange, const Route& route, const Answer& function);
  /// Passes the call to a function that answers it later, or in pieces.
  void pass_to(const ExchangePtr& exchange, const Route& route,
               const std::function<void(const ProgramCall&)>& function);
  /// Passes a call about the job that `{id}` names.
  void pass_job_to(const ExchangePtr& exchange, const RouteMatch& match,
                   const std::function<void(const ProgramCall&, const Job&)>& function);

  /// Must be called when bundles have changed: workers are asked again for the list of kinds. A late answer of a former
  /// worker still goes into the old list.
  void forget_kinds() { kinds_ = std::make_shared<KnownKinds>(); }

  /// Makes the readiness check fail from now on, so that a load balancer sends requests elsewhere while running ones
  /// are finished.
  void stop();

 private:
  friend std::span<const Route> all_routes();

  bool is_page(const RouteMatch& match) const {
    return (match.area == Area::Forms && form_pages_ != nullptr) ||
           (match.area == Area::Office && office_pages_ != nullptr);
  }
  bool is_site(const http::RequestHead& head) const {
    return site_ != nullptr && SiteFiles::owns(head.path) && (head.method == "GET" || head.method == "HEAD");
  }
  http::BodyPlan plan_of_page(const http::RequestHead& head, const RouteMatch& match) const;
  /// Calls `go_on`, now or later, if the account by which the call filters exists, and the kind exists or was handed
  /// in; otherwise answers with 404, since an empty list would look as if there were no submissions.
  void with_known_filter(const ProgramCall& call, const std::function<void()>& go_on);
  bool has_database();
  /// Returns a response with the headers that all answers have.
  http::Response refused_response(const http::RequestHead& head, const Refused& refused) const;
  /// Gives a task to a worker, and cancels it if the client hangs up.
  void submit(const ExchangePtr& exchange, Task task, std::function<void(PoolAnswer)> done);
  static void respond(http::Exchange& exchange, http::Response response);
  ProgramCall call_of(const ExchangePtr& exchange, const Route& route) const;
  /// Reads a call with its command; returns nullopt if it has answered.
  std::optional<ProgramCall> read_call(const ExchangePtr& exchange, const Route& route);
  /// Answers with the result of a task, or says why the pool gave up.
  void answer(http::Exchange& exchange, const Route& route, PoolAnswer answer) const;
  http::Response response_of(const Route& route, TaskAnswer answer, diagnostics::Language language) const;
  void start_job_of(const ProgramCall& call, JobsApi::Start& start, PoolAnswer kinds);
  /// Returns the SHA-256 of the body for requests with an Idempotency-Key; otherwise empty.
  std::string body_hash(const http::Request& request) const;
  /// Runs `work` once for each Idempotency-Key; every time for routes and requests without one.
  void answer_once(const ProgramCall& call, const RepeatedRequests::Work& work);

  // Handlers of requests, named by the table of routes.
  void ask_worker(const ExchangePtr& exchange, const RouteMatch& match);
  void change_submission(const ExchangePtr& exchange, const RouteMatch& match, const std::string& id,
                         inbox::Action action);
  void open_call(const ExchangePtr& exchange, const RouteMatch& match);
  void import_forms(const ExchangePtr& exchange, const RouteMatch& match);
  void import_records(const ExchangePtr& exchange, const RouteMatch& match);
  void replace_submission(const ExchangePtr& exchange, const RouteMatch& match, const std::string& id);
  void take_scans(const ExchangePtr& exchange, const RouteMatch& match);
  void start_job(const ExchangePtr& exchange, const RouteMatch& match);
  // Answered by the front, without a worker, since they must work while all workers are busy.
  void send_open_api(const ExchangePtr& exchange, const RouteMatch& match);
  void send_index(const ExchangePtr& exchange, const RouteMatch& match);
  void send_page_style(const ExchangePtr& exchange, const RouteMatch& match);
  void send_health(const ExchangePtr& exchange, const RouteMatch& match);
  void send_readiness(const ExchangePtr& exchange, const RouteMatch& match);

  WorkerPool& pool_;
  FrontOptions options_;
  Log log_;
  Admission admission_;
  FormPages* form_pages_ = nullptr;
  OfficePages* office_pages_ = nullptr;
  InboxApi* inbox_api_ = nullptr;
  ExportApi* export_api_ = nullptr;
  DeskApi* desk_api_ = nullptr;
  DesignApi* design_api_ = nullptr;
  RecordsApi* records_api_ = nullptr;
  CallsApi* calls_api_ = nullptr;
  JobsApi* jobs_api_ = nullptr;
  RepeatedRequests* repeated_ = nullptr;
  const SiteFiles* site_ = nullptr;
  using KnownKinds = std::optional<std::vector<ListedKind>>;  // as a worker has listed them
  std::shared_ptr<KnownKinds> kinds_ = std::make_shared<KnownKinds>();
  bool stopping_ = false;
  // Result and time of the last check of database and files: see has_database. Kept for a second, since readiness needs
  // no key and each check writes.
  bool writes_ = true;
  bool has_room_ = true;
  std::int64_t tried_ = 0;
};

}  // namespace gongwen::service
