// The data of one bulletin from the facts of a store, and the wording of progress.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "store/store.h"
#include "store/store_contents.h"

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

// The progress of a project in words, from its stage history: what annex 1 says of a project that no event of the month
// tells of. The words are those that the bulletin's template has for events, so that both read alike.

/// `stage` is an entry of a project's `stages`. 已形成征求意见稿，并通过专家审查会评审。
std::string progress_text(const data::Value& stage);

/// 2024年2月4日 for 2024-02-04.
std::string chinese_date(std::string_view date);

// From the facts of a store to the data of one bulletin.

/// What identifies an issue. The number is not the month: the tenth issue of a year may report December.
struct IssueNumbers {
  int year = 0;
  int issue = 0;
  std::optional<int> total;
  std::string date;  // of issue: 2024-03-15
};

/// The data of a bulletin, and the record that each part of them was made of.
struct CollectedMonth {
  std::string json;
  data::RecordPlaces records;
};

/// The data of the bulletin of a month, as its schema wants them, indented.
/// Events: those whose month it is, in the order that the record of the issue gives; what it does not name is by
/// date among them. The template sorts them into sections. Annex 1: the projects that the record of the issue names,
/// those that events of the month refer to by plan number alone, those whose stage history has an entry of the month.
/// Annex 2: the ballots of the month.
CollectedMonth collect_month(const store::StoreContents& contents, const std::string& period,
                             const IssueNumbers& numbers);

/// Months with events, in order.
std::vector<std::string> months_with_events(const store::StoreContents& contents);

/// What is open: for a preview. Keys of events without date and month; keys of projects without plan number; plan
/// numbers that events of the month name and no project has.
struct OpenPoints {
  std::vector<std::string> undated_events;
  std::vector<std::string> unnumbered_projects;
  std::vector<std::string> unknown_plans;
};
OpenPoints find_open_points(const store::StoreContents& contents, const std::string& period);

}  // namespace gongwen::publish
