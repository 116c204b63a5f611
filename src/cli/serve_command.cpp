#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "cli/log_file.h"
#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/core/run.h"
#include "queue/object_store.h"
#include "resources/environment.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "service/config_json.h"
#include "service/http/server.h"
#include "service/inbox/accounts.h"
#include "service/mail/mail_sender.h"
#include "service/mail/mail_settings.h"
#include "service/oidc/oidc_settings.h"
#include "service/open_api.h"
#include "service/queue_worker.h"
#include "service/serve.h"
#include "service/worker.h"
#include "store/publish/edition_signer.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

// serve starts the service, and worker takes tasks from a queue. Both also start this program again for their workers
// (command.h): their calls have a mark and one text with all settings, since workers have no environment.

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

class QueueWorkerCommand final : public Command {
 public:
  std::string_view name() const override { return "worker"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliWorkerSummary); }
  void declare(OptionList& list) override {
    queue_.declare(list);
    list.add("--jobs", &jobs_, texts::CliServeWorkers).value = "N";
    list.add("--metrics", &metrics_, texts::CliServeMetrics).value = "ADDRESS";
  }

  int run(Session& session) override {
    const LogFile log;
    service::QueueWorkerOptions options;
    if (const int status = queue_.require(session)) return status;
    const std::optional<std::size_t> jobs = read_jobs(jobs_);
    if (!jobs) return print_usage_error(session, messages::CliBadJobs, {jobs_});
    options.jobs = *jobs > 0 ? *jobs : static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    options.queue = queue_.address();
    options.objects = queue_.objects();
    options.storage = storage_access();
    options.program = kThisProgram;
    const EngineOptions engine = with_all_folders(session.engine_options());
    options.arguments = {"gongwen", std::string(kWorkerName), std::string(kTaskMark) + describe_engine(engine)};
    options.temporary = engine.temporary_folder;
    options.metrics_address = metrics_;
    options.clock = system_seconds;
    const Interrupt interrupt;
    options.stop = &Interrupt::has_come;
    if (!session.options().quiet) {
      options.log = [&log](service::LogLevel level, base::Json members) {
        log.write(level, std::move(members));
      };
    }
    const std::optional<service::QueueWorkerError> error = service::run_queue_worker(options);
    if (!error) return static_cast<int>(Status::Done);
    if (error->listening) return print_serve_error(session, *error->listening);
    const bool is_queue = error->kind == service::QueueWorkerError::Kind::Queue;
    return print_usage_error(session, is_queue ? messages::EngineQueueFailed : messages::EngineObjectsFailed,
                             {error->name, error->reason});
  }

 private:
  QueueOption queue_;
  std::string jobs_;
  std::string metrics_;
};

}  // namespace

std::unique_ptr<Command> make_queue_worker_command() { return std::make_unique<QueueWorkerCommand>(); }

namespace {

std::vector<std::string> texts_in_json(const base::JsonView& json, std::string_view name) {
  std::vector<std::string> texts;
  const std::optional<base::JsonView> list = json.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

}  // namespace

std::string describe_engine(const EngineOptions& options) {
  base::Json json = base::Json::object();
  json.set("share", options.share_folder).set("libexec", options.libexec_folder);
  json.set("temporary", options.temporary_folder);
  json.set("templates", base::Json::list_of(options.template_folders)).set("editions", options.editions_folder);
  json.set("fonts", base::Json::list_of(options.font_folders));
  json.set("trust", base::Json::list_of(options.trust_files)).set("crls", base::Json::list_of(options.crl_files));
  json.set("threads", std::uint64_t{options.threads_per_document});
  if (options.date && *options.date >= 0) json.set("date", static_cast<std::uint64_t>(*options.date));
  return json.text();
}

std::optional<EngineOptions> read_engine(std::string_view description) {
  const std::optional<base::Json> json = base::parse_json(description);
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  EngineOptions options;
  options.share_folder = view.text_of("share");
  options.libexec_folder = view.text_of("libexec");
  options.temporary_folder = view.text_of("temporary");
  options.template_folders = texts_in_json(view, "templates");
  options.editions_folder = view.text_of("editions");
  options.font_folders = texts_in_json(view, "fonts");
  options.trust_files = texts_in_json(view, "trust");
  options.crl_files = texts_in_json(view, "crls");
  if (const auto threads = view.number_of("threads"))
    options.threads_per_document = static_cast<std::uint32_t>(*threads);
  if (const auto date = view.number_of("date")) {
    options.date = static_cast<std::int64_t>(*date);
    options.clock = [date = *options.date] {
      return date;
    };
  }
  return options;
}

std::string describe_mail(const std::string& settings, const std::string& certificates, const std::string& oidc) {
  base::Json json = base::Json::object();
  json.set("settings", settings).set("certificates", certificates).set("oidc", oidc);
  json.set("credentials", environment_variable("CREDENTIALS_DIRECTORY").value_or(std::string()));
  return std::string(kMailMark) + json.text();
}

resources::FileDescriptor worker_socket() {
  resources::FileDescriptor socket(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  // The file `-` is the standard input: a document that names it must not read from the socket.
  const resources::FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing || ::dup2(nothing.number(), STDIN_FILENO) < 0) return {};
  return socket;
}

namespace {

constexpr std::string_view kDefaultAddress = "127.0.0.1:8080";
constexpr std::size_t kMaxWorkers = 256;
constexpr std::size_t kMaxKeyRate = 1'000'000;

/// Precedes the engine's settings for the worker with the store of facts and the site.
constexpr std::string_view kStoreMark = "store:";
/// Precedes the engine's settings for a worker that starts with rehearsals.
constexpr std::string_view kSuccessorMark = "successor:";
/// Precedes the engine's settings for the process of a job.
constexpr std::string_view kJobMark = "job:";

bool is_of_this_machine(std::string_view address) {
  if (address.starts_with('/')) return true;
  const std::size_t port = address.rfind(':');
  if (port == std::string_view::npos) return true;  // not an address, which the server reports
  std::string_view host = address.substr(0, port);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::optional<http::Address> parsed = http::parse_address(host);
  return !parsed || http::is_loopback(*parsed);
}

std::size_t number_of_cores() { return static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN))); }

/// Parses a number from 1 to `most`; 0 for other texts.
std::size_t whole_number(const std::string& text, std::size_t most) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole && number <= most ? number : 0;
}

class ServeCommand final : public Command {
 public:
  std::string_view name() const override { return "serve"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliServeSummary); }
  void declare(OptionList& list) override {
    list.add("--listen", &addresses_, texts::CliServeListen).value = "ADDRESS";
    list.add("--workers", &workers_, texts::CliServeWorkers).value = "N";
    list.add("--open-api", &open_api_, texts::CliServeOpenApi);
    list.add("--forms", &forms_, texts::CliServeForms);
    list.add("--scan-command", &scan_command_, texts::CliServeScanCommand).value = "PROGRAM";
    list.add("--office", &office_, texts::CliServeOffice);
    list.add("--store", &store_, texts::CliServeStore).value = "STORE";
    list.add("--site", &site_, texts::CliServeSite).value = "DIR";
    list.add("--needs-approval", &needs_approval_, texts::CliServeNeedsApproval);
    list.add("--sign", &signing_, texts::CliServeSign).value = "FILE";
    secret_.declare(list);
    trust_.declare(list);
    list.add("--user-header", &user_header_, texts::CliServeUserHeader).value = "NAME";
    inbox_.declare(list);
    list.add("--mail", &mail_, texts::CliServeMail).value = "FILE";
    list.add("--hook-network", &hook_networks_, texts::CliServeHookNetwork).value = "NETWORK";
    list.add("--hook-certificates", &hook_certificates_, texts::CliServeHookCertificates).value = "FILE";
    OptionSpec& factor = list.add("--second-factor", &second_factor_, texts::CliServeSecondFactor);
    factor.value = "ROLE";
    for (const std::string_view role : inbox::known_roles()) factor.choices.emplace_back(role);
    list.add("--oidc", &oidc_, texts::CliServeOidc).value = "FILE";
    queue_.declare(list);
    list.add("--metrics", &metrics_, texts::CliServeMetrics).value = "ADDRESS";
    list.add("--proxied", &proxied_, texts::CliServeProxied);
    list.add("--trusted-proxy", &proxies_, texts::CliServeTrustedProxy).value = "NETWORK";
    list.add("--key-rate", &key_rate_, texts::CliServeKeyRate).value = "N";
    list.add("--keep-failures", &failures_, texts::CliServeKeepFailures).value = "DIR";
    list.add("--log", &log_, texts::CliServeLog).value = "FILE";
    list.add("--log-addresses", &log_addresses_, texts::CliServeLogAddresses);
    list.add("--no-log", &no_log_, texts::CliServeNoLog);
    list.add("--show-config", &show_config_, texts::CliServeShowConfig);
    list.add("--show-api", &show_api_, texts::CliServeShowApi);
  }

  int run(Session& session) override {
    service::ServeOptions options;
    // Workers get no variables; a secret for another command must not stay here.
    secret_.take_variable();
    if (const int status = read_options(session, options)) return status;
    if (show_api_) return session.print(service::open_api_json() + "\n");
    if (show_config_) return session.print(service::config_json(options) + "\n");
    std::optional<resources::HeldFolder> scratch;
    if (const int status = make_scratch(session, scratch)) return status;
    if (const int status = make_editions(session, options)) return status;
    if (const int status = make_published(session, options)) return status;
    read_environment(session, options, scratch ? scratch->path() : std::string());
    int printed = 0;
    options.ready = [&](const std::vector<std::string>& addresses) {
      for (const std::string& address : addresses) {
        printed = worse(printed, session.tell(session.wording()(texts::CliServeReady, address)));
      }
      std::fflush(stdout);
    };
    LogFile log;
    if (!log_.empty()) {
      if (no_log_) return print_usage_error(session, messages::CliNoEffect, {"--log", "--no-log"});
      const std::error_code error = log.open(log_);
      if (error) return print_usage_error(session, messages::ResourcesUnwritable, {log_, error.message()});
    }
    if (!log_.empty() || (!no_log_ && !session.options().quiet)) {
      options.log = [&log](service::LogLevel level, base::Json members) {
        log.write(level, std::move(members));
      };
      options.reopen_log = [&log] {
        log.open_again();
      };
    }
    const base::Expected<int, service::ServeError> ended = service::serve(std::move(options));
    return ended ? worse(*ended, printed) : print_serve_error(session, ended.error());
  }

 private:
  int read_options(Session& session, service::ServeOptions& options) {
    options.addresses = addresses_;
    options.metrics_address = metrics_;
    options.inbox = inbox_.options();
    // The process that answers all requests must not wait for another one that locks the database.
    if (options.inbox) options.inbox->patience = std::chrono::milliseconds(200);
    options.jobs_folder = inbox_.jobs_folder();
    options.forms = forms_;
    options.logs_addresses = log_addresses_;
    options.scan_command = scan_command_;
    options.office = office_;
    options.user_header = user_header_;
    options.store = store_;
    options.needs_approval = needs_approval_;
    options.site = site_;
    if (const int status = trust_.give(session)) return status;
    if (const int status = read_signing(session, options)) return status;
    if (const int status = read_queue(session, options)) return status;
    if (const int status = read_mail(session, options)) return status;
    if (const int status = read_hooks(session, options)) return status;
    if (const int status = read_oidc(session, options)) return status;
    if (!second_factor_.empty()) {
      if (!office_) return print_usage_error(session, messages::CliMissing, {"--office"});
      options.second_factor = inbox::find_role(second_factor_);
    }
    if ((forms_ || office_) && !options.inbox) return print_usage_error(session, messages::CliMissing, {"--state"});
    const bool needs_office = !store_.empty() || !user_header_.empty();
    if (needs_office && !office_) return print_usage_error(session, messages::CliMissing, {"--office"});
    if (!scan_command_.empty() && !forms_) return print_usage_error(session, messages::CliMissing, {"--forms"});
    options.open_api = open_api_;
    options.language = session.wording().language;
    for (const std::string& proxy : proxies_) {
      const std::optional<http::Network> network = http::parse_network(proxy);
      if (!network) return print_usage_error(session, messages::CliServeBadNetwork, {proxy});
      options.trusted_proxies.push_back(*network);
    }
    for (const std::string& address : addresses_) {
      if (!proxied_ && !is_of_this_machine(address)) {
        return print_usage_error(session, messages::CliServeNeedsProxy, {address});
      }
    }
    options.workers = number_of_cores();
    if (!workers_.empty()) {
      options.workers = whole_number(workers_, kMaxWorkers);
      if (options.workers == 0) return print_usage_error(session, messages::CliServeBadNumber, {workers_});
    }
    options.failures_folder = failures_;
    options.key_rate = whole_number(key_rate_, kMaxKeyRate);
    if (!key_rate_.empty() && options.key_rate == 0) {
      return print_usage_error(session, messages::CliBadValue, {key_rate_});
    }
    if (const auto timeout = session.options().timeout) options.task_time = *timeout;
    return 0;
  }

  /// Checks the settings for signing at the start rather than when the first month is due. Does not read the secret,
  /// since this process answers the public.
  int read_signing(Session& session, service::ServeOptions& options) {
    if (signing_.empty()) {
      return secret_.file().empty() ? 0 : print_usage_error(session, messages::CliMissing, {"--sign"});
    }
    if (store_.empty() || site_.empty()) {
      return print_usage_error(session, messages::CliMissing, {store_.empty() ? "--store" : "--site"});
    }
    engine::Run run;
    auto settings = publish::read_sign_settings(signing_, run);
    if (settings && !secret_.file().empty()) settings->secret_file = secret_.file();
    const std::string secret_file = settings ? settings->secret_file : std::string();
    if (settings) options.signing_config = publish::sign_settings_json(*settings).text();
    if (settings) {
      publish::EditionSigner(*std::move(settings), {session.engine_options().libexec_folder, {}, {}, false})
          .prepare(wall_clock_seconds(), run.sink());
    }
    if (!secret_file.empty() && !resources::path_exists(secret_file)) {
      run.sink().report(messages::ResourcesNotFound, diagnostics::Origin{}, secret_file);
    }
    const bool is_bad = run.sink().has_errors();
    const int status = session.print_report(std::move(run).report());
    options.signing = signing_;
    options.secret_file = secret_.file();
    return is_bad ? status : 0;
  }

  /// Checks the settings of mail at the start. Only the process that sends mail reads the password.
  int read_mail(Session& session, service::ServeOptions& options) const {
    if (mail_.empty()) return 0;
    if (!options.inbox) return print_usage_error(session, messages::CliMissing, {"--state"});
    engine::Run run;
    options.mail = service::read_mail_settings(mail_, run);
    for (const std::string& file : options.mail ? service::files_of_mail(*options.mail) : std::vector<std::string>()) {
      if (!resources::path_exists(file)) run.sink().report(messages::ResourcesNotFound, diagnostics::Origin{}, file);
    }
    const bool is_bad = run.sink().has_errors();
    const int status = session.print_report(std::move(run).report());
    if (options.mail) {
      options.mail_arguments = {"gongwen", std::string(kWorkerName), describe_mail(options.mail->path, {})};
      options.mailbox_arguments = {"gongwen", std::string(kWorkerName), describe_mailbox(options.mail->path)};
    }
    return is_bad ? status : 0;
  }

  /// For programs that are notified of events: the internal networks that may be reached, and the issuers of
  /// certificates that are trusted.
  int read_hooks(Session& session, service::ServeOptions& options) const {
    options.keys_folder = inbox_.keys_folder();
    options.hook_networks = hook_networks_;
    for (const std::string& network : hook_networks_) {
      if (!http::parse_network(network)) return print_usage_error(session, messages::CliServeBadNetwork, {network});
    }
    if (!hook_certificates_.empty() && !resources::path_exists(hook_certificates_)) {
      engine::Run run;
      run.sink().report(messages::ResourcesNotFound, diagnostics::Origin{}, hook_certificates_);
      return session.print_report(std::move(run).report());
    }
    const std::string certificates =
        hook_certificates_.empty() ? std::string() : resources::plain_path(hook_certificates_);
    options.hook_arguments = {"gongwen", std::string(kWorkerName), describe_mail({}, certificates)};
    return 0;
  }

  /// Checks the settings of the login provider at the start. Only the process that contacts it reads the secret.
  int read_oidc(Session& session, service::ServeOptions& options) const {
    if (oidc_.empty()) return 0;
    if (!office_) return print_usage_error(session, messages::CliMissing, {"--office"});
    // The key that seals the data that browsers keep.
    if (inbox_.keys_folder().empty()) return print_usage_error(session, messages::CliMissing, {"--state"});
    if (!user_header_.empty()) return print_usage_error(session, messages::CliServeTwoLogins, {});
    engine::Run run;
    options.oidc = service::read_oidc_settings(oidc_, run);
    if (options.oidc) {
      for (const std::string& file : {options.oidc->secret_file, options.oidc->certificates}) {
        if (!file.empty() && !resources::path_exists(file)) {
          run.sink().report(messages::ResourcesNotFound, diagnostics::Origin{}, file);
        }
      }
      options.oidc_arguments = {"gongwen", std::string(kWorkerName), describe_mail({}, {}, options.oidc->path)};
    }
    const bool is_bad = run.sink().has_errors();
    const int status = session.print_report(std::move(run).report());
    return is_bad ? status : 0;
  }

  /// Reads `--queue`, `--objects` and the credentials of the storage, which only the environment has.
  int read_queue(Session& session, service::ServeOptions& options) {
    if (const int status = queue_.check(session)) return status;
    if (queue_.address().empty()) return 0;
    if (!options.inbox) return print_usage_error(session, messages::CliMissing, {"--state"});
    // The process of a job works in another folder.
    const std::string& place = queue_.objects();
    options.jobs_queue = {queue_.address(), queue::is_storage_place(place) ? place : resources::plain_path(place),
                          storage_access()};
    std::string& certificates = options.jobs_queue->storage.certificates;
    if (!certificates.empty()) certificates = resources::plain_path(certificates);
    return 0;
  }

  /// Creates the folder for temporary files, so that those of a killed service are removed later.
  int make_scratch(const Session& session, std::optional<resources::HeldFolder>& scratch) const {
    const std::string folder = inbox_.scratch_folder();
    if (folder.empty()) return 0;
    const std::string state = std::string(base::folder_part(folder));
    if (const std::error_code error = resources::make_private_folder(state)) {
      return print_inbox_error(session, state, {inbox::Fault::Kind::Files, error.message()});
    }
    auto made = resources::HeldFolder::make(folder);
    if (!made) return print_inbox_error(session, folder, {inbox::Fault::Kind::Files, made.error().message()});
    scratch.emplace(*std::move(made));
    return 0;
  }

  /// Creates the folder of editions, unless the operator has named one: workers may read only what is there.
  int make_editions(const Session& session, service::ServeOptions& options) const {
    options.editions_folder = session.engine_options().editions_folder;
    if (!options.editions_folder.empty()) return 0;
    options.editions_folder = inbox_.editions_folder();
    if (options.editions_folder.empty()) return 0;
    const std::error_code error = resources::make_private_folder(options.editions_folder);
    if (!error) return 0;
    return print_inbox_error(session, options.editions_folder, {inbox::Fault::Kind::Files, error.message()});
  }

  /// Creates the folder of published forms: workers may read only folders that exist when they start.
  int make_published(const Session& session, service::ServeOptions& options) const {
    options.published_folder = inbox_.published_folder();
    if (options.published_folder.empty()) return 0;
    const std::error_code error = resources::make_private_folder(options.published_folder);
    if (!error) return 0;
    return print_inbox_error(session, options.published_folder, {inbox::Fault::Kind::Files, error.message()});
  }

  /// Reads the settings from the service manager, and all folders. `scratch`: the folder for temporary files; empty:
  /// that of the environment.
  void read_environment(const Session& session, service::ServeOptions& options, const std::string& scratch) const {
    options.sockets = http::inherited_sockets(environment_variable("LISTEN_PID").value_or(std::string()),
                                              environment_variable("LISTEN_FDS").value_or(std::string()));
    if (options.sockets.empty() && options.addresses.empty()) options.addresses.emplace_back(kDefaultAddress);
    options.notify_socket = environment_variable("NOTIFY_SOCKET").value_or(std::string());
    if (const auto text = environment_variable("WATCHDOG_USEC")) {
      std::uint64_t microseconds = 0;
      std::from_chars(text->data(), text->data() + text->size(), microseconds);
      constexpr std::uint64_t kThousand = 1'000;
      options.watchdog = std::chrono::milliseconds(microseconds / kThousand);
    }
    EngineOptions engine = with_all_folders(session.engine_options());
    engine.threads_per_document = 1;  // the other cores serve other requests
    if (!scratch.empty()) engine.temporary_folder = scratch;
    engine.editions_folder = options.editions_folder;
    if (!options.published_folder.empty()) {
      engine.template_folders.insert(engine.template_folders.begin(), options.published_folder);
    }
    options.spool_folder = engine.temporary_folder;
    options.worker_program = kThisProgram;
    options.worker_arguments = {"gongwen", std::string(kWorkerName), describe_engine(engine)};
    options.successor_arguments = {"gongwen", std::string(kWorkerName),
                                   std::string(kSuccessorMark) + describe_engine(engine)};
    options.records_arguments = {"gongwen", std::string(kWorkerName),
                                 std::string(kStoreMark) + describe_engine(engine)};
    options.job_arguments = {"gongwen", std::string(kWorkerName), std::string(kJobMark) + describe_engine(engine)};
    options.clock = system_seconds;
  }

  InboxOption inbox_;
  SecretOption secret_;
  TrustOption trust_;
  bool needs_approval_ = false;
  std::string signing_;
  QueueOption queue_;
  std::vector<std::string> hook_networks_;
  std::string hook_certificates_;
  std::string second_factor_;
  std::string oidc_;
  std::vector<std::string> addresses_;
  std::vector<std::string> proxies_;
  std::string metrics_;
  std::string workers_;
  bool open_api_ = false;
  bool proxied_ = false;
  bool forms_ = false;
  std::string scan_command_;
  bool office_ = false;
  std::string user_header_;
  std::string mail_;
  std::string store_;
  std::string site_;
  std::string key_rate_;
  std::string failures_;
  std::string log_;
  bool log_addresses_ = false;
  bool no_log_ = false;
  bool show_config_ = false;
  bool show_api_ = false;
};

}  // namespace

std::string describe_mailbox(const std::string& settings) {
  base::Json json = base::Json::object();
  json.set("mailbox", settings);
  json.set("credentials", environment_variable("CREDENTIALS_DIRECTORY").value_or(std::string()));
  return std::string(kMailMark) + json.text();
}

int print_serve_error(const Session& session, const service::ServeError& error) {
  switch (error.kind) {
    case service::ServeError::Kind::BadInbox: return print_inbox_error(session, error.address, error.fault);
    case service::ServeError::Kind::BadAddress:
      return print_usage_error(session, messages::CliServeBadAddress, {error.address});
    case service::ServeError::Kind::AddressInUse:
      return print_usage_error(session, messages::CliServeInUse, {error.address});
    case service::ServeError::Kind::NotASocket:
      return print_usage_error(session, messages::CliServeNotASocket, {error.address});
    case service::ServeError::Kind::CannotListen:
      return print_usage_error(session, messages::CliServeCannotListen, {error.address, error.code.message()});
    case service::ServeError::Kind::NoFailures:
      return print_usage_error(session, messages::CliServeNoFailures, {error.address, error.code.message()});
    case service::ServeError::Kind::CannotStartWorker:
      return print_usage_error(session, messages::CliServeNoWorker, {error.address, error.code.message()});
  }
  return static_cast<int>(Status::BadEnvironment);
}

std::unique_ptr<Command> make_serve_command() { return std::make_unique<ServeCommand>(); }

int run_worker_command(std::string_view description, std::string_view room) {
  if (description.starts_with(kTaskMark)) {
    const std::optional<EngineOptions> engine = read_engine(description.substr(kTaskMark.size()));
    if (!engine) return static_cast<int>(Status::BadUsage);
    return service::run_task_process(worker_socket(), *engine);
  }
  if (description.starts_with(kMailMark)) {
    const auto settings = base::parse_json(description.substr(kMailMark.size()));
    if (!settings || !settings->view().is_object()) return static_cast<int>(Status::BadUsage);
    const base::JsonView view = settings->view();
    const auto text = [&view](std::string_view name) {
      return std::string(view.text_of(name));
    };
    return service::run_mail_sender(
        worker_socket(), {text("settings"), text("credentials"), text("certificates"), text("oidc"), text("mailbox")});
  }
  const auto take_mark = [&description](std::string_view mark) {
    const bool has_mark = description.starts_with(mark);
    if (has_mark) description.remove_prefix(mark.size());
    return has_mark;
  };
  const bool has_store = take_mark(kStoreMark);
  const bool is_successor = take_mark(kSuccessorMark);
  const bool is_job = take_mark(kJobMark);
  std::optional<EngineOptions> options = read_engine(description);
  if (!options) return static_cast<int>(Status::BadUsage);
  if (!room.empty()) options->temporary_folder = room;
  if (is_job) return service::run_job(worker_socket(), *options);
  service::WorkerLimits limits;
  limits.confined = !has_store;
  if (limits.confined) limits.files = service::files_of_worker(*options);
  return service::run_worker(worker_socket(), *options, limits, is_successor ? service::kRehearsals : 0);
}

}  // namespace gongwen::cli
