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
  /// Of accounts that were read already.
  ActorNames(inbox::Inbox& inbox, diagnostics::Language language, std::span<const inbox::Account> accounts);

  /// `key:k2x7` becomes `program intake`; an account without a title, and a key that is not known, keep their names.
  std::string of(const std::string& actor) const;
  /// The same for programs alone: an account keeps the name that it logs in with.
  std::string of_program(const std::string& actor) const;

 private:
  std::map<std::string, std::string> names_;
};

/// ActorNames::of_program() for one name. The database is asked only if it is that of a program.
std::string program_name(inbox::Inbox& inbox, diagnostics::Language language, const std::string& actor);

}  // namespace gongwen::service
