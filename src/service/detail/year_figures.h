// What pages and programs show of a year besides the figures of inbox::Statistics: when its months begin, and which
// fields people got wrong.
#pragma once

#include "service/inbox/statistics.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

inline constexpr std::size_t kMonths = 12;

/// The first seconds of the months of a year in Beijing, and of the month after them.
/// Thirteen moments, as inbox::Statistics wants them. Since the office works by Beijing time, a form that came at 23:30
/// UTC on 31 December counts for January.
using YearStarts = std::array<inbox::Seconds, kMonths + 1>;
YearStarts starts_of_months(int year);

/// Fields with errors in first versions, as the form calls them, with the number of forms in which they had one.
/// Fields with the same title count as one.
using FieldCounts = std::vector<std::pair<std::string, std::int64_t>>;
/// The ten commonest first; none without a kind: forms of several kinds have different fields.
inbox::Result<FieldCounts> faulty_fields(inbox::Inbox& inbox, const std::string& kind, const YearStarts& starts);

}  // namespace gongwen::service
