// --state DIR and --database ADDRESS: where keys are, and what people hand in.
#pragma once

#include "cli/session.h"
#include "inbox/inbox.h"

#include <memory>
#include <optional>
#include <string>

namespace gongwen::cli {

class InboxOption {
 public:
  void declare(OptionList& list);

  /// The inbox that was named; nothing when none was.
  std::optional<inbox::InboxOptions> options() const;
  /// Null when there is none, or it cannot be opened, which was told; `status` is the exit status then.
  std::unique_ptr<inbox::Inbox> open(const Session& session, int& status) const;

 private:
  std::string folder_;
  std::string database_;
};

/// What is wrong with an inbox. Returns: the exit status.
int print_inbox_error(const Session& session, const std::string& name, const inbox::Fault& fault);

}  // namespace gongwen::cli
