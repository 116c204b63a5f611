// Statistics: the events of a year for the forms of a kind, by months in Beijing, and how long decisions took.
#pragma once

#include "service/inbox/inbox.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::inbox {

/// Counts of events: a form that is returned twice counts twice, one that is reopened and accepted again is accepted
/// twice.
struct MonthFigures {
  std::int64_t submitted = 0;  // first versions
  std::int64_t returned = 0;
  std::int64_t accepted = 0;
  std::int64_t rejected = 0;
  std::int64_t withdrawn = 0;
};

struct YearFigures {
  std::array<MonthFigures, 12> months;
  /// Days from the first version to the last decision (accepted or rejected) of forms that were decided in the year:
  /// the median and the 90th percentile; nullopt if none was decided. In days with fractions; a tenth of a day is about
  /// 2.4 hours.
  std::optional<double> median_days;
  std::optional<double> ninth_tenth_days;

  MonthFigures total() const;
};

class Statistics {
 public:
  explicit Statistics(Inbox& inbox) : inbox_(inbox) {}

  /// Returns the figures of a kind, or of all if `kind` is empty. `starts` are the first seconds of the twelve months,
  /// and of the month after them.
  Result<YearFigures> of_year(const std::string& kind, const std::array<Seconds, 13>& starts);

  /// Returns the reports of the checks of first versions that were handed in within the time, the latest first, at most
  /// `count`: JSON, as the engine wrote them.
  Result<std::vector<std::string>> reports(const std::string& kind, Seconds from, Seconds to, std::size_t count);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
