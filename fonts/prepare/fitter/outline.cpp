#include "outline.h"

namespace fitter {
namespace {

/// A glyph of more segments is not drawn by hand; TrueType counts points in 16 bits.
constexpr std::size_t kMostSegments = 20'000;
/// TrueType writes coordinates and their differences in 16 bits.
constexpr double kFarthest = 16'000;

bool is_near(Point point) { return std::abs(point.x) <= kFarthest && std::abs(point.y) <= kFarthest; }

}  // namespace

void ContourBuilder::add(const Segment& segment) {
  if (++count_ > kMostSegments) throw BadOutline("has more than " + std::to_string(kMostSegments) + " segments");
  if (!is_near(segment.control1) || !is_near(segment.control2) || !is_near(segment.end) || !is_near(segment.start)) {
    throw BadOutline("reaches farther than " + std::to_string(static_cast<int>(kFarthest)) + " units");
  }
  here_ = segment.end;
  if (segment.is_curve || segment.start != segment.end) contour_.push_back(segment);
}

void ContourBuilder::close() {
  if (!(here_ == first_)) line_to(first_);
  if (!contour_.empty()) contours_.push_back(std::move(contour_));
  contour_.clear();
}

}  // namespace fitter
