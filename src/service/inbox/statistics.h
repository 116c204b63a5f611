// Statistics: what happened to the forms of a kind in a year, by months in Beijing, and how long decisions took.
#pragma once

#include "service/inbox/inbox.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::inbox {

/// Counted by events: a form that is returned twice counts twice, one that is reopened and accepted again is accepted
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
  /// half of them, and nine tenths, took at most so long. nullopt if none was decided.
  /// In days with fractions; a tenth of a day is about 2.4 hours.
  std::optional<double> median_days;
  std::optional<double> ninth_tenth_days;

  MonthFigures total() const;
};

class Statistics {
 public:
  explicit Statistics(Inbox& inbox) : inbox_(inbox) {}

  /// `kind` empty: all kinds. `starts` are the first seconds of the twelve months, and of the month after them.
  Result<YearFigures> of_year(const std::string& kind, const std::array<Seconds, 13>& starts);

  /// Reports of the checks of the first versions that were handed in within the time, the latest first, at most
  /// `count`: JSON, as the engine wrote them.
  Result<std::vector<std::string>> reports(const std::string& kind, Seconds from, Seconds to, std::size_t count);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
