// --state DIR and --database ADDRESS: where keys are, and what people hand in; and what the commands that look into it
// have in common.
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

  /// The inbox that was named; nothing when none was.
  std::optional<inbox::InboxOptions> options() const;
  /// Where jobs are kept; empty without a folder.
  std::string jobs_folder() const { return folder_.empty() ? std::string() : folder_ + "/jobs"; }
  /// Where files lie that are needed for a moment; empty without a folder.
  std::string scratch_folder() const { return folder_.empty() ? std::string() : folder_ + "/tmp"; }
  /// Null when there is none, or it cannot be opened, which was said; `status` is the exit status then. One that is
  /// missing is made if `makes_it`.
  std::unique_ptr<inbox::Inbox> open(const Session& session, bool makes_it, int& status) const;

 private:
  std::string folder_;
  std::string database_;
};

/// What is wrong with an inbox. Returns: the exit status.
int print_inbox_error(const Session& session, const std::string& name, const inbox::Fault& fault);

/// Writes into the audit what the user of the system does. Returns: the exit status of a refusal; 0 when it is written.
int note_in_audit(const Session& session, inbox::Inbox& inbox, const std::string& action, const std::string& object);

/// --days N: a whole number from `least` to a hundred years, in seconds.
std::optional<inbox::Seconds> parse_days(std::string_view text, inbox::Seconds least);

/// Which options an action of a command takes: their long names with blanks between them. --state and --database belong
/// to all.
struct ActionOptions {
  std::string_view action;
  std::string_view needed;
  std::string_view others;
};

/// Refuses options that the action does not take, and a call that lacks one it needs. `specs` are those of the command
/// after its command line was read. Returns: 0, or the exit status of the refusal.
int check_action(const Session& session, std::span<const ActionOptions> actions, const std::vector<OptionSpec>& specs,
                 const std::string& command, const std::string& action);

// The queue through which several machines make documents, as options of `batch` and `worker`.

/// `--queue URL` and `--objects PLACE`. Where one of the two is not given, it comes from the environment:
/// GONGWEN_QUEUE, for an address with a password, GONGWEN_OBJECTS.
class QueueOption {
 public:
  void declare(OptionList& list);

  /// Returns: 0, or the exit status of a refusal: an invalid address, or one option without the other.
  int check(const Session& session);
  /// The same where there must be a queue; both may come from the environment.
  int require(const Session& session);

  /// Empty: none.
  const std::string& address() const { return address_; }
  const std::string& objects() const { return objects_; }

 private:
  void complete();

  std::string address_;
  std::string objects_;
};

/// The value of `--jobs`: 0 for an empty one, nothing for anything but a number from 1 to 256.
std::optional<std::size_t> read_jobs(std::string_view text);

// Options about signatures that several commands have.

/// --trust and --crl: by whom signatures of returned forms are judged.
class TrustOption {
 public:
  void declare(OptionList& list);
  /// Before the engine is made. Returns: 0, or the exit status where a file cannot be used, which was reported.
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
  /// Takes the variable out of the environment: programs that this one starts do not get it, nor is it shown where the
  /// system shows the environment of a process.
  void take_variable();
  /// Whether the option or the variable was given.
  bool is_given() const { return !file_.empty() || variable_.has_value(); }
  /// From the file, otherwise from the variable, which is given once. Nothing after a report, and where neither was
  /// given. Reports: resources/*.
  std::optional<sign::Secret> read(diagnostics::DiagnosticSink& sink);
  /// What was in the variable is not needed any more.
  void forget() { variable_.reset(); }

 private:
  std::string file_;
  std::optional<sign::Secret> variable_;
};

}  // namespace gongwen::cli
