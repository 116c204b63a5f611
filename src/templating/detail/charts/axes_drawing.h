// Charts with an axis of values and an axis of categories: lines, columns and bars.
#pragma once

#include "templating/detail/charts/chart_model.h"

#include <string>

namespace gongwen::templating {

/// The chart as SVG, 640 px wide.
std::string draw_on_axes(const ChartModel& chart);

}  // namespace gongwen::templating
