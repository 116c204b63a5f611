// The names of those who did something, as people of the office know them: accounts by their titles, programs by the
// names of their keys.
#pragma once

#include "diagnostics/text.h"
#include "service/inbox/accounts.h"

#include <map>
#include <span>
#include <string>

namespace gongwen::service {

/// Reads the database, so make one only where names are shown.
class ActorNames {
 public:
  ActorNames(inbox::Inbox& inbox, diagnostics::Language language);
  /// Takes accounts that have been read already.
  ActorNames(inbox::Inbox& inbox, diagnostics::Language language, std::span<const inbox::Account> accounts);

  /// Returns the name of an actor: `key:k2x7` becomes `program intake`; an account without a title, and an unknown key,
  /// keep their names.
  std::string of(const std::string& actor) const;
  /// The same for programs only: an account keeps its login name.
  std::string of_program(const std::string& actor) const;

 private:
  std::map<std::string, std::string> names_;
};

/// ActorNames::of_program() for one name. Asks the database only if the name is that of a program.
std::string program_name(inbox::Inbox& inbox, diagnostics::Language language, const std::string& actor);

}  // namespace gongwen::service
