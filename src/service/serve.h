// The service: documents, checks and returned forms over HTTP. One process takes requests, others have the engine.
//   const base::Expected<int, ServeError> ended = serve(std::move(options), {});
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "http/network.h"
#include "queue/relay.h"
#include "resources/file_descriptor.h"
#include "service/inbox/inbox.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::service {

/// What the service itself keeps to, besides what its parts do.
struct ServeLimits {
  std::chrono::seconds finish_time{30};          // of requests, once the service is to end
  std::size_t single_waiting = 16;               // for a single worker, such as that of passwords
  std::chrono::minutes publish_wait{2};          // for the worker that has the store of facts
  std::chrono::milliseconds database_time{250};  // to try whether the database can be written
};

struct ServeOptions {
  /// Where it listens: `127.0.0.1:8080`, `[::1]:0`, `/run/gongwen/http.sock`. Several addresses are possible.
  std::vector<std::string> addresses;
  /// Sockets that listen already, in place of addresses.
  std::vector<resources::FileDescriptor> sockets;
  /// Where the metrics are, apart from the rest; empty: nowhere.
  std::string metrics_address;
  /// The program that is a worker when it is started with these words and a socket as its standard input.
  std::string worker_program;
  std::vector<std::string> worker_arguments;
  /// Of a worker of documents that starts with rehearsals: see PoolOptions.
  std::vector<std::string> successor_arguments;
  /// The same of the worker that has the store of facts.
  std::vector<std::string> records_arguments;
  /// The same of the process that does a job.
  std::vector<std::string> job_arguments;
  std::size_t workers = 2;
  bool open_api = false;
  /// How many requests a key may make in a minute; 0: as ProgramLimits says.
  std::uint64_t key_rate = 0;
  /// Where the inputs of requests whose workers died are kept: see FailureStore; empty: nowhere.
  std::string failures_folder;
  /// Where keys are, and what people hand in; none: there are no keys.
  std::optional<inbox::InboxOptions> inbox;
  /// Where the folders of jobs are; empty: there are no jobs. With an inbox.
  std::string jobs_folder;
  /// The queue whose workers make the documents of jobs; none: this machine does. `job_arguments` are those of such
  /// jobs then.
  std::optional<queue::RelaySettings> jobs_queue;
  /// Pages on which people fill in forms; with an inbox.
  bool forms = false;
  /// A program that looks at attachments: see DraftLimits; empty: none.
  std::string scan_command;
  /// Pages on which the office works with them; with an inbox.
  bool office = false;
  /// A header in which trusted proxies say who is logged in; empty: accounts have passwords here.
  std::string user_header;
  /// The store of facts that the office works on, and the site that it publishes; empty: none.
  std::string store;
  std::string site;
  /// The settings by which editions are signed, and the file of the password or PIN where the settings name none;
  /// empty: they are not. Only the worker that has the store reads either, when it publishes.
  std::string signing;
  std::string secret_file;
  /// What the settings say, for config_json: without secrets.
  std::string signing_config;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::vector<http::Network> trusted_proxies;
  std::string spool_folder;
  std::chrono::milliseconds task_time{30'000};
  /// Of the manager of services: where it is notified that this is ready; empty: nowhere.
  std::string notify_socket;
  /// How often it wants to hear that this still runs; 0: never.
  std::chrono::milliseconds watchdog{};
  /// Seconds since 1970, for dates of answers.
  std::function<std::int64_t()> clock;
  /// Called once it can be asked, with all its addresses.
  std::function<void(const std::vector<std::string>&)> ready;
  /// Takes lines of the log, each a JSON object without a line end.
  std::function<void(std::string)> log;
};

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
  std::string address;  // or the program
  std::error_code code;
  inbox::Fault fault = {};  // of BadInbox
};

/// Until SIGTERM or SIGINT: requests are finished then, within half a minute. SIGHUP: new workers, which read bundles
/// and fonts again, in place of all. Returns: the exit status.
base::Expected<int, ServeError> serve(ServeOptions options);

/// The description of the interface for programs: OpenAPI 3.1 in one line, made of the routes, so that it cannot say
/// anything else.
std::string open_api_json();

/// What is refused, and after which time, as people look it up: a JSON object.
std::string config_json(const ServeOptions& options);

}  // namespace gongwen::service
