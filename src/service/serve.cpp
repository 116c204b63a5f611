// Starts the service, connects its parts, and ends it. There are five pools of workers, so that a slow sort of task
// delays only its own: documents, passwords, the store of facts, virus scans, and reading of scans. This process runs
// in one thread, the event loop; members of Service are destroyed in reverse order, so those that others refer to come
// first.
#include "service/serve.h"

#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/utf8.h"
#include "resources/confine.h"
#include "resources/file_tree.h"
#include "service/designer/detail/published.h"
#include "service/detail/bounce_reader.h"
#include "service/detail/failure_store.h"
#include "service/detail/front.h"
#include "service/detail/hook_caller.h"
#include "service/detail/jobs_api.h"
#include "service/detail/kept_editions.h"
#include "service/detail/mailer.h"
#include "service/detail/metrics.h"
#include "service/detail/purging.h"
#include "service/detail/scan_task.h"
#include "service/detail/version_checks.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/accounts.h"
#include "service/inbox/audit.h"
#include "service/inbox/secrets.h"
#include "service/inbox/shown_pages.h"
#include "service/oidc/detail/provider.h"

#include <algorithm>
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

// Purging needs queries; personal data may stay an hour longer than planned.
constexpr std::chrono::hours kBetweenPurges{1};
// Publications of this host are used immediately; those of other hosts within this time.
constexpr std::chrono::seconds kBetweenPublished{20};

PoolOptions pool_options(const ServeOptions& options) {
  PoolOptions pool;
  pool.program = options.worker_program;
  pool.arguments = options.worker_arguments;
  pool.rooms = options.spool_folder;
  pool.workers = options.workers;
  return pool;
}

/// Workers of documents. Their tasks have no effects, so a successor may rehearse with copies of them.
PoolOptions document_workers(const ServeOptions& options) {
  PoolOptions pool = pool_options(options);
  pool.successor_arguments = options.successor_arguments;
  return pool;
}

/// Options for a single worker for one sort of task: passwords, each of which takes a tenth of a second and 64 MB on
/// purpose, or the store of facts, which has one writer. Few may wait; others are told to try again. `max_waiting` is
/// small: a user who waits for a password should be told early that it takes longer.
PoolOptions single_worker(const ServeOptions& options) {
  PoolOptions pool = pool_options(options);
  pool.workers = 1;
  pool.max_waiting = ServeLimits().single_waiting;
  return pool;
}

/// Options for a single worker that may open connections and start programs: the store may be on a server, and the
/// operator's scanner is a program.
PoolOptions unconfined_worker(const ServeOptions& options) {
  PoolOptions pool = single_worker(options);
  pool.arguments = options.records_arguments;
  return pool;
}

/// Options for the worker of the store of facts; a publication waits for the one before it.
PoolOptions records_worker(const ServeOptions& options) {
  PoolOptions pool = unconfined_worker(options);
  pool.max_wait = ServeLimits().publish_wait;
  return pool;
}

/// Options for the worker that reads scans. Each takes long, so a task may wait for the whole time of a task: the
/// default wait would send applicants away who are only behind two others.
PoolOptions scan_reader(const ServeOptions& options) {
  PoolOptions pool = single_worker(options);
  pool.max_wait = options.task_time;
  return pool;
}

/// Returns a line of the audit for the log: a copy that cannot be changed through the database. `kept` is false if the
/// database refused it.
base::Json audit_line_json(const inbox::AuditLine& line, bool kept) {
  base::Json json = base::Json::object();
  json.set("event", "audit").set("number", line.number).set("seconds", line.time).set("who", line.who);
  json.set("address", line.address).set("action", line.action).set("object", line.object);
  json.set("result", line.result).set("hash", line.hash);
  if (!kept) json.set("kept", false);
  return json;
}

// The HTTP layer's limits are compiled in; see http::ServerLimits.
FrontOptions front_options(const ServeOptions& options) {
  FrontOptions front;
  front.admission.open_api = options.open_api;
  front.logs_addresses = options.logs_addresses;
  front.admission.language = options.language;
  front.task_time = options.task_time;
  front.admission.limits = program_limits(options);
  front.clock = options.clock;
  return front;
}

http::ServerOptions server_options(const ServeOptions& options) {
  http::ServerOptions server;
  if (!options.spool_folder.empty()) server.spool_folder = options.spool_folder;
  server.trusted_proxies = options.trusted_proxies;
  server.clock = options.clock;
  // Names of requests: 16 characters, in `X-Request-Id` and the log.
  server.name_request = [] {
    constexpr std::size_t kBytes = 10;
    return inbox::random_text(kBytes);
  };
  return server;
}

/// Notifies systemd (sd_notify), one datagram for each message.
class Notifier {
 public:
  /// The address is a path, or `@` and an abstract name; if it is empty, nothing is sent.
  explicit Notifier(std::string socket) : socket_(std::move(socket)) {}

  /// Sends a message such as `READY=1`. Does nothing without a listener. A datagram needs no connection, so nothing
  /// waits here if systemd is busy.
  void say(std::string_view word) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    const resources::FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    // The service works without a manager, so a failure to notify is ignored.
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
        // Five pools: `watched` ones log crashes and keep the input, `timed` ones only count times.
        pool_(loop_, watched(document_workers(options_))),
        logins_(loop_, timed(single_worker(options_))),
        records_(loop_, timed(records_worker(options_))),
        scanners_(loop_, timed(unconfined_worker(options_))),
        readers_(loop_, watched(scan_reader(options_))),
        front_(pool_, keyed_options(), options_.log),
        server_(loop_, front_, server_options(options_)),
        metrics_handler_([this] { return metrics_text(); }),
        metrics_server_(loop_, metrics_handler_, server_options(options_)) {}

  base::Expected<int, ServeError> run() {
    if (!options_.failures_folder.empty()) {
      failures_.emplace(options_.failures_folder, FailureLimits());
      if (const std::error_code error = failures_->open()) {
        return base::Failure{ServeError{ServeError::Kind::NoFailures, options_.failures_folder, error, {}}};
      }
    }
    // The inbox comes before workers: its tables may have to be made or brought up to date first.
    if (std::optional<ServeError> error = open_inbox()) return base::Failure{*std::move(error)};
    // Signals are blocked before workers start, so that one that arrives from now on waits for the loop instead of
    // ending the process.
    const EventLoop::Watch terminated = loop_.on_signal(SIGTERM, [this] { stop(); });
    const EventLoop::Watch interrupted = loop_.on_signal(SIGINT, [this] { stop(); });
    const EventLoop::Watch renewed = loop_.on_signal(SIGHUP, [this] { renew(); });
    const EventLoop::Watch rotated = loop_.on_signal(SIGUSR1, [this] {
      if (options_.reopen_log) options_.reopen_log();
    });
    // Listening begins before workers are started: connections wait in the kernel, and a restart loses none.
    if (const std::optional<ServeError> error = listen()) return base::Failure{*error};
    std::error_code not_started = pool_.start();
    if (!not_started && office_pages_ && options_.user_header.empty()) not_started = logins_.start();
    if (!not_started && office_pages_ && !options_.store.empty()) not_started = records_.start();
    if (!not_started && form_pages_ && !options_.scan_command.empty()) not_started = scanners_.start();
    if (!not_started && form_pages_) not_started = readers_.start();
    if (const std::error_code error = not_started) {
      return base::Failure{ServeError{ServeError::Kind::CannotStartWorker, options_.worker_program, error, {}}};
    }
    // Tells the operator which protections this system cannot give.
    if (!resources::can_refuse_calls()) warn("workers-may-make-all-calls");
    if (inbox_ && !resources::path_exists(kPagePictures)) warn("no-pdftoppm");
    // From here on requests are answered; systemd starts units that depend on the service.
    if (options_.ready) options_.ready(addresses_);
    notifier_.say("READY=1");
    if (options_.watchdog.count() > 0) look_alive();
    if (inbox_) purge();
    if (inbox_) look_for_published();
    if (checks_) checks_->start();
    if (mailer_) mailer_->start();
    if (bounce_reader_) bounce_reader_->start();
    if (hook_caller_) hook_caller_->start();
    loop_.run();
    return 0;
  }

 private:
  void warn(std::string_view event) const {
    if (options_.log) options_.log(LogLevel::Warning, std::move(base::Json::object().set("event", event)));
  }

  /// For workers that see data of users, but no passwords: if one crashes, the log has a line, and the input is kept if
  /// the operator has asked for it. `reference` is in the answer to the client and in the log, so that a user who
  /// reports a failure can be helped.
  PoolOptions watched(PoolOptions pool) {
    pool.died = [this](Operation operation, const std::string& reference, const std::string& messages) {
      const bool is_kept = failures_ && failures_->keep(reference, messages);
      if (!options_.log) return;
      base::Json line = base::Json::object();
      line.set("event", "worker-died").set("reference", reference).set("operation", operation_name(operation));
      options_.log(LogLevel::Error, std::move(line.set("kept", is_kept)));
    };
    return timed(std::move(pool));
  }

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
           of_jobs + (mailer_ ? mailer_->metrics() : std::string()) +
           (bounce_reader_ ? bounce_reader_->metrics() : std::string()) +
           (hook_caller_ ? hook_caller_->metrics() : std::string());
  }

  /// Keys are looked up at every request, so that a revoked key stops working immediately. That is one read by index
  /// per request; a cache would keep a stolen key alive.
  FrontOptions keyed_options() {
    FrontOptions front = front_options(options_);
    if (options_.inbox) {
      front.admission.find_key = [this](std::string_view key) -> std::optional<inbox::ApiKey> {
        auto found = inbox::ApiKeys(*inbox_).find(key, options_.clock());
        if (!found) return std::nullopt;
        return *std::move(found);
      };
      // Used by the readiness check; with a time limit, since a locked database must not block the loop for long.
      front.database_writes = [this] {
        return !inbox_->try_write(ServeLimits().database_time);
      };
      front.takes_files = [this] {
        return !inbox_->try_files();
      };
    }
    return front;
  }

  // Order: database, then the parts that use it, then pages; Front gets a pointer to each part and owns none.
  std::optional<ServeError> open_inbox() {
    if (!options_.site.empty()) front_.set_site(&site_.emplace(options_.site, options_.language));
    if (!options_.inbox) return std::nullopt;
    auto opened = inbox::Inbox::open(*options_.inbox);
    if (!opened) {
      // Passwords in the address of a database do not get into messages.
      ServeError error{ServeError::Kind::BadInbox, base::mask_passwords(options_.inbox->database), {}};
      error.fault = opened.error();
      return error;
    }
    inbox_ = *std::move(opened);
    if (options_.log) {
      inbox_->on_audit([this](const inbox::AuditLine& line, bool kept) {
        options_.log(kept ? LogLevel::Info : LogLevel::Error, audit_line_json(line, kept));
      });
    }
    inbox_api_.emplace(*inbox_);
    purging_.emplace(pool_, *inbox_, options_.clock);
    editions_.emplace(pool_, *inbox_, options_.editions_folder, options_.clock);
    // Before workers start, since they read the folder. A worker that starts with an old folder would use an old form
    // until it is renewed.
    published_.emplace(*inbox_, options_.published_folder, options_.clock);
    published_->refresh();
    checks_.emplace(pool_, *inbox_);
    inbox_->on_edition([this](const std::string& kind, const std::string& hash) { editions_->need(kind, hash); });
    front_.set_inbox_api(&*inbox_api_);
    front_.set_calls_api(&calls_api_.emplace(*inbox_));
    front_.set_export_api(&export_api_.emplace(pool_, *inbox_, options_.task_time));
    front_.set_desk_api(&desk_api_.emplace(pool_, *inbox_, options_.task_time));
    front_.set_design_api(&design_api_.emplace(pool_, *inbox_, options_.task_time));
    design_api_->on_published([this] { use_published(); });
    front_.set_repeated(&repeated_.emplace(*inbox_, options_.clock));
    auto fault = repeated_->prepare();
    if (!fault) fault = inbox::ShownPages(*inbox_).prepare();
    if (fault) {
      ServeError error{ServeError::Kind::BadInbox, base::mask_passwords(options_.inbox->database), {}};
      error.fault = *fault;
      return error;
    }
    if (options_.mail) {
      // Mail needs links only if the settings name the address of the pages.
      MailerOptions mailer{options_.worker_program, options_.mail_arguments, options_.clock, options_.log,
                           options_.language};
      mailer_ = std::make_unique<Mailer>(pool_, *inbox_, *options_.mail, std::move(mailer));
      if (options_.mail->mailbox) {
        BounceReaderOptions reader{options_.worker_program, options_.mailbox_arguments, options_.clock, options_.log};
        bounce_reader_ = std::make_unique<BounceReader>(loop_, *inbox_, *options_.mail, std::move(reader));
      }
    }
    if (!options_.keys_folder.empty()) {
      HookCallerOptions hooks{options_.worker_program, options_.hook_arguments, key_file(),
                              options_.hook_networks,  options_.clock,          options_.log};
      hook_caller_ = std::make_unique<HookCaller>(loop_, *inbox_, std::move(hooks));
    }
    if (auto error = open_jobs()) return error;
    PageOptions pages;
    pages.language = options_.language;
    pages.clock = options_.clock;
    pages.task_time = options_.task_time;
    if (options_.forms) {
      DraftLimits limits;
      // Only workers of `scanners_` run the scanner, since it is a program that may open connections.
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
      office.needs_approval = options_.needs_approval;
      office.signing = options_.signing;
      office.secret_file = options_.secret_file;
      office.key_file = key_file();
      office.second_factor = options_.second_factor;
      office_pages_ = std::make_unique<OfficePages>(pool_, logins_, *inbox_, pages, std::move(office));
      if (!options_.store.empty()) {
        office_pages_->set_records(&records_);
        front_.set_records_api(&records_api_.emplace(records_, *inbox_, options_.store, OfficeOptions().publish_time));
      }
      office_pages_->on_published([this] { use_published(); });
      if (options_.oidc) {
        ProviderOptions provider{options_.worker_program, options_.oidc_arguments, *options_.oidc, options_.clock,
                                 options_.log};
        provider_ = std::make_unique<Provider>(loop_, std::move(provider));
        office_pages_->set_provider(provider_.get());
      }
      front_.set_office_pages(office_pages_.get());
    }
    return std::nullopt;
  }

  /// Returns the file of the key by which secrets in the database are sealed.
  std::string key_file() const { return options_.keys_folder.empty() ? std::string() : options_.keys_folder + "/box"; }

  std::optional<ServeError> open_jobs() {
    if (options_.jobs_folder.empty()) return std::nullopt;
    // BadInbox is used for the folder of jobs, too: the error names the folder.
    ServeError error{ServeError::Kind::BadInbox, options_.jobs_folder, {}};
    JobOptions options{options_.worker_program, options_.job_arguments, options_.jobs_folder, {},
                       options_.clock,          options_.jobs_queue};
    jobs_ = std::make_unique<Jobs>(loop_, std::move(options));
    jobs_api_ = std::make_unique<JobsApi>(loop_, *jobs_, *inbox_);
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
    // Sockets of systemd first, so that they come first in what is reported.
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

  /// The first signal stops accepting and finishes running requests; a second one, or the time limit, ends the rest.
  void stop() {
    if (std::exchange(stopping_, true)) {
      loop_.stop();
      return;
    }
    notifier_.say("STOPPING=1");
    // Background work ends immediately; the next start continues it.
    if (mailer_) mailer_->stop();
    if (bounce_reader_) bounce_reader_->stop();
    if (hook_caller_) hook_caller_->stop();
    front_.stop();
    server_.stop_accepting();
    // Both servers share the loop; that of metrics is not waited for.
    server_.when_idle([this] { loop_.stop(); });
    limit_ = loop_.after(ServeLimits().finish_time, [this] { loop_.stop(); });
  }

  /// The loop itself feeds the watchdog: a loop that hangs sends nothing, and systemd restarts the service.
  void look_alive() {
    notifier_.say("WATCHDOG=1");
    // Twice in the time, as sd_watchdog_enabled recommends.
    constexpr int kTwiceInTime = 2;
    alive_ = loop_.after(options_.watchdog / kTwiceInTime, [this] { look_alive(); });
  }

  /// New workers read bundles and fonts again; what was cached from the old ones is forgotten. Also called when
  /// editions were published (use_published).
  void renew() {
    pool_.renew();
    front_.forget_kinds();
    if (editions_) editions_->start();
    if (checks_) checks_->try_again();
    if (mailer_) mailer_->renew();
    if (bounce_reader_) bounce_reader_->renew();
    if (provider_) provider_->renew();
    if (office_pages_) office_pages_->forget_kinds();
  }

  /// Uses the editions whose time has come, including those that another host has published.
  void use_published() {
    if (published_->refresh()) renew();
  }

  void look_for_published() {
    use_published();
    published_timer_ = loop_.after(kBetweenPublished, [this] { look_for_published(); });
  }

  /// Removes what has expired, now and every hour.
  void purge() {
    purging_->run();
    // Another host may have added some.
    editions_->start();
    if (jobs_) jobs_->purge();
    if (repeated_) repeated_->purge();
    static_cast<void>(inbox::ShownPages(*inbox_).purge(options_.clock()));
    purge_timer_ = loop_.after(kBetweenPurges, [this] { purge(); });
  }

  // Destroyed from the last to the first: servers and timers before the objects they call, the loop near the end.
  ServeOptions options_;
  Notifier notifier_;
  std::unique_ptr<inbox::Inbox> inbox_;
  EventLoop loop_;
  Metrics metrics_;
  std::optional<FailureStore> failures_;
  WorkerPool pool_;
  WorkerPool logins_;
  WorkerPool records_;
  WorkerPool scanners_;
  WorkerPool readers_;
  Front front_;
  std::unique_ptr<Provider> provider_;
  std::unique_ptr<FormPages> form_pages_;
  std::unique_ptr<OfficePages> office_pages_;
  std::optional<InboxApi> inbox_api_;
  std::optional<ExportApi> export_api_;
  std::optional<DeskApi> desk_api_;
  std::optional<DesignApi> design_api_;
  std::optional<RecordsApi> records_api_;
  std::optional<CallsApi> calls_api_;
  std::optional<Purging> purging_;
  std::optional<KeptEditions> editions_;
  std::optional<PublishedForms> published_;
  std::optional<VersionChecks> checks_;
  std::optional<RepeatedRequests> repeated_;
  std::unique_ptr<Mailer> mailer_;
  std::unique_ptr<BounceReader> bounce_reader_;
  std::unique_ptr<HookCaller> hook_caller_;
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
  EventLoop::Timer published_timer_;
  bool stopping_ = false;
};

}  // namespace

base::Expected<int, ServeError> serve(ServeOptions options) { return Service(std::move(options)).run(); }

}  // namespace gongwen::service
