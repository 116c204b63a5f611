#include "glyf_record.h"

#include "cost.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace fitter {
namespace {

void put_u16(std::string& out, int value) {
  if (value < std::numeric_limits<std::int16_t>::min() || value > std::numeric_limits<std::int16_t>::max()) {
    throw BadOutline("has a number that TrueType cannot write");
  }
  out += static_cast<char>(value >> 8 & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

/// Flags, which say how the differences are written, and these for each axis.
class Points {
 public:
  void add(const CurvePoint& point) {
    unsigned flag = point.on_curve ? kOnCurve : 0;
    flag |= put(xs_, point.x - last_.x, kXShort, kXSame);
    flag |= put(ys_, point.y - last_.y, kYShort, kYSame);
    put_flag(flag);
    last_ = point;
  }

  std::string bytes() const { return flags_ + xs_ + ys_; }

 private:
  static unsigned put(std::string& out, int difference, unsigned is_short, unsigned is_same) {
    if (difference == 0) return is_same;
    if (std::abs(difference) > 255) return put_u16(out, difference), 0;
    out += static_cast<char>(std::abs(difference));
    return difference > 0 ? is_short | is_same : is_short;
  }

  /// A flag that repeats once is written twice, more often with the number of times.
  void put_flag(unsigned flag) {
    if (flag != last_flag_ || times_ == 256) {
      flags_ += static_cast<char>(flag);
      times_ = 1;
    } else if (++times_ == 2) {
      flags_ += static_cast<char>(flag);
    } else {
      flags_[flags_.size() - 2] = static_cast<char>(flag | kRepeat);
      flags_.back() = static_cast<char>(times_ - 1);
    }
    last_flag_ = flag;
  }

  std::string flags_;
  std::string xs_;
  std::string ys_;
  CurvePoint last_;
  unsigned last_flag_ = ~0U;
  unsigned times_ = 0;
};

void put_bounds(std::string& out, const std::vector<PointContour>& contours) {
  const CurvePoint& any = contours.front().front();
  int left = any.x;
  int right = any.x;
  int bottom = any.y;
  int top = any.y;
  for (const PointContour& contour : contours) {
    for (const CurvePoint& point : contour) {
      left = std::min(left, point.x);
      right = std::max(right, point.x);
      bottom = std::min(bottom, point.y);
      top = std::max(top, point.y);
    }
  }
  for (const int bound : {left, bottom, right, top}) put_u16(out, bound);
}

Point place(const CurvePoint& point) { return {double(point.x), double(point.y)}; }

struct Choice {
  double bits = std::numeric_limits<double>::infinity();
  std::size_t contour = 0;
  std::size_t point = 0;
};

/// The cheapest start of a contour: the cost of the step to it, less what it saves.
void look_at(const std::vector<PointContour>& contours, std::size_t number, Point here, Choice& best) {
  const PointContour& points = contours[number];
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point before = place(points[i == 0 ? points.size() - 1 : i - 1]);
    const double bits = step_bits(here, place(points[i]), true) - step_bits(before, place(points[i]), true);
    if (points[i].on_curve && bits < best.bits) best = {bits, number, i};
  }
}

}  // namespace

std::string glyf_record(const std::vector<PointContour>& contours) {
  if (contours.empty()) return {};
  std::string out;
  put_u16(out, static_cast<int>(contours.size()));
  put_bounds(out, contours);
  int count = 0;
  Points points;
  for (const PointContour& contour : contours) {
    count += static_cast<int>(contour.size());
    put_u16(out, count - 1);
    for (const CurvePoint& point : contour) points.add(point);
  }
  put_u16(out, 0);  // no instructions
  return out + points.bytes();
}

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
