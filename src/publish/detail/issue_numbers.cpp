#include "publish/detail/issue_numbers.h"

#include "base/calendar.h"
#include "diagnostics/catalogue/publish.h"

#include <algorithm>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using Source = store::PublishedMember::Source;

std::optional<int> IssueNumbering::stated(const std::string& period, Source source) const {
  const store::Periodical& periodical = from_.periodical;
  const auto record = periodical.issue ? store::find_record(from_.contents, *periodical.issue, period) : std::nullopt;
  const auto member = record ? record->find(periodical.member_of(source)) : std::nullopt;
  if (!member || member->type() != data::ValueType::Integer) return std::nullopt;
  return static_cast<int>(member->integer());
}

bool IssueNumbering::states_number(const std::string& period) const {
  return (options_.issue && period == options_.period) || stated(period, Source::Number).has_value();
}

const ArchivedIssue* IssueNumbering::following(const std::string& period, int year) const {
  for (const auto& [name, issue] : archive_.issues()) {
    if (name > period && is_of_series(issue, year)) return &issue;
  }
  return nullptr;
}

int IssueNumbering::preceding_number(const std::string& period, int year) const {
  int last = 0;
  for (const auto& [name, issue] : archive_.issues()) {
    if (name < period && is_of_series(issue, year)) last = std::max(last, issue.numbers.issue);
  }
  return last;
}

IssueNumbers IssueNumbering::of(const std::string& period) const {
  const store::Periodical& periodical = from_.periodical;
  const ArchivedIssue* const former = archive_.find(period);
  IssueNumbers numbers;
  numbers.year = stated(period, Source::Year)
                     .value_or(former ? former->numbers.year : base::Period::parse(periodical.unit, period)->year());
  int next = archive_.next_issue(numbers.year);
  // A period that was left out, and whose number was, too.
  if (const ArchivedIssue* const later = following(period, numbers.year)) {
    const int before = preceding_number(period, numbers.year);
    if (later->numbers.issue == before + 2) next = before + 1;
  }
  numbers.issue = stated(period, Source::Number).value_or(former ? former->numbers.issue : next);
  numbers.total = former ? former->numbers.total : archive_.next_total();
  if (const auto total = stated(period, Source::Total)) numbers.total = total;
  numbers.date = former ? former->numbers.date : base::date_in_china(options_.now);
  const auto record = periodical.issue ? store::find_record(from_.contents, *periodical.issue, period) : std::nullopt;
  const std::string_view date =
      record ? store::text_member(*record, periodical.member_of(Source::Date)) : std::string_view();
  if (!date.empty()) numbers.date = date;
  if (options_.issue && period == options_.period) numbers.issue = *options_.issue;
  return numbers;
}

/// The first period with records before this one that has no issue and would take a number of the series.
std::string IssueNumbering::earlier_without_issue(const std::string& period) const {
  const store::Periodical& periodical = from_.periodical;
  const bool counts_all =
      !periodical.numbered_by_year || (archive_.next_total() && !stated(period, Source::Total).has_value());
  const int year = base::Period::parse(periodical.unit, period)->year();
  for (const std::string& other : periods_with_records(from_)) {
    if (other >= period) break;
    const bool is_counted = counts_all || base::Period::parse(periodical.unit, other)->year() == year;
    // What came before the first issue of the site was not published here.
    const bool has_begun = archive_.issues().empty() || !counts_all || other > archive_.issues().begin()->first;
    if (is_counted && has_begun && archive_.find(other) == nullptr) return other;
  }
  return {};
}

void IssueNumbering::check(const std::string& period, const IssueNumbers& numbers,
                           diagnostics::DiagnosticSink& sink) const {
  if (const ArchivedIssue* const other = archive_.find_number(numbers.year, numbers.issue, period)) {
    sink.report(messages::PublishNumberTaken, Origin{}, numbers.issue, numbers.year, other->period);
  }
  if (archive_.find(period) != nullptr) return;
  const int next = archive_.next_issue(numbers.year);
  // The first issue of a year may be one that follows others published elsewhere, but not more than there are periods.
  const int most = next > 1 || !from_.periodical.numbered_by_year
                       ? next
                       : base::Period::parse(from_.periodical.unit, period)->number();
  if ((next > 1 || from_.periodical.numbered_by_year) && numbers.issue > most) {
    sink.report(messages::PublishNumberJump, Origin{}, numbers.year, next - 1, numbers.issue);
  }
  if (states_number(period)) return;
  if (const std::string earlier = earlier_without_issue(period); !earlier.empty()) {
    sink.report(messages::PublishEarlierMissing, Origin{}, earlier, period, numbers.issue, numbers.year);
    return;
  }
  const ArchivedIssue* const later = following(period, numbers.year);
  if (later != nullptr && later->numbers.issue < numbers.issue) {
    sink.report(messages::PublishNumberOrder, Origin{}, period, numbers.issue, later->period, later->numbers.issue);
  }
}

}  // namespace gongwen::publish
