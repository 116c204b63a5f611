// From the records of a store to the data of one issue, as the bundle of the periodical says.
#pragma once

#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/publish.h"
#include "store/record.h"
#include "store/store.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

// Where the records of a store come from, for messages about them: the history says which file and row.

class RecordOrigins {
 public:
  /// Reads the history. Reports: store/damaged and what prevents reading.
  RecordOrigins(store::Store& store, diagnostics::DiagnosticSink& sink);

  /// How the record, `event 2026-10/rev`, was entered, and how it was changed last.
  std::vector<diagnostics::Note> notes(const std::string& record) const;

 private:
  struct Changes {
    store::HistoryEntry entered;
    store::HistoryEntry last;
  };
  std::map<std::string, Changes> changes_;
};

/// What identifies an issue. The number is not the period: the tenth issue of a year may report December.
struct IssueNumbers {
  int year = 0;
  int issue = 0;
  std::optional<int> total;
  std::string date;  // of issue: 2024-03-15
};

/// The data of an issue, and the record that each part of them was made of.
struct CollectedIssue {
  std::string json;
  data::RecordPlaces records;
};

/// What a template of the bundle makes of an object with the names that it sees; nothing when an error was reported.
using Expand = std::function<std::optional<std::string>(const std::string& name, const base::Json& context)>;

/// What issues are collected from.
struct Collection {
  const store::StoreContents& contents;
  const store::Periodical& periodical;
  const store::RecordTypes& types;
};

/// The data of an issue, as its schema wants them, indented. Members are in the order of the section `publish`. A list
/// has the records that the section selects: first those that the record of the issue lists, in its order, then those
/// that other lists name, then the others by date or key.
CollectedIssue collect_issue(const Collection& from, const std::string& period, const IssueNumbers& numbers,
                             const Expand& expand);

/// Periods with records of the main list, in order.
std::vector<std::string> periods_with_records(const Collection& from);

/// The periodical that was named; otherwise the only one, or the only one that the store has records for; null when it
/// cannot be said.
const store::Periodical* find_periodical(const store::RecordTypes& types, const std::string& kind,
                                         const store::StoreContents& contents);
/// How many items a list has, in words of the bundle.
IssueCount count_of(const store::PublishedList& list, std::size_t count);
/// What stands for the contents where they cannot be made: the records of the main list as the store lists them.
std::vector<std::string> list_records(const Collection& from, const std::string& period);

/// What is open: for a preview.
std::vector<OpenPoint> find_open_points(const Collection& from, const std::string& period);

}  // namespace gongwen::publish
