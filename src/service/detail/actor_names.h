// The names of those who did something, as people of the office know them: accounts by their titles, programs by the
// names of their keys.
#pragma once

#include "diagnostics/text.h"
#include "service/inbox/accounts.h"

#include <map>
#include <string>

namespace gongwen::service {

class ActorNames {
 public:
  ActorNames(inbox::Inbox& inbox, diagnostics::Language language);

  /// `key:k2x7` becomes `program intake`; an account without a title, and a key that is not known, keep their names.
  std::string of(const std::string& actor) const;
  /// The same for programs alone: an account keeps the name that it logs in with.
  std::string of_program(const std::string& actor) const;

 private:
  std::map<std::string, std::string> names_;
};

}  // namespace gongwen::service
