// ChartAxis: an axis with round steps.
#pragma once

#include <cstdint>

namespace gongwen::templating {

struct ChartAxis {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t step = 1;  // high - low is a multiple of it

  std::int64_t steps() const { return (high - low) / step; }
};

/// From `least` to `most` in at most six steps of 1, 2, 5, 10 …, in the unit of the values. If all values are equal,
/// the axis has one step, `one`.
ChartAxis make_axis(std::int64_t least, std::int64_t most, std::int64_t one);

}  // namespace gongwen::templating
