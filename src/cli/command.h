// Commands: the interface of each, a function that makes it, and the way from the words of a call to the command that
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
  /// What the help says below the options.
  virtual std::string details(const Wording&) const { return {}; }
  /// What the n-th word of an argument is, for completion: `KIND`, `FILE`, `TYPE` …
  virtual std::string_view word_name(const OptionSpec& spec, std::size_t) const { return spec.names; }
  /// Runs with the values that its options were given. Returns: the exit status.
  virtual int run(Session& session) = 0;
};

using Commands = std::vector<std::unique_ptr<Command>>;

std::unique_ptr<Command> make_preview_command();
std::unique_ptr<Command> make_batch_command();
std::unique_ptr<Command> make_bind_command();
std::unique_ptr<Command> make_new_command();
std::unique_ptr<Command> make_new_kind_command();
std::unique_ptr<Command> make_extract_command();
std::unique_ptr<Command> make_sign_command();
std::unique_ptr<Command> make_collect_command();
std::unique_ptr<Command> make_store_command();
std::unique_ptr<Command> make_publish_command();
std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_queue_worker_command();
std::unique_ptr<Command> make_inbox_command();
std::unique_ptr<Command> make_key_command();
std::unique_ptr<Command> make_account_command();

/// The command whose work only the command line can do.
inline constexpr std::string_view kHelpName = "help";

/// The first word of a call by which the scripts of the shells ask what may follow; of no use to people.
inline constexpr std::string_view kCompleteName = "__complete";

// Workers: this program once more, whose engine gets all its settings in one text, since a worker has no environment.
// Its socket is its standard input.

/// This program, also when another one has taken its place on the disk: both sides of a socket must agree.
inline constexpr std::string_view kThisProgram = "/proc/self/exe";
/// A JSON object.
std::string describe_engine(const EngineOptions& options);
/// Nothing for what describe_engine has not written.
std::optional<EngineOptions> read_engine(std::string_view description);
/// The socket of a worker; the library must not take the standard input for data.
resources::FileDescriptor worker_socket();

/// Says why an address cannot be listened on, or what else the service lacks. Returns: the exit status.
int print_serve_error(const Session& session, const service::ServeError& error);

/// The first word of a call by which the service starts its workers; what follows is one text, see serve_command.cpp.
inline constexpr std::string_view kWorkerName = "__worker";
/// Before the engine of a process that the worker of a queue starts; `room` is where documents go then.
inline constexpr std::string_view kTaskMark = "task:";
/// Does the work of such a process. Returns: the exit status.
int run_worker_command(std::string_view description, std::string_view room);

/// The same for the preview, whose worker gets the settings of its engine and its documents.
inline constexpr std::string_view kPreviewWorkerName = "__preview";
int run_preview_worker_command(std::string_view engine, std::string_view documents);

// CommandLine: from the words of a call to a command that runs.

/// Runs `gongwen` with the arguments of main(). Returns: the exit status.
int run_command_line(int count, const char* const* arguments);

}  // namespace gongwen::cli
