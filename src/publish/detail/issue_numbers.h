// IssueNumbers: which year, number and date the issue of a period has.
//   const IssueNumbering numbering(collection, archive, options);
//   const IssueNumbers numbers = numbering.of("2024-02");
#pragma once

#include "diagnostics/diagnostic.h"
#include "gongwen/publish.h"
#include "publish/detail/archive.h"
#include "publish/detail/collect_issue.h"

#include <optional>
#include <string>

namespace gongwen::publish {

class IssueNumbering {
 public:
  IssueNumbering(const Collection& from, const Archive& archive, const PublishOptions& options)
      : from_(from), archive_(archive), options_(options) {}

  /// What the options say counts more than the record of the issue, that more than what is archived, and that more than
  /// what comes next: the number that is free between those of the periods before and after, or the one after the last.
  IssueNumbers of(const std::string& period) const;

  /// Whether an issue that is not published yet may have the numbers. Reports: publish/number-taken,
  /// publish/number-jump, publish/earlier-missing, publish/number-order.
  void check(const std::string& period, const IssueNumbers& numbers, diagnostics::DiagnosticSink& sink) const;

 private:
  std::optional<int> stated(const std::string& period, store::PublishedMember::Source source) const;
  bool states_number(const std::string& period) const;
  /// The issue of the same series that is published for the next period after this one; null when none is.
  const ArchivedIssue* following(const std::string& period, int year) const;
  int preceding_number(const std::string& period, int year) const;
  std::string earlier_without_issue(const std::string& period) const;
  bool is_of_series(const ArchivedIssue& issue, int year) const {
    return !from_.periodical.numbered_by_year || issue.numbers.year == year;
  }

  const Collection from_;
  const Archive& archive_;
  const PublishOptions& options_;
};

}  // namespace gongwen::publish
