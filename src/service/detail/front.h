// Front: takes requests, gives them to workers as tasks, and turns their answers into answers of HTTP.
#pragma once

#include "http/server.h"
#include "service/detail/calls_api.h"
#include "service/detail/export_api.h"
#include "service/detail/form_pages.h"
#include "service/detail/inbox_api.h"
#include "service/detail/jobs_api.h"
#include "service/detail/office_pages.h"
#include "service/detail/rate_limit.h"
#include "service/detail/read_request.h"
#include "service/detail/site_files.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/accounts.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The key of a program, by its secret; nothing for one that opens nothing.
using FindKey = std::function<std::optional<inbox::ApiKey>(std::string_view key)>;

/// How often programs may ask.
struct ProgramLimits {
  Rate of_key{6'000, std::chrono::minutes(1)};
  /// Keys that open nothing, by address.
  Rate wrong_keys{30, std::chrono::minutes(15)};
};

struct ServeOptions;
ProgramLimits program_limits(const ServeOptions& options);

struct FrontOptions {
  /// Empty: there are no keys.
  FindKey find_key = {};
  ProgramLimits programs = {};
  /// Whether the database takes changes; empty: there is none.
  std::function<bool()> database_writes = {};
  /// Whether the folder of files takes a file.
  std::function<bool()> takes_files = {};
  /// Programs on this machine may use the interface without a key.
  bool open_api = false;
  /// Of messages where a client prefers none.
  diagnostics::Language language = diagnostics::Language::Chinese;
  BodyLimits bodies = {};
  std::chrono::milliseconds task_time{30'000};
};

class Front final : public http::Handler {
 public:
  /// The pool outlives it. `log` takes a line for each request, without its end.
  Front(WorkerPool& pool, FrontOptions options, std::function<void(std::string)> log);

  http::BodyPlan plan(const http::RequestHead& head) override;
  void handle(std::shared_ptr<http::Exchange> exchange) override;
  std::optional<http::Response> refusal(http::Refusal refusal, std::string_view detail,
                                        const http::RequestHead* head) override;
  void answered(const http::Answered& request) override;

  /// Pages for those who fill in forms; null: there are none. They outlive it.
  void set_form_pages(FormPages* pages) { form_pages_ = pages; }
  /// Pages for the office; the same.
  void set_office_pages(OfficePages* pages) { office_pages_ = pages; }
  /// Submissions for programs; the same.
  void set_inbox_api(InboxApi* api) { inbox_api_ = api; }
  /// What is made of them; the same. With submissions.
  void set_export_api(ExportApi* api);
  /// Calls; the same. With submissions.
  void set_calls_api(CallsApi* api) { calls_api_ = api; }
  /// Requests that are done once; the same.
  void set_repeated(RepeatedRequests* repeated) { repeated_ = repeated; }
  /// Jobs; the same.
  void set_jobs_api(JobsApi* api);
  /// A published site, for everybody; the same.
  void set_site(const SiteFiles* site) { site_ = site; }
  /// From now on it is not ready for more: a balancer sends requests elsewhere.
  void stop();

 private:
  struct Refused {
    Problem problem;
    std::vector<http::Header> headers = {};
  };

  struct Command {
    diagnostics::Language language;
    std::string hash;  // of what may be sent again
    std::string body;
  };

  bool is_form_page(std::string_view path) const { return form_pages_ != nullptr && FormPages::owns(path); }
  bool is_office_page(std::string_view path) const { return office_pages_ != nullptr && OfficePages::owns(path); }
  bool is_site(const http::RequestHead& head) const {
    return site_ != nullptr && SiteFiles::owns(head.path) && (head.method == "GET" || head.method == "HEAD");
  }
  http::BodyPlan plan_of_page(const http::RequestHead& head) const;
  std::optional<Refused> refuse(const http::RequestHead& head, const RouteMatch& match);
  std::optional<Refused> refuse_user(const http::RequestHead& head, const Route& route);
  std::optional<Refused> refuse_key(const http::RequestHead& head, const Route& route, std::string_view given);
  Refused too_many(const http::RequestHead& head, const Rate& rate) const;
  bool has_database();
  http::Response refused_response(const http::RequestHead& head, const Refused& refused) const;
  diagnostics::Language language_of(const http::RequestHead& head) const;
  /// Asks a worker for as long as the client is there.
  void submit(const std::shared_ptr<http::Exchange>& exchange, Task task, std::function<void(PoolAnswer)> done);
  static void respond(http::Exchange& exchange, http::Response response);
  std::optional<Command> read_command(http::Exchange& exchange, const Route& route);
  void ask_worker(const std::shared_ptr<http::Exchange>& exchange, const Route& route, std::string kind);
  void answer(http::Exchange& exchange, const Route& route, PoolAnswer answer) const;
  http::Response response_of(const Route& route, TaskAnswer answer, diagnostics::Language language) const;
  void ask_inbox(const std::shared_ptr<http::Exchange>& exchange, const RouteMatch& match);
  void ask_calls(const std::shared_ptr<http::Exchange>& exchange, const RouteMatch& match);
  void import_forms(const std::shared_ptr<http::Exchange>& exchange, const Route& route);
  void take_scans(const std::shared_ptr<http::Exchange>& exchange, const Route& route);
  void start_job(const std::shared_ptr<http::Exchange>& exchange, const RouteMatch& match);
  void start_job_of(http::Exchange& exchange, const Route& route, JobsApi::Start& start, std::string_view hash,
                    PoolAnswer kinds);
  std::string body_hash(const http::Request& request) const;
  http::Response answer_once(const http::Request& request, const Route& route, std::string_view hash,
                             const RepeatedRequests::Work& work);
  void send_open_api(const std::shared_ptr<http::Exchange>& exchange);
  void send_readiness(http::Exchange& exchange);

  WorkerPool& pool_;
  FrontOptions options_;
  std::function<void(std::string)> log_;
  FormPages* form_pages_ = nullptr;
  OfficePages* office_pages_ = nullptr;
  InboxApi* inbox_api_ = nullptr;
  ExportApi* export_api_ = nullptr;
  CallsApi* calls_api_ = nullptr;
  JobsApi* jobs_api_ = nullptr;
  RepeatedRequests* repeated_ = nullptr;
  const SiteFiles* site_ = nullptr;
  bool stopping_ = false;
  RateLimit of_key_{options_.programs.of_key};
  RateLimit wrong_keys_{options_.programs.wrong_keys};
  // What was found when database and files were tried last, and when.
  bool writes_ = true;
  bool has_room_ = true;
  std::int64_t tried_ = 0;
};

}  // namespace gongwen::service
