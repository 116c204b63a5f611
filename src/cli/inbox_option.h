// --state DIR and --database ADDRESS: where keys are, and what people hand in; and what the commands that look into it
// have in common.
#pragma once

#include "cli/session.h"
#include "inbox/inbox.h"

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

}  // namespace gongwen::cli
