// Commands: the interface of each, the functions that create them, and how a command line leads to the command that
// runs.
#pragma once

#include "cli/session.h"
#include "resources/file_descriptor.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {
struct ServeError;
}

namespace gongwen::cli {

// Command: one of the words that may follow `gongwen`.

class Command {
 public:
  virtual ~Command() = default;

  virtual std::string_view name() const = 0;
  virtual std::string_view summary(const Wording& wording) const = 0;
  virtual void declare(OptionList& list) = 0;
  /// Text of the help below the options.
  virtual std::string details(const Wording&) const { return {}; }
  /// The name of an argument's n-th word, for completion: `KIND`, `FILE`, `TYPE` …
  virtual std::string_view word_name(const OptionSpec& spec, std::size_t) const { return spec.names; }
  /// Runs with the values of its options. Returns the exit status.
  virtual int run(Session& session) = 0;
  /// Called instead of `run` if a folder of templates or fonts is missing, after that was printed: for commands that
  /// run unattended and notify others of failures. Returns the exit status.
  virtual int miss_folder(Session& session, const diagnostics::Diagnostic& missing, int status);
};

inline int Command::miss_folder(Session&, const diagnostics::Diagnostic&, int status) { return status; }

using Commands = std::vector<std::unique_ptr<Command>>;

std::unique_ptr<Command> make_preview_command();
std::unique_ptr<Command> make_batch_command();
std::unique_ptr<Command> make_bind_command();
std::unique_ptr<Command> make_new_command();
std::unique_ptr<Command> make_new_kind_command();
std::unique_ptr<Command> make_form_command();
std::unique_ptr<Command> make_extract_command();
std::unique_ptr<Command> make_fill_command();
std::unique_ptr<Command> make_sign_command();
std::unique_ptr<Command> make_collect_command();
std::unique_ptr<Command> make_store_command();
std::unique_ptr<Command> make_publish_command();
std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_queue_worker_command();
std::unique_ptr<Command> make_inbox_command();
std::unique_ptr<Command> make_key_command();
std::unique_ptr<Command> make_account_command();

/// The command that only the command line can execute.
inline constexpr std::string_view kHelpName = "help";

/// The first word of calls by the shells' completion scripts; not for users.
inline constexpr std::string_view kCompleteName = "__complete";

// Workers: further processes of this program. A worker has no environment, so it gets all settings of its engine in one
// text. Its standard input is its socket.

/// This program, even if its file has been replaced, since both sides of a socket must have the same version.
inline constexpr std::string_view kThisProgram = "/proc/self/exe";
/// The options as a JSON object.
std::string describe_engine(const EngineOptions& options);
/// Returns nullopt for texts that describe_engine has not written.
std::optional<EngineOptions> read_engine(std::string_view description);
/// The socket of a worker; moved away from the standard input, so that the library cannot read it as data.
resources::FileDescriptor worker_socket();

/// Reports why the service cannot listen on an address, or another reason why it cannot start. Returns the exit status.
int print_serve_error(const Session& session, const service::ServeError& error);

/// The first word of the call that starts a worker of the service, followed by one text, see serve_command.cpp.
inline constexpr std::string_view kWorkerName = "__worker";
/// Precedes the engine's settings for a process of a queue worker; `room` is then the folder for the documents.
inline constexpr std::string_view kTaskMark = "task:";
/// Precedes the settings of the process that sends mail.
inline constexpr std::string_view kMailMark = "mail:";
/// The arguments of that process: the settings file for mail, the certificates that identify programs notified of
/// events, the settings file of the login provider, and the folder of systemd's credentials.
std::string describe_mail(const std::string& settings, const std::string& certificates, const std::string& oidc = {});
/// Describes the process that only reads the mailbox named in these settings of mail.
std::string describe_mailbox(const std::string& settings);
/// Does the work of such a process. Returns the exit status.
int run_worker_command(std::string_view description, std::string_view room);

/// The first word of the call that starts a worker of the preview, followed by the settings of its engine and
/// documents.
inline constexpr std::string_view kPreviewWorkerName = "__preview";
int run_preview_worker_command(std::string_view engine, std::string_view documents);

// CommandLine: finds and runs the command of a call.

/// Runs `gongwen` with the arguments of main(). Returns the exit status.
int run_command_line(int count, const char* const* arguments);

}  // namespace gongwen::cli
