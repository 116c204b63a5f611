#include "cli/inbox_option.h"

#include "base/date.h"
#include "base/format.h"
#include "base/mask_passwords.h"
#include "cli/environment.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "inbox/audit.h"
#include "inbox/backup.h"

#include <algorithm>
#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr inbox::Seconds kMostDays = 36'500;

bool is_given(const OptionSpec& spec) {
  if (const auto* const flag = std::get_if<bool*>(&spec.target)) return **flag;
  if (const auto* const text = std::get_if<std::string*>(&spec.target)) return !(*text)->empty();
  return !std::get<std::vector<std::string>*>(spec.target)->empty();
}

/// An argument by what was written in its place.
std::string given_word(const OptionSpec& spec) {
  const auto* const text = std::get_if<std::string*>(&spec.target);
  return spec.is_argument() && text != nullptr ? **text : std::string(spec.long_name());
}

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

void InboxOption::declare(OptionList& list) {
  list.add("--state", &folder_, texts::CliServeState).value = "DIR";
  list.add("--database", &database_, texts::CliServeDatabase).value = "ADDRESS";
}

std::optional<inbox::InboxOptions> InboxOption::options() const {
  if (folder_.empty()) return std::nullopt;
  std::string database = database_.empty() ? folder_ + std::string(inbox::kDatabaseFile) : database_;
  return inbox::InboxOptions{std::move(database), folder_ + std::string(inbox::kFilesFolder)};
}

std::unique_ptr<inbox::Inbox> InboxOption::open(const Session& session, bool makes_it, int& status) const {
  std::optional<inbox::InboxOptions> named = options();
  if (!named) {
    status = print_usage_error(session, messages::CliMissing, {"--state"});
    return nullptr;
  }
  named->existing = !makes_it;
  auto opened = inbox::Inbox::open(*named);
  if (opened) return *std::move(opened);
  status = print_inbox_error(session, base::mask_passwords(named->database), opened.error());
  return nullptr;
}

int print_inbox_error(const Session& session, const std::string& name, const inbox::Fault& fault) {
  switch (fault.kind) {
    case inbox::Fault::Kind::Newer: return print_usage_error(session, messages::CliInboxNewer, {name});
    case inbox::Fault::Kind::Damaged:
      return print_usage_error(session, messages::CliInboxDamaged, {name, fault.reason});
    case inbox::Fault::Kind::NotFound:
    case inbox::Fault::Kind::Conflict:
    case inbox::Fault::Kind::WrongState:
    case inbox::Fault::Kind::Gone:
    case inbox::Fault::Kind::Closed:
    case inbox::Fault::Kind::Full:
    case inbox::Fault::Kind::Exists:
    case inbox::Fault::Kind::Database:
    case inbox::Fault::Kind::NoRoom:
    case inbox::Fault::Kind::Files: break;
  }
  return print_usage_error(session, messages::CliInboxUnusable, {name, fault.reason});
}

int note_in_audit(const Session& session, inbox::Inbox& inbox, const std::string& action, const std::string& object) {
  const auto noted = inbox::Audit(inbox).add({0, system_seconds(), author_name({}), "", action, object, "ok"});
  return noted ? 0 : print_inbox_error(session, inbox.name(), noted.error());
}

std::optional<inbox::Seconds> parse_days(std::string_view text, inbox::Seconds least) {
  inbox::Seconds days = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || days < least || days > kMostDays) return std::nullopt;
  return days * base::kSecondsPerDay;
}

int check_action(const Session& session, std::span<const ActionOptions> actions, const std::vector<OptionSpec>& specs,
                 const std::string& command, const std::string& action) {
  const auto use = std::find_if(actions.begin(), actions.end(), [&](const auto& one) { return one.action == action; });
  if (use == actions.end()) return 0;
  for (const OptionSpec& spec : specs) {
    const std::string_view name = spec.long_name();
    if (name == "ACTION" || name == "--state" || name == "--database") continue;
    if (!is_given(spec)) {
      if (has_word(use->needed, name)) return print_usage_error(session, messages::CliMissing, {std::string(name)});
    } else if (!has_word(use->needed, name) && !has_word(use->others, name)) {
      return refuse_useless(session, given_word(spec), fmt::format("{} {}", command, action));
    }
  }
  return 0;
}

}  // namespace gongwen::cli
