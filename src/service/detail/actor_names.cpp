#include "service/detail/actor_names.h"

#include "diagnostics/catalogue/texts/office.h"

#include <vector>

namespace gongwen::service {

namespace {

bool is_program(std::string_view actor) { return actor == inbox::kLocalProgram || actor.starts_with(inbox::kKeyMark); }

/// If the database does not answer, the names of the program itself are shown.
std::vector<inbox::Account> known_accounts(inbox::Inbox& inbox) {
  auto accounts = inbox::Accounts(inbox).list();
  return accounts ? *std::move(accounts) : std::vector<inbox::Account>();
}

}  // namespace

ActorNames::ActorNames(inbox::Inbox& inbox, diagnostics::Language language)
    : ActorNames(inbox, language, known_accounts(inbox)) {}

ActorNames::ActorNames(inbox::Inbox& inbox, diagnostics::Language language, std::span<const inbox::Account> accounts) {
  namespace texts = diagnostics::texts;
  names_.emplace(inbox::kLocalProgram, texts::OfficeLocalProgram.in(language));
  // Revoked keys have names, too.
  if (const auto keys = inbox::ApiKeys(inbox).list()) {
    for (const inbox::ApiKey& key : *keys)
      names_[std::string(inbox::kKeyMark) + key.id] = texts::OfficeProgram.in(language, key.name);
  }
  // An account that is older than the rule for names may have the name of a program: the words for the program take
  // precedence.
  for (const inbox::Account& one : accounts) {
    if (!one.title.empty()) names_.emplace(one.name, one.title);
  }
}

std::string ActorNames::of(const std::string& actor) const {
  const auto found = names_.find(actor);
  return found == names_.end() ? actor : found->second;
}

std::string ActorNames::of_program(const std::string& actor) const { return is_program(actor) ? of(actor) : actor; }

std::string program_name(inbox::Inbox& inbox, diagnostics::Language language, const std::string& actor) {
  return is_program(actor) ? ActorNames(inbox, language, {}).of(actor) : actor;
}

}  // namespace gongwen::service
