#include "cli/inbox_option.h"

#include "base/mask_passwords.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "inbox/backup.h"

namespace gongwen::cli {

void InboxOption::declare(OptionList& list) {
  list.add("--state", &folder_, texts::CliServeState).value = "DIR";
  list.add("--database", &database_, texts::CliServeDatabase).value = "ADDRESS";
}

std::optional<inbox::InboxOptions> InboxOption::options() const {
  if (folder_.empty()) return std::nullopt;
  std::string database = database_.empty() ? folder_ + std::string(inbox::kDatabaseFile) : database_;
  return inbox::InboxOptions{std::move(database), folder_ + std::string(inbox::kFilesFolder)};
}

std::unique_ptr<inbox::Inbox> InboxOption::open(const Session& session, int& status) const {
  const std::optional<inbox::InboxOptions> named = options();
  if (!named) {
    status = print_usage_error(session, diagnostics::messages::CliMissing, {"--state"});
    return nullptr;
  }
  auto opened = inbox::Inbox::open(*named);
  if (opened) return *std::move(opened);
  status = print_inbox_error(session, base::mask_passwords(named->database), opened.error());
  return nullptr;
}

int print_inbox_error(const Session& session, const std::string& name, const inbox::Fault& fault) {
  namespace messages = diagnostics::messages;
  switch (fault.kind) {
    case inbox::Fault::Kind::Newer: return print_usage_error(session, messages::CliInboxNewer, {name});
    case inbox::Fault::Kind::Damaged:
      return print_usage_error(session, messages::CliInboxDamaged, {name, fault.reason});
    case inbox::Fault::Kind::NotFound:
    case inbox::Fault::Kind::Conflict:
    case inbox::Fault::Kind::WrongState:
    case inbox::Fault::Kind::Gone:
    case inbox::Fault::Kind::Exists:
    case inbox::Fault::Kind::Database:
    case inbox::Fault::Kind::Files: break;
  }
  return print_usage_error(session, messages::CliInboxUnusable, {name, fault.reason});
}

}  // namespace gongwen::cli
