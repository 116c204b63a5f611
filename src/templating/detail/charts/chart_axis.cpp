#include "templating/detail/charts/chart_axis.h"

namespace gongwen::templating {
namespace {

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  const std::int64_t rest = value % step;
  return value - (rest < 0 ? rest + step : rest);
}

}  // namespace

ChartAxis make_axis(std::int64_t least, std::int64_t most, std::int64_t one) {
  constexpr std::int64_t kMostSteps = 6;
  if (least == most) return {least, least + one, one};
  for (std::int64_t power = 1;; power *= 10) {
    for (const std::int64_t factor : {1, 2, 5}) {
      const std::int64_t step = power * factor;
      const std::int64_t low = floor_to(least, step);
      const std::int64_t high = floor_to(most + step - 1, step);
      if ((high - low) / step <= kMostSteps) return {low, high, step};
    }
  }
}

}  // namespace gongwen::templating
