// Editions: the definitions of the kinds under which drafts and submissions were made. They are never changed or
// removed, so that forms can be shown and printed as they were handed in, although the kind on the machine has changed
// since.
#pragma once

#include "service/inbox/inbox.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::inbox {

/// One row of the history of a kind: brought by its bundle (`published_by` empty) or published by the designer.
struct KindEdition {
  std::string kind;
  std::int64_t number = 0;  // number within the kind, from 1
  std::string hash;         // hash of the definition
  std::string version;      // version as the kind states it
  Seconds since = 0;        // when it was first seen here; for a published one: from when it is used
  // The next members are for published editions.
  std::string base = {};          // hash of the definition from which it was made
  std::string author = {};        // author of the last change
  std::string published_by = {};  // empty: a bundle brought it
  std::string note = {};
  Seconds published = 0;  // when it was published
};

/// Returns the edition that is in use, among those of one kind in the order of their numbers. A later publication
/// supersedes all that were planned before it. Null if none was published, or none has begun: then the definition of
/// the bundle is used.
const KindEdition* edition_in_use(const std::vector<KindEdition>& editions, Seconds now);
/// Returns when a published edition ends, or is superseded before it begins; nullopt if that is not known yet.
std::optional<Seconds> end_of_edition(const std::vector<KindEdition>& editions, const KindEdition& edition);

/// Called by PublishedForms and the designer, and for every new edition of a bundle that is seen (Inbox::on_edition).
class Editions {
 public:
  explicit Editions(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a definition (Engine::edition) with the next number of its kind, unless it is known. `source` has the files
  /// of its form, as JSON; empty if the kind has no form.json.
  std::optional<Fault> add(const KindEdition& edition, const std::string& form, const std::string& source = {});
  /// Adds a published edition with the next number of its kind; the same definition may be published again. `source`
  /// has the files from which it was made, as JSON; empty: those of the program. Returns the number.
  Result<std::int64_t> publish(const KindEdition& edition, const std::string& form, const std::string& source);
  /// Returns all editions, in the order of their kinds and numbers.
  Result<std::vector<KindEdition>> list();
  Result<std::vector<KindEdition>> list(const std::string& kind);
  /// Returns how many submissions of each kind have not been decided yet.
  Result<std::map<std::string, std::int64_t>> in_progress();
  /// Returns the files from which a published edition was made, as JSON; empty for one that a bundle brought.
  Result<std::string> source(const std::string& kind, std::int64_t number);
  /// Returns the definition; NotFound if it is unknown.
  Result<std::string> form(const std::string& kind, const std::string& hash);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
