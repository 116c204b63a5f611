// --state DIR and --database ADDRESS: where keys and submissions are stored; and functions that the commands about them
// share.
#pragma once

#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/diagnostic.h"
#include "service/inbox/inbox.h"
#include "sign/signing_key.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

class InboxOption {
 public:
  void declare(OptionList& list);

  /// The inbox that the options name; nullopt if none was given.
  std::optional<inbox::InboxOptions> options() const;
  /// The folder for jobs; empty without a folder.
  std::string jobs_folder() const { return folder_.empty() ? std::string() : folder_ + "/jobs"; }
  /// The folder for temporary files; empty without a folder.
  std::string scratch_folder() const { return folder_.empty() ? std::string() : folder_ + "/tmp"; }
  /// The folder for the editions of kinds under which something was made; empty without a folder.
  std::string editions_folder() const { return folder_.empty() ? std::string() : folder_ + "/editions"; }
  /// The folder for keys by which secrets in the database are sealed; empty without a folder.
  std::string keys_folder() const { return folder_.empty() ? std::string() : folder_ + "/keys"; }
  /// The folder for forms that the office publishes; empty without a folder.
  std::string published_folder() const { return folder_.empty() ? std::string() : folder_ + "/published"; }
  /// Opens the inbox; creates a missing one if `makes_it`. Returns null if none was given, or after reporting that it
  /// cannot be opened; then `status` is the exit status.
  std::unique_ptr<inbox::Inbox> open(const Session& session, bool makes_it, int& status) const;

 private:
  std::string folder_;
  std::string database_;
};

/// Reports an error of an inbox. Returns the exit status.
int print_inbox_error(const Session& session, const std::string& name, const inbox::Fault& fault);

/// Records an action of the system's user in the audit. Returns 0, or the exit status if that fails.
int note_in_audit(const Session& session, inbox::Inbox& inbox, const std::string& action, const std::string& object);

/// Parses --days N: a whole number from `least` to a hundred years, in seconds.
std::optional<inbox::Seconds> parse_days(std::string_view text, inbox::Seconds least);

/// The options that an action of a command takes: their long names, separated by blanks. All actions take --state and
/// --database.
struct ActionOptions {
  std::string_view action;
  std::string_view needed;
  std::string_view others;
};

/// Refuses options that the action does not take, and a call without an option that it needs. `specs` are those of the
/// command, after parsing its command line. Returns 0, or the exit status of the refusal.
int check_action(const Session& session, std::span<const ActionOptions> actions, const std::vector<OptionSpec>& specs,
                 const std::string& command, const std::string& action);

// Options of `batch` and `worker` for the queue through which several machines make documents.

/// `--queue URL` and `--objects PLACE`. An option that is not given comes from the environment: GONGWEN_QUEUE, for an
/// address with a password, or GONGWEN_OBJECTS.
class QueueOption {
 public:
  void declare(OptionList& list);

  /// Returns 0, or the exit status of a refusal: an invalid address, or one option without the other.
  int check(const Session& session);
  /// Like check, but a queue is required; both options may come from the environment.
  int require(const Session& session);

  /// The address; empty: no queue.
  const std::string& address() const { return address_; }
  const std::string& objects() const { return objects_; }

 private:
  void complete();

  std::string address_;
  std::string objects_;
};

/// The value of `--jobs`: 0 for an empty text, nullopt for anything but a number from 1 to 256.
std::optional<std::size_t> read_jobs(std::string_view text);

// Options about signatures that several commands share.

/// --trust and --crl: certificates and revocation lists for judging the signatures of returned forms.
class TrustOption {
 public:
  void declare(OptionList& list);
  /// Call it before the engine is created. Returns 0, or the exit status after reporting a file that cannot be used.
  int give(Session& session);

 private:
  std::vector<std::string> trust_;
  std::vector<std::string> crls_;
};

/// --secret-file, and the variable GONGWEN_SECRET: the password or PIN of a key.
class SecretOption {
 public:
  void declare(OptionList& list);
  const std::string& file() const { return file_; }
  /// Removes the variable from the environment, so that child processes do not inherit it and the system does not show
  /// it in the environment of this process.
  void take_variable();
  /// Whether the option or the variable was given.
  bool is_given() const { return !file_.empty() || variable_.has_value(); }
  /// Reads the secret from the file, or takes it from the variable; call once. Returns nullopt if neither was given, or
  /// after reporting an error. Reports: resources/*.
  std::optional<sign::Secret> read(diagnostics::DiagnosticSink& sink);
  /// Forgets the value of the variable.
  void forget() { variable_.reset(); }

 private:
  std::string file_;
  std::optional<sign::Secret> variable_;
};

}  // namespace gongwen::cli
