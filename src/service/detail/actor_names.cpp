#include "service/detail/actor_names.h"

#include "diagnostics/catalogue/texts/office.h"
#include "service/detail/repeated.h"

namespace gongwen::service {

ActorNames::ActorNames(inbox::Inbox& inbox, diagnostics::Language language) {
  namespace texts = diagnostics::texts;
  names_.emplace(kLocalProgram, texts::OfficeLocalProgram.in(language));
  // Revoked keys have names, too. If the database does not answer, the names of the program itself are shown.
  if (const auto keys = inbox::ApiKeys(inbox).list()) {
    for (const inbox::ApiKey& key : *keys)
      names_[std::string(kKeyMark) + key.id] = texts::OfficeProgram.in(language, key.name);
  }
  if (const auto accounts = inbox::Accounts(inbox).list()) {
    for (const inbox::Account& one : *accounts) {
      if (!one.title.empty()) names_[one.name] = one.title;
    }
  }
}

std::string ActorNames::of(const std::string& actor) const {
  const auto found = names_.find(actor);
  return found == names_.end() ? actor : found->second;
}

std::string ActorNames::of_program(const std::string& actor) const {
  return actor == kLocalProgram || actor.starts_with(kKeyMark) ? of(actor) : actor;
}

}  // namespace gongwen::service
