// Editions: the definitions of the kinds under which drafts and submissions were made. They are only added to, so that
// what was handed in can be shown and printed as it was, although the kind on the machine has changed since.
#pragma once

#include "service/inbox/inbox.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::inbox {

/// One row of the history of a kind: brought by its bundle (`published_by` empty) or published by the designer.
struct KindEdition {
  std::string kind;
  std::int64_t number = 0;  // of the kind, from 1
  std::string hash;         // of the definition
  std::string version;      // as the kind calls it
  Seconds since = 0;        // when it was first seen here; of a published one: from when it is used
  // Of an edition that somebody has published.
  std::string base = {};          // the hash of the definition that it began from
  std::string author = {};        // of the last change
  std::string published_by = {};  // empty: a bundle brought it
  std::string note = {};
  Seconds published = 0;  // when that was decided
};

/// Which editions are used, of those of one kind in the order of their numbers. A later publication supersedes all that
/// were planned before it.
/// Null if none was published, or none has begun: then the definition of the bundle is used.
const KindEdition* edition_in_use(const std::vector<KindEdition>& editions, Seconds now);
/// When a published edition ends, or is superseded before it began; nullopt: the time is not known yet.
std::optional<Seconds> end_of_edition(const std::vector<KindEdition>& editions, const KindEdition& edition);

/// Called by PublishedForms and the designer, and for every new edition of a bundle that is seen (Inbox::on_edition).
class Editions {
 public:
  explicit Editions(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a definition (Engine::edition) with the next number of its kind, unless it is known.
  /// `source` are the files of its form, as JSON; empty if it is not made of one.
  std::optional<Fault> add(const KindEdition& edition, const std::string& form, const std::string& source = {});
  /// Adds an edition that somebody publishes, with the next number of its kind; the same definition may be published
  /// again. `source` are the files that it is made of, as JSON; empty: those that the program has. Returns the number.
  Result<std::int64_t> publish(const KindEdition& edition, const std::string& form, const std::string& source);
  /// All editions, in the order of their kinds and numbers.
  Result<std::vector<KindEdition>> list();
  Result<std::vector<KindEdition>> list(const std::string& kind);
  /// How many submissions of each kind are not decided yet.
  Result<std::map<std::string, std::int64_t>> in_progress();
  /// The files that a published edition was made of, as JSON; empty for one that a bundle brought.
  Result<std::string> source(const std::string& kind, std::int64_t number);
  /// The definition; NotFound if it is not known.
  Result<std::string> form(const std::string& kind, const std::string& hash);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
