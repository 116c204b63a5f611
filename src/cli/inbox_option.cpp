#include "cli/inbox_option.h"

#include "base/date.h"
#include "base/format.h"
#include "base/mask_passwords.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "engine/core/run.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "service/inbox/audit.h"
#include "service/inbox/upkeep.h"
#include "sign/digest.h"
#include "sign/trust.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr const char* kQueueVariable = "GONGWEN_QUEUE";
constexpr const char* kObjectsVariable = "GONGWEN_OBJECTS";
constexpr std::size_t kMaxJobs = 256;

}  // namespace

void QueueOption::declare(OptionList& list) {
  list.add("--queue", &address_, texts::CliQueue).value = "URL";
  OptionSpec& objects = list.add("--objects", &objects_, texts::CliObjects);
  objects.value = "PLACE";
  objects.takes_storage = true;
}

void QueueOption::complete() {
  if (address_.empty()) address_ = environment_variable(kQueueVariable).value_or("");
  if (objects_.empty()) objects_ = environment_variable(kObjectsVariable).value_or("");
}

int QueueOption::check(const Session& session) {
  // The environment alone does not send a batch to other machines.
  if (!address_.empty() || !objects_.empty()) complete();
  if (!address_.empty() && !queue::is_queue_address(address_)) {
    return print_usage_error(session, messages::CliBadQueue, {base::mask_passwords(address_)});
  }
  if (!objects_.empty() && !queue::is_object_place(objects_)) {
    return print_usage_error(session, messages::CliBadObjects, {objects_});
  }
  if (address_.empty() != objects_.empty()) return print_usage_error(session, messages::CliQueueAndObjects, {});
  return 0;
}

int QueueOption::require(const Session& session) {
  complete();
  if (address_.empty() && objects_.empty()) return print_usage_error(session, messages::CliQueueAndObjects, {});
  return check(session);
}

std::optional<std::size_t> read_jobs(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t jobs = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || jobs == 0 || jobs > kMaxJobs) return std::nullopt;
  return jobs;
}

namespace {

constexpr const char* kSecretVariable = "GONGWEN_SECRET";

}  // namespace

void TrustOption::declare(OptionList& list) {
  list.add("--trust", &trust_, texts::SignaturesVerifyTrust).value = "FILE";
  list.add("--crl", &crls_, texts::SignaturesVerifyCrl).value = "FILE";
}

int TrustOption::give(Session& session) {
  if (trust_.empty() && crls_.empty()) return 0;
  if (trust_.empty()) return print_usage_error(session, diagnostics::messages::CliMissing, {"--trust"});
  engine::Run run;
  sign::TrustOptions found;
  if (!sign::has_cryptography(run.sink()) || !sign::read_trust_files({trust_, crls_, {}}, found, run.sink()))
    return session.print_report(std::move(run).report());
  // Workers have another working directory.
  for (std::string& file : trust_) session.options().trust_files.push_back(resources::plain_path(file));
  for (std::string& file : crls_) session.options().crl_files.push_back(resources::plain_path(file));
  return 0;
}

void SecretOption::declare(OptionList& list) {
  list.add("--secret-file", &file_, texts::PdfSignSecretFile).value = "FILE";
}

void SecretOption::take_variable() {
  if (auto text = take_secret_variable(kSecretVariable)) variable_ = sign::take_secret(*text);
}

std::optional<sign::Secret> SecretOption::read(diagnostics::DiagnosticSink& sink) {
  if (!file_.empty()) return sign::read_secret_file(file_, sink);
  return std::exchange(variable_, std::nullopt);
}

namespace {

constexpr inbox::Seconds kMostDays = 36'500;

bool is_given(const OptionSpec& spec) {
  if (const auto* const flag = std::get_if<bool*>(&spec.target)) return **flag;
  if (const auto* const text = std::get_if<std::string*>(&spec.target)) return !(*text)->empty();
  return !std::get<std::vector<std::string>*>(spec.target)->empty();
}

/// The word that was given for an argument.
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
