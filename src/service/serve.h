// The service: documents, checks and returned forms over HTTP. One process takes requests; workers in separate
// processes have the engine, so no document can harm the process that holds keys, sessions and the database.
//   const base::Expected<int, ServeError> ended = serve(std::move(options), {});
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "resources/file_descriptor.h"
#include "service/http/network.h"
#include "service/inbox/accounts.h"
#include "service/inbox/inbox.h"
#include "service/log.h"
#include "service/mail/mail_settings.h"
#include "service/oidc/oidc_settings.h"
#include "service/worker.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::service {

/// Limits of the service as a whole; its parts have their own. Constants, not settings; config_json shows
/// them.
struct ServeLimits {
  std::chrono::seconds finish_time{30};          // for requests, once the service is to end
  std::size_t single_waiting = 16;               // waiting tasks for a single worker, such as that of passwords
  std::chrono::minutes publish_wait{2};          // for the worker that has the store of facts
  std::chrono::milliseconds database_time{250};  // for the check whether the database can be written
};

/// Filled in by the subcommand `serve` from the command line and settings; it does not change while the service runs,
/// except that files are read again at SIGHUP.
struct ServeOptions {
  /// The addresses on which it listens: `127.0.0.1:8080`, `[::1]:0`, `/run/gongwen/http.sock`.
  std::vector<std::string> addresses;
  /// Sockets that are listening already, such as those of systemd, in addition to the addresses.
  std::vector<resources::FileDescriptor> sockets;
  /// Address at which metrics are served, apart from the rest, since they are not public; may be empty.
  std::string metrics_address;
  /// The program that becomes a worker if started with these arguments and a socket as its standard input.
  std::string worker_program;
  std::vector<std::string> worker_arguments;
  /// Arguments of a worker that replaces another one and starts with rehearsals: see PoolOptions.
  std::vector<std::string> successor_arguments;
  /// Arguments of the worker that has the store of facts.
  std::vector<std::string> records_arguments;
  /// Arguments of the process that runs a job.
  std::vector<std::string> job_arguments;
  std::size_t workers = 2;
  bool open_api = false;
  /// Requests per key and minute; 0: the default of ProgramLimits.
  std::uint64_t key_rate = 0;
  /// Folder for the inputs of requests whose workers crashed: see FailureStore; empty: none are kept.
  std::string failures_folder;
  /// The database of keys, drafts and submissions; nullopt: there are no keys.
  std::optional<inbox::InboxOptions> inbox;
  /// Folder in which workers find editions of kinds: EngineOptions::editions_folder. With an inbox, the editions under
  /// which something is made are put there; empty: workers have none.
  std::string editions_folder;
  /// Folder in which workers find the forms that an office has published, before all other bundles; empty: nothing is
  /// published here.
  std::string published_folder;
  /// Folder of jobs; empty: no jobs. Needs an inbox.
  std::string jobs_folder;
  /// The queue whose workers make the documents of jobs; nullopt: this machine makes them.
  std::optional<JobQueue> jobs_queue;
  /// Whether there are pages on which people fill in forms; needs an inbox.
  bool forms = false;
  /// The operator's program that examines attachments: see DraftLimits; may be empty.
  std::string scan_command;
  /// Whether there are pages for the office; needs an inbox.
  bool office = false;
  /// Header in which trusted proxies name the user; empty: accounts have passwords here.
  std::string user_header;
  /// Settings of mail to applicants, and the arguments of the process that sends it; nullopt: no mail is sent.
  std::optional<MailSettings> mail;
  std::vector<std::string> mail_arguments;
  std::vector<std::string> mailbox_arguments;  // the same for the process that reads the mailbox
  /// The folder of the key by which secrets in the database are sealed (inbox/sealing.h); if empty, secrets cannot be
  /// stored, so there are neither hooks nor second factors.
  std::string keys_folder;
  /// Arguments of the process that sends requests to other programs, and local networks that it may reach.
  std::vector<std::string> hook_arguments;
  std::vector<std::string> hook_networks;
  /// The lowest role whose accounts need a second factor; nullopt: each account decides for itself.
  std::optional<inbox::Role> second_factor;
  /// The provider of logins, and the arguments of the process that asks it; nullopt: people log in only with passwords.
  std::optional<OidcSettings> oidc;
  std::vector<std::string> oidc_arguments;
  /// The store of facts on which the office works, and the folder of the site that it publishes; may be empty.
  std::string store;
  /// Whether the office publishes only issues that a second person has approved.
  bool needs_approval = false;
  std::string site;
  /// The settings for signing editions, and the file with the password or PIN if the settings name none; empty:
  /// editions are not signed. Only the worker that has the store reads these, when it publishes.
  std::string signing;
  std::string secret_file;
  /// The settings of signing as config_json shows them: without secrets.
  std::string signing_config;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::vector<http::Network> trusted_proxies;
  std::string spool_folder;
  std::chrono::milliseconds task_time{30'000};
  /// Socket on which systemd is notified of the state (sd_notify); may be empty.
  std::string notify_socket;
  /// How often systemd expects a sign of life (WatchdogSec); 0: never.
  std::chrono::milliseconds watchdog{};
  /// Seconds since 1970, for dates of answers.
  std::function<std::int64_t()> clock;
  /// Called once requests are answered, with all addresses.
  std::function<void(const std::vector<std::string>&)> ready;
  /// Whether the log has the whole addresses of clients, or only their networks.
  bool logs_addresses = false;
  Log log;
  /// Called at SIGUSR1, after which a rotated log is written to a new file; may be empty.
  std::function<void()> reopen_log;
};

/// `address` names what could not be used, without passwords.
struct ServeError {
  enum class Kind : std::uint8_t {
    BadAddress,
    AddressInUse,
    NotASocket,
    CannotListen,
    CannotStartWorker,
    BadInbox,
    NoFailures  // the folder for the inputs of failed requests cannot be used
  };
  Kind kind = Kind::CannotListen;
  std::string address;  // address or program
  std::error_code code;
  inbox::Fault fault = {};  // for BadInbox
};

/// Runs until SIGTERM or SIGINT; then running requests are finished, for at most `finish_time`; a second signal ends
/// it immediately. SIGHUP replaces all workers by new ones, which read bundles and fonts again. Returns the exit
/// status.
base::Expected<int, ServeError> serve(ServeOptions options);

}  // namespace gongwen::service
