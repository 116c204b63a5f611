#include "service/inbox/statistics.h"

#include "base/date.h"
#include "base/format.h"
#include "service/inbox/submissions.h"

#include <algorithm>

namespace gongwen::inbox {
namespace {

struct PastEvent {
  Seconds time = 0;
  Seconds created = 0;  // creation time of the submission
  std::string submission;
  Action action = Action::Submit;
};

/// Returns the smallest value such that this share of all values is at most as large (nearest rank). `values` is
/// reordered. The rank is rounded: of 10 values, the share 0.9 gives the one at index 8.
double value_at(std::vector<double>& values, double share) {
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
  return values[rank];
}

}  // namespace

MonthFigures YearFigures::total() const {
  MonthFigures all;
  for (const MonthFigures& month : months) {
    all.submitted += month.submitted;
    all.returned += month.returned;
    all.accepted += month.accepted;
    all.rejected += month.rejected;
    all.withdrawn += month.withdrawn;
  }
  return all;
}

Result<YearFigures> Statistics::of_year(const std::string& kind, const std::array<Seconds, 13>& starts) {
  const auto events = inbox_.all<PastEvent>(
      "SELECT e.time, s.created, e.submission, e.action FROM gw_event e JOIN gw_submission s ON s.id = e.submission "
      "WHERE e.time >= CAST($1 AS BIGINT) AND e.time < CAST($2 AS BIGINT) AND ($3 = '' OR s.kind = $3) "
      "ORDER BY e.time, e.number",
      {number_value(starts.front()), number_value(starts.back()), kind},
      [](const database::Row& row) -> Result<PastEvent> {
        const auto action = find_action(text_of(row[3]));
        if (!action) return base::Failure{Fault{Fault::Kind::Damaged, text_of(row[3])}};
        return PastEvent{number_of(row[0]), number_of(row[1]), text_of(row[2]), *action};
      });
  if (!events) return base::Failure{events.error()};
  YearFigures year;
  std::vector<std::pair<std::string, double>> decided;
  for (const PastEvent& event : *events) {
    const auto month =
        // upper_bound finds the beginning of the next month; an event at the first second of a month belongs to it.
        static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), event.time) - starts.begin() - 1);
    MonthFigures& figures = year.months[month];
    switch (event.action) {
      case Action::Submit: ++figures.submitted; break;
      case Action::Return: ++figures.returned; break;
      case Action::Accept: ++figures.accepted; break;
      case Action::Reject: ++figures.rejected; break;
      case Action::Withdraw: ++figures.withdrawn; break;
      // Listed one by one, so that the compiler asks about each new action.
      case Action::Resubmit:
      case Action::Review:
      case Action::Correct:
      case Action::Assign:
      case Action::Answer:
      case Action::Record:
      case Action::Reopen:
      case Action::Replace:
      case Action::Relink: break;
    }
    if (event.action == Action::Accept || event.action == Action::Reject)
      decided.emplace_back(event.submission, static_cast<double>(event.time - event.created) / base::kSecondsPerDay);
  }
  // The last decision on each submission counts. Stable: within a submission the order of time is preserved, so its
  // last entry is its last decision.
  std::stable_sort(decided.begin(), decided.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<double> days;
  for (std::size_t i = 0; i < decided.size(); ++i) {
    if (i + 1 == decided.size() || decided[i + 1].first != decided[i].first) days.push_back(decided[i].second);
  }
  if (days.empty()) return year;
  constexpr double kHalf = 0.5;
  constexpr double kNineTenths = 0.9;
  year.median_days = value_at(days, kHalf);
  year.ninth_tenth_days = value_at(days, kNineTenths);
  return year;
}

Result<std::vector<std::string>> Statistics::reports(const std::string& kind, Seconds from, Seconds to,
                                                     std::size_t count) {
  // Only reports with errors or warnings: they show which questions of the form are difficult.
  return inbox_.all<std::string>(
      fmt::format("SELECT c.report FROM gw_version_check c JOIN gw_submission s ON s.id = c.submission "
                  "WHERE c.version = 1 AND c.errors + c.warnings > 0 AND s.created >= CAST($1 AS BIGINT) "
                  "AND s.created < CAST($2 AS BIGINT) AND s.kind = $3 ORDER BY s.number DESC LIMIT {}",
                  count),
      {number_value(from), number_value(to), kind}, [](const database::Row& row) { return text_of(row[0]); });
}

}  // namespace gongwen::inbox
