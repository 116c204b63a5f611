// Corrections: which facts of a published issue have changed, since when, whether the office has decided to leave the
// issue as it is, and the mark of a corrected edition in its data.
#pragma once

#include "base/date.h"
#include "gongwen/publish.h"
#include "store/changes.h"
#include "store/publish/detail/ledger.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::publish {

// Notes in the ledger. They are valid for the latest edition only: once another one is published, they are void.

inline constexpr std::string_view kChanged = "changed";
inline constexpr std::string_view kLeft = "left";

/// The changed facts of an issue, as the store remembers them.
struct SeenChange {
  std::string facts;     // hash of the changes; empty: no changes are remembered
  std::string since;     // when these changes were first seen, in ISO 8601
  bool is_left = false;  // a person has decided to leave the issue as it is
};

/// Returns whether a note about changes or a withdrawal, with these details, is valid for the latest edition of the
/// issue.
bool is_about_latest(const LedgerNote& note, const base::JsonView& details, const ArchivedIssue& issue);

/// `site` may be null.
SeenChange seen_change(const LedgerSite* site, const ArchivedIssue& issue);

/// Returns a hash of changes; empty if absent.
std::string hash_of(std::span<const store::FieldChange> changes);
/// Stands for the hash if an issue has no records any more.
inline constexpr std::string_view kNoRecords = "no-records";

/// Makes a note of changes that were seen for the first time or, with an empty hash, that were undone.
store::PublicationEntry changed_note(const Archive& archive, const std::string& period, const std::string& time,
                                     const std::string& facts);
/// Makes a note of the decision to leave an issue as it is.
store::PublicationEntry left_note(const Archive& archive, const PublishOptions& options, const std::string& facts);

// What a run does about changed facts.

struct PendingCorrection {
  ChangedIssue issue;
  std::string facts;      // hash of the changes
  bool is_ripe = false;   // the correction is published in this run
  bool is_known = false;  // the store remembers these changes or, if there are none, that there are none
};

/// `days`: a correction is published when the changes have been the same for this many days; nullopt: only on request.
PendingCorrection look_at_changes(const ArchivedIssue& issue, std::span<const store::FieldChange> changes,
                                  const SeenChange& seen, std::optional<int> days, base::Moment now);
/// Adds issues all of whose records were removed to `changed`, without a list of changes, and adds a note to `notes` if
/// a run sees that for the first time.
void add_gone(const Archive& archive, const std::vector<std::string>& periods, const LedgerSite* site, base::Moment now,
              std::vector<ChangedIssue>& changed, std::vector<store::PublicationEntry>& notes);
/// Reports changes that are neither ripe nor left. Reports: publish/changed-facts, publish/correction-waits.
void report_changes(const PendingCorrection& pending, std::optional<int> days, diagnostics::DiagnosticSink& sink);

// The mark: the member of the data that PublishedMember::Source::Correction names.

/// Returns the data of an edition with its mark: {"edition","date","changes":[{"record","field","before","after"}]},
/// with the date in China; unchanged if the periodical has no such member.
std::string with_mark(const std::string& json, const store::Periodical& periodical, int edition,
                      const std::string& published, std::span<const store::FieldChange> changes);
/// Returns the data without its mark, which is not a fact.
std::string without_mark(const std::string& json, const store::Periodical& periodical);

}  // namespace gongwen::publish
