#include "service/serve.h"

#include "base/ascii.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "inbox/accounts.h"
#include "resources/confine.h"
#include "resources/file_tree.h"
#include "service/detail/front.h"
#include "service/detail/jobs_api.h"
#include "service/detail/metrics.h"
#include "service/detail/metrics_endpoint.h"
#include "service/detail/purging.h"
#include "service/detail/scan_task.h"
#include "service/detail/worker_pool.h"

#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace gongwen::service {
namespace {

using http::EventLoop;

/// How long requests may take to end once the service is to end.
constexpr std::chrono::seconds kTimeToFinish{30};
constexpr std::chrono::hours kBetweenPurges{1};

PoolOptions pool_options(const ServeOptions& options) {
  PoolOptions pool;
  pool.program = options.worker_program;
  pool.arguments = options.worker_arguments;
  pool.rooms = options.spool_folder;
  pool.workers = options.workers;
  return pool;
}

/// A worker for only one type of task: passwords, each of which takes a tenth of a second and 64 MB, or the store of
/// facts, which has one writer. Few wait.
PoolOptions single_worker(const ServeOptions& options) {
  PoolOptions pool = pool_options(options);
  pool.workers = 1;
  constexpr std::size_t kWaiting = 16;
  pool.max_waiting = kWaiting;
  return pool;
}

/// The same, and it may open connections and start programs: the store may be on a server, and what scans attachments
/// is the operator's.
PoolOptions unconfined_worker(const ServeOptions& options) {
  PoolOptions pool = single_worker(options);
  pool.arguments = options.records_arguments;
  return pool;
}

/// The same for the store of facts: who publishes waits for who publishes before.
PoolOptions records_worker(const ServeOptions& options) {
  PoolOptions pool = unconfined_worker(options);
  pool.max_wait = std::chrono::minutes(2);
  return pool;
}

/// Of scans, each of which takes long: who sends one can wait as long as a task may take.
PoolOptions scan_reader(const ServeOptions& options) {
  PoolOptions pool = single_worker(options);
  pool.max_wait = options.task_time;
  return pool;
}

FrontOptions front_options(const ServeOptions& options) {
  FrontOptions front;
  front.open_api = options.open_api;
  front.language = options.language;
  front.task_time = options.task_time;
  return front;
}

http::ServerOptions server_options(const ServeOptions& options) {
  http::ServerOptions server;
  if (!options.spool_folder.empty()) server.spool_folder = options.spool_folder;
  server.trusted_proxies = options.trusted_proxies;
  server.clock = options.clock;
  return server;
}

/// What the manager of services is notified of (sd_notify): one datagram for each word.
class Notifier {
 public:
  /// A path, or `@` and an abstract name; empty: nobody is notified.
  explicit Notifier(std::string socket) : socket_(std::move(socket)) {}

  /// `READY=1`. Nothing happens when nobody listens.
  void say(std::string_view word) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    const resources::FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    // Whoever does not listen any more need not know.
    static_cast<void>(::sendto(socket.number(), word.data(), word.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                               reinterpret_cast<const sockaddr*>(&address), length));
  }

 private:
  std::string socket_;
};

/// The service from its start to its end.
class Service {
 public:
  explicit Service(ServeOptions options)
      : options_(std::move(options)),
        notifier_(options_.notify_socket),
        pool_(loop_, timed(pool_options(options_))),
        logins_(loop_, timed(single_worker(options_))),
        records_(loop_, timed(records_worker(options_))),
        scanners_(loop_, timed(unconfined_worker(options_))),
        readers_(loop_, timed(scan_reader(options_))),
        front_(pool_, keyed_options(), options_.log),
        server_(loop_, front_, server_options(options_)),
        metrics_handler_([this] { return metrics_text(); }),
        metrics_server_(loop_, metrics_handler_, server_options(options_)) {}

  base::Expected<int, ServeError> run() {
    if (std::optional<ServeError> error = open_inbox()) return base::Failure{*std::move(error)};
    // Before workers are started: signals that come from now on wait for the loop.
    const EventLoop::Watch terminated = loop_.on_signal(SIGTERM, [this] { stop(); });
    const EventLoop::Watch interrupted = loop_.on_signal(SIGINT, [this] { stop(); });
    const EventLoop::Watch renewed = loop_.on_signal(SIGHUP, [this] { renew(); });
    if (const std::optional<ServeError> error = listen()) return base::Failure{*error};
    std::error_code not_started = pool_.start();
    if (!not_started && office_pages_ && options_.user_header.empty()) not_started = logins_.start();
    if (!not_started && office_pages_ && !options_.store.empty()) not_started = records_.start();
    if (!not_started && form_pages_ && !options_.scan_command.empty()) not_started = scanners_.start();
    if (!not_started && form_pages_) not_started = readers_.start();
    if (const std::error_code error = not_started) {
      return base::Failure{ServeError{ServeError::Kind::CannotStartWorker, options_.worker_program, error, {}}};
    }
    if (options_.log && !resources::can_refuse_calls()) options_.log(R"({"event":"workers-may-make-all-calls"})");
    if (options_.log && inbox_ && !resources::path_exists(kPagePictures)) options_.log(R"({"event":"no-pdftoppm"})");
    if (options_.ready) options_.ready(addresses_);
    notifier_.say("READY=1");
    if (options_.watchdog.count() > 0) look_alive();
    if (inbox_) purge();
    loop_.run();
    return 0;
  }

 private:
  PoolOptions timed(PoolOptions pool) {
    pool.timed = [this](Operation operation, std::uint64_t milliseconds) {
      metrics_.add(operation, milliseconds);
    };
    return pool;
  }

  std::string metrics_text() const {
    const std::string of_jobs = jobs_ ? jobs_->metrics() : std::string();
    return metrics_.text(server_, {{"documents", &pool_},
                                   {"logins", &logins_},
                                   {"records", &records_},
                                   {"scanners", &scanners_},
                                   {"readers", &readers_}}) +
           of_jobs;
  }

  /// Keys are looked up when a request comes: one that is revoked opens nothing from then on.
  FrontOptions keyed_options() {
    FrontOptions front = front_options(options_);
    if (options_.inbox) {
      front.key_scopes = [this](std::string_view key) -> std::optional<std::vector<std::string>> {
        auto found = inbox::ApiKeys(*inbox_).find(key, options_.clock());
        if (!found) return std::nullopt;
        return std::move(found->scopes);
      };
    }
    return front;
  }

  std::optional<ServeError> open_inbox() {
    if (!options_.site.empty()) front_.set_site(&site_.emplace(options_.site, options_.language));
    if (!options_.inbox) return std::nullopt;
    auto opened = inbox::Inbox::open(*options_.inbox);
    if (!opened) {
      ServeError error{ServeError::Kind::BadInbox, base::mask_passwords(options_.inbox->database), {}};
      error.fault = opened.error();
      return error;
    }
    inbox_ = *std::move(opened);
    inbox_api_.emplace(*inbox_, options_.clock);
    purging_.emplace(pool_, *inbox_, options_.clock);
    front_.set_inbox_api(&*inbox_api_);
    front_.set_repeated(&repeated_.emplace(*inbox_, options_.clock));
    if (const auto fault = repeated_->prepare()) {
      ServeError error{ServeError::Kind::BadInbox, base::mask_passwords(options_.inbox->database), {}};
      error.fault = *fault;
      return error;
    }
    if (auto error = open_jobs()) return error;
    PageOptions pages;
    pages.language = options_.language;
    pages.clock = options_.clock;
    pages.task_time = options_.task_time;
    if (options_.forms) {
      DraftLimits limits;
      limits.scan_command = options_.scan_command;
      form_pages_ = std::make_unique<FormPages>(pool_, *inbox_, pages, std::move(limits));
      if (!options_.scan_command.empty()) form_pages_->set_scanners(&scanners_);
      form_pages_->set_readers(&readers_);
      front_.set_form_pages(form_pages_.get());
    }
    if (options_.office) {
      OfficeOptions office;
      office.user_header = base::ascii_lowercase(options_.user_header);
      office.store = options_.store;
      office.site = options_.site;
      office.signing = options_.signing;
      office.secret_file = options_.secret_file;
      office_pages_ = std::make_unique<OfficePages>(pool_, logins_, *inbox_, pages, std::move(office));
      if (!options_.store.empty()) office_pages_->set_records(&records_);
      front_.set_office_pages(office_pages_.get());
    }
    return std::nullopt;
  }

  std::optional<ServeError> open_jobs() {
    if (options_.jobs_folder.empty()) return std::nullopt;
    ServeError error{ServeError::Kind::BadInbox, options_.jobs_folder, {}};
    JobOptions options{options_.worker_program, options_.job_arguments, options_.jobs_folder, {},
                       options_.clock,          options_.jobs_queue};
    jobs_ = std::make_unique<Jobs>(loop_, std::move(options));
    jobs_api_ = std::make_unique<JobsApi>(loop_, *jobs_, *inbox_, options_.clock);
    if (const std::error_code code = jobs_->open()) {
      error.fault = {inbox::Fault::Kind::Files, code.message()};
      return error;
    }
    front_.set_jobs_api(jobs_api_.get());
    return std::nullopt;
  }

  std::optional<ServeError> take(const base::Expected<std::string, http::ListenError>& listening, std::string address) {
    if (!listening) return serve_error(listening.error(), std::move(address));
    addresses_.push_back(*listening);
    return std::nullopt;
  }

  std::optional<ServeError> listen() {
    for (resources::FileDescriptor& socket : options_.sockets) {
      if (auto error = take(server_.listen_on(std::move(socket)), {})) return error;
    }
    for (const std::string& address : options_.addresses) {
      if (auto error = take(server_.listen(address), address)) return error;
    }
    if (!options_.metrics_address.empty()) {
      if (auto error = take(metrics_server_.listen(options_.metrics_address), options_.metrics_address)) return error;
    }
    return std::nullopt;
  }

  /// A second signal, or half a minute, ends what is still being done.
  void stop() {
    if (std::exchange(stopping_, true)) {
      loop_.stop();
      return;
    }
    notifier_.say("STOPPING=1");
    front_.stop();
    server_.stop_accepting();
    server_.when_idle([this] { loop_.stop(); });
    limit_ = loop_.after(kTimeToFinish, [this] { loop_.stop(); });
  }

  void look_alive() {
    notifier_.say("WATCHDOG=1");
    constexpr int kTwiceInTime = 2;
    alive_ = loop_.after(options_.watchdog / kTwiceInTime, [this] { look_alive(); });
  }

  void renew() {
    pool_.renew();
    if (office_pages_) office_pages_->forget_kinds();
  }

  void purge() {
    purging_->run();
    if (jobs_) jobs_->purge();
    if (repeated_) repeated_->purge();
    purge_timer_ = loop_.after(kBetweenPurges, [this] { purge(); });
  }

  ServeOptions options_;
  Notifier notifier_;
  std::unique_ptr<inbox::Inbox> inbox_;
  EventLoop loop_;
  Metrics metrics_;
  WorkerPool pool_;
  WorkerPool logins_;
  WorkerPool records_;
  WorkerPool scanners_;
  WorkerPool readers_;
  Front front_;
  std::unique_ptr<FormPages> form_pages_;
  std::unique_ptr<OfficePages> office_pages_;
  std::optional<InboxApi> inbox_api_;
  std::optional<Purging> purging_;
  std::optional<RepeatedRequests> repeated_;
  std::unique_ptr<Jobs> jobs_;
  std::unique_ptr<JobsApi> jobs_api_;
  std::optional<SiteFiles> site_;
  http::Server server_;
  MetricsHandler metrics_handler_;
  http::Server metrics_server_;
  std::vector<std::string> addresses_;
  EventLoop::Timer limit_;
  EventLoop::Timer alive_;
  EventLoop::Timer purge_timer_;
  bool stopping_ = false;
};

base::Json rate_json(const Rate& rate) {
  base::Json json = base::Json::object();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(rate.period).count();
  return std::move(json.set("count", rate.count).set("seconds", static_cast<std::uint64_t>(seconds)));
}

base::Json forms_json(const DraftLimits& limits) {
  base::Json json = base::Json::object();
  json.set("draftSeconds", limits.keep_draft).set("postedBytes", limits.max_form);
  json.set("newDraftsPerAddress", rate_json(limits.new_drafts));
  return std::move(json.set("wrongCodesPerAddress", rate_json(limits.wrong_codes)));
}

base::Json jobs_json(const JobLimits& limits, const std::optional<queue::RelaySettings>& queue) {
  base::Json json = base::Json::object();
  if (queue) json.set("queue", base::mask_passwords(queue->queue)).set("objects", queue->objects);
  json.set("running", limits.running).set("waiting", limits.waiting).set("kept", limits.kept);
  json.set("keepSeconds", limits.keep_seconds).set("crashes", limits.crashes).set("records", limits.records);
  json.set("bytes", limits.bytes).set("requestKeySeconds", inbox::Idempotency::kKept);
  return std::move(json.set("milliseconds", static_cast<std::uint64_t>(limits.time.count())));
}

base::Json office_json(const OfficeOptions& limits) {
  base::Json json = base::Json::object();
  json.set("uploadBytes", limits.max_upload).set("sessionIdleSeconds", inbox::Sessions::kIdle);
  json.set("sessionSeconds", inbox::Sessions::kLongest);
  json.set("wrongPasswordsPerAddress", rate_json(limits.wrong_of_address));
  return std::move(json.set("wrongPasswordsPerAccountAndAddress", rate_json(limits.wrong_of_account)));
}

}  // namespace

base::Expected<int, ServeError> serve(ServeOptions options) { return Service(std::move(options)).run(); }

std::string config_json(const ServeOptions& options) {
  const http::ServerLimits http = server_options(options).limits;
  const PoolOptions pool = pool_options(options);
  const BodyLimits bodies = front_options(options).bodies;
  const auto milliseconds = [](std::chrono::milliseconds time) {
    return static_cast<std::uint64_t>(time.count());
  };
  base::Json requests = base::Json::object();
  requests.set("headBytes", http.head_bytes).set("targetBytes", http.target_bytes).set("headers", http.headers);
  requests.set("headMilliseconds", milliseconds(http.head_time)).set("bodyMilliseconds", milliseconds(http.body_time));
  requests.set("bodyBytesPerSecond", http.body_rate).set("writeMilliseconds", milliseconds(http.write_time));
  requests.set("idleMilliseconds", milliseconds(http.idle_time)).set("connections", http.connections);
  requests.set("connectionsPerAddress", http.connections_per_address);
  base::Json sizes = base::Json::object();
  sizes.set("dataBytes", bodies.data).set("dataWithFilesBytes", bodies.parts).set("formBytes", bodies.form);
  sizes.set("recordsBytes", bodies.records);
  sizes.set("files", bodies.files).set("memoryOfAllBytes", http.bodies_bytes);
  base::Json work = base::Json::object();
  work.set("workers", pool.workers)
      .set("waiting", pool.max_waiting)
      .set("waitMilliseconds", milliseconds(pool.max_wait));
  work.set("taskMilliseconds", milliseconds(options.task_time)).set("graceMilliseconds", milliseconds(pool.grace));
  work.set("tasksPerWorker", pool.max_tasks).set("workerBytes", pool.max_memory);
  work.set("stopMilliseconds", milliseconds(kTimeToFinish));
  base::Json json = base::Json::object();
  json.set("addresses", base::Json::list_of(options.addresses)).set("metrics", options.metrics_address);
  json.set("openApi", options.open_api).set("language", diagnostics::language_tag(options.language));
  json.set("requests", std::move(requests)).set("bodies", std::move(sizes)).set("work", std::move(work));
  json.set("jobs", jobs_json({}, options.jobs_queue));
  json.set("forms", forms_json({})).set("office", office_json({}));
  if (!options.signing_config.empty()) json.set("signing", base::Json::written(options.signing_config));
  return json.indented();
}

}  // namespace gongwen::service
