// Pies and rings.
#pragma once

#include "templating/detail/charts/chart_model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::templating {

/// The chart as SVG, 640 px wide.
std::string draw_shares(const ChartModel& chart);

/// The shares of the values in tenths of a per cent, each rounded half up, so that equal values have equal shares. All
/// are zero if the sum is.
std::vector<std::int64_t> shares_of(const ChartModel& chart);

}  // namespace gongwen::templating
