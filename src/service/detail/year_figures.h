// Figures of a year for pages and programs besides those of inbox::Statistics: the starts of its months, and the fields
// with the most errors.
#pragma once

#include "service/inbox/statistics.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

inline constexpr std::size_t kMonths = 12;

/// The first seconds of the months of a year in Beijing, and of the month after them: thirteen times, as
/// inbox::Statistics needs them. The office works by Beijing time, so a form that came at 23:30 UTC on 31 December
/// counts for January.
using YearStarts = std::array<inbox::Seconds, kMonths + 1>;
YearStarts starts_of_months(int year);

/// Fields with errors in first versions, by their titles in the form, with the number of forms in which they had one.
/// Fields with the same title are counted together.
using FieldCounts = std::vector<std::pair<std::string, std::int64_t>>;
/// Returns the ten most frequent, the most frequent first; empty without a kind, since forms of several kinds have
/// different fields.
inbox::Result<FieldCounts> faulty_fields(inbox::Inbox& inbox, const std::string& kind, const YearStarts& starts);

}  // namespace gongwen::service
