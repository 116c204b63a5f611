// Collects the data of one issue from the records of a store, as the bundle of the periodical defines.
#pragma once

#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/publish.h"
#include "store/publish/detail/kept_values.h"
#include "store/record.h"
#include "store/store.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::publish {

// The origins of records for messages: the history names file and row.

class RecordOrigins {
 public:
  /// Reads the history. Reports: store/damaged and what prevents reading.
  RecordOrigins(store::Store& store, diagnostics::DiagnosticSink& sink);

  /// Returns notes on how a record such as `event 2026-10/rev` was entered, and how it was last changed.
  std::vector<diagnostics::Note> notes(const std::string& record) const;

 private:
  struct Changes {
    store::HistoryEntry entered;
    store::HistoryEntry last;
  };
  std::map<std::string, Changes> changes_;
};

/// The numbers of an issue. They are independent of the period: the tenth issue of a year may cover December.
struct IssueNumbers {
  int year = 0;
  int issue = 0;
  std::optional<int> total;
  std::string date;  // of issue: 2024-03-15
};

/// The data of an issue, and for each part the record from which it was made.
struct CollectedIssue {
  std::string json;
  data::RecordPlaces records;
  EntryHashes entries = {};            // the entries from which members were worded
  std::vector<std::string> kept = {};  // values that were kept although their records differ: `project 2026…: title`
};

/// Expands a template of the bundle in a context; nullopt after an error was reported.
using Expand = std::function<std::optional<std::string>(const std::string& name, const base::Json& context)>;

/// Returns the published issues of a periodical, as the store remembers them: their entries in index.json, in order of
/// their periods.
using IssuesOf = std::function<std::vector<std::string>(const std::string& kind)>;
struct Collection;

/// The records of each type by the period in whose issue they are reported, for runs that collect many issues.
class PeriodIndex {
 public:
  /// Needs only the contents and the periodical.
  explicit PeriodIndex(const Collection& from);

  /// In the order of their keys.
  const std::vector<data::Value>& of(store::RecordType type, const std::string& period) const;

 private:
  std::map<std::pair<store::RecordType, std::string>, std::vector<data::Value>> records_;
};

/// The sources of issues.
struct Collection {
  const store::StoreContents& contents;
  const store::Periodical& periodical;
  const store::RecordTypes& types;
  IssuesOf issues_of = {};  // empty: nothing was published
  /// Made from a collection without an index; if it is null, all records are searched.
  const PeriodIndex* index = nullptr;
};

/// Builds the data of an issue as its schema requires, indented, with members in the order of the section `publish`.
/// Each list has the records that the section selects: first those listed in the record of the issue, in that order,
/// then those that other lists refer to, then the rest by date or key. `kept`: the values of the published edition that
/// this issue keeps; null for a new issue, or to take all values from the records.
CollectedIssue collect_issue(const Collection& from, const std::string& period, const IssueNumbers& numbers,
                             const Expand& expand, const KeptValues* kept = nullptr);

/// Returns the periods with records of the main list, in ascending order.
std::vector<std::string> periods_with_records(const Collection& from);

/// Returns the periodical of `kind`; if that is empty, the only one, or the only one for which the store has records;
/// null if that is ambiguous.
const store::Periodical* find_periodical(const store::RecordTypes& types, const std::string& kind,
                                         const store::StoreContents& contents);
/// Returns the number of items in a list, in words of the bundle.
IssueCount count_of(const store::PublishedList& list, std::size_t count);
/// Returns a substitute for the contents if they cannot be made: the records of the main list as the store lists them.
std::vector<std::string> list_records(const Collection& from, const std::string& period);

/// Returns open points for a preview.
std::vector<OpenPoint> find_open_points(const Collection& from, const std::string& period);

}  // namespace gongwen::publish
