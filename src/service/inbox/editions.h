// Editions: the definitions of the kinds under which drafts and submissions were made. They are only added to, so that
// what was handed in can be shown and printed as it was, although the kind on the machine has changed since.
#pragma once

#include "service/inbox/inbox.h"

#include <string>
#include <vector>

namespace gongwen::inbox {

struct KindEdition {
  std::string kind;
  std::int64_t number = 0;  // of the kind, from 1
  std::string hash;         // of the definition
  std::string version;      // as the kind calls it
  Seconds since = 0;        // when it was first seen here
};

class Editions {
 public:
  explicit Editions(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a definition (Engine::edition) with the next number of its kind, unless it is known.
  std::optional<Fault> add(const KindEdition& edition, const std::string& form);
  /// All editions, in the order of their kinds and numbers.
  Result<std::vector<KindEdition>> list();
  /// The definition; NotFound if it is not known.
  Result<std::string> form(const std::string& kind, const std::string& hash);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
