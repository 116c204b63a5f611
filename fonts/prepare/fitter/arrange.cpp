#include "cost.h"
#include "glyf_record.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace fitter {
namespace {

Point place(const CurvePoint& point) { return {double(point.x), double(point.y)}; }

struct Choice {
  double bits = std::numeric_limits<double>::infinity();
  std::size_t contour = 0;
  std::size_t point = 0;
};

/// The cheapest begin of a contour, what the step to it takes less what is saved in it.
void look_at(const std::vector<PointContour>& contours, std::size_t number, Point here, Choice& best) {
  const PointContour& points = contours[number];
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point before = place(points[i == 0 ? points.size() - 1 : i - 1]);
    const double bits = step_bits(here, place(points[i]), true) - step_bits(before, place(points[i]), true);
    if (points[i].on_curve && bits < best.bits) best = {bits, number, i};
  }
}

}  // namespace

std::vector<PointContour> well_arranged(std::vector<PointContour> contours) {
  std::vector<PointContour> arranged;
  Point here;
  while (!contours.empty()) {
    Choice best;
    for (std::size_t i = 0; i < contours.size(); ++i) look_at(contours, i, here, best);
    PointContour points = std::move(contours[best.contour]);
    contours.erase(contours.begin() + static_cast<std::ptrdiff_t>(best.contour));
    std::rotate(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(best.point), points.end());
    here = place(points.back());
    arranged.push_back(std::move(points));
  }
  return arranged;
}

}  // namespace fitter
