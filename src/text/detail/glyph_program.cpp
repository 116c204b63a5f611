#include "text/detail/glyph_program.h"

#include "base/loaded_library.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

// Glyphs as TrueType has them (OpenType `glyf`): writing outlines with cubic curves as such glyphs, and taking glyphs
// apart without interpreting them. Fonts in OFD are read by programs that know quadratic outlines only.
namespace gongwen::text {
namespace {

using base::Path;
using base::PathPoint;

constexpr std::size_t kMaxPoints = 0xFFFF;
constexpr double kMaxCoordinate = 0x7FFF;

// Flags of a point (OpenType `glyf`, "Simple Glyph Flags").
constexpr unsigned kOnCurve = 0x01;
constexpr unsigned kShortX = 0x02;
constexpr unsigned kShortY = 0x04;
constexpr unsigned kRepeated = 0x08;
constexpr unsigned kSameOrPositiveX = 0x10;
constexpr unsigned kSameOrPositiveY = 0x20;

/// A point of an outline in font units. Points off the curve are control points of parabolas.
struct GridPoint {
  int x = 0;
  int y = 0;
  bool is_on_curve = true;

  bool is_at(const GridPoint& other) const { return x == other.x && y == other.y; }
};

using Contour = std::vector<GridPoint>;

/// The point at a share of the way from `a` to `b`.
PathPoint between(PathPoint a, PathPoint b, double share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

/// A cubic Bézier curve; points 0 and 3 are its ends.
struct Cubic {
  PathPoint points[4];

  /// The point at parameter `t` (de Casteljau).
  PathPoint at(double t) const {
    const PathPoint middle = between(points[1], points[2], t);
    const PathPoint first = between(between(points[0], points[1], t), middle, t);
    const PathPoint second = between(middle, between(points[2], points[3], t), t);
    return between(first, second, t);
  }

  /// The part of the curve between two parameters, as a cubic curve with the same derivatives at its ends.
  Cubic part(double from, double to) const {
    // Hermite form: ends and derivatives determine a cubic; the control points are a third of the derivative away.
    const double length = to - from;
    const auto slope = [this](double t) {
      const PathPoint first = between(points[0], points[1], t);
      const PathPoint middle = between(points[1], points[2], t);
      const PathPoint last = between(points[2], points[3], t);
      const PathPoint a = between(first, middle, t);
      const PathPoint b = between(middle, last, t);
      return PathPoint{3 * (b.x - a.x), 3 * (b.y - a.y)};
    };
    const PathPoint start = at(from);
    const PathPoint end = at(to);
    const PathPoint leaving = slope(from);
    const PathPoint coming = slope(to);
    const double third = length / 3;
    return {{start,
             {start.x + leaving.x * third, start.y + leaving.y * third},
             {end.x - coming.x * third, end.y - coming.y * third},
             end}};
  }

  /// The number of equal parts into which the curve must be cut so that each is within `tolerance` of a parabola. The
  /// distance of a cubic curve from the parabola with its ends and mean control point is sqrt(3)/36 of its third
  /// difference, which falls with the cube of the number of parts.
  int parts(double tolerance) const {
    constexpr double kDistance = 0.048112522432468816;
    constexpr int kMostParts = 16;
    const double x = points[3].x - 3 * points[2].x + 3 * points[1].x - points[0].x;
    const double y = points[3].y - 3 * points[2].y + 3 * points[1].y - points[0].y;
    const double count = std::cbrt(kDistance * std::hypot(x, y) / tolerance);
    return std::clamp(static_cast<int>(std::ceil(count)), 1, kMostParts);
  }

  /// The control point of the parabola with the same ends: the mean of those that either end's tangent gives.
  PathPoint parabola_control() const {
    return {(3 * (points[1].x + points[2].x) - points[0].x - points[3].x) / 4,
            (3 * (points[1].y + points[2].y) - points[0].y - points[3].y) / 4};
  }
};

/// Turns the commands of a path into contours of points with whole coordinates.
class ContourMaker {
 public:
  explicit ContourMaker(double tolerance) : tolerance_(tolerance) {}

  /// Returns false if a coordinate is beyond 16 bits, or if there are too many points for a glyph.
  bool run(const Path& path) {
    const PathPoint* next = path.points.data();
    for (const Path::Verb verb : path.verbs) {
      switch (verb) {
        // A contour that was not closed counts as closed: TrueType has no open ones.
        case Path::Verb::Move:
          finish();
          add(*next, true);
          at_ = *next++;
          break;
        case Path::Verb::Line:
          add(*next, true);
          at_ = *next++;
          break;
        case Path::Verb::Cubic:
          // The start of the curve is the point where the last command ended.
          add_curve({{at_, next[0], next[1], next[2]}});
          at_ = next[2];
          next += 3;
          break;
        case Path::Verb::Close: finish(); break;
      }
    }
    finish();
    return fits_ && count_ <= kMaxPoints;
  }

  const std::vector<Contour>& contours() const { return contours_; }

 private:
  /// Points on the curve that coincide after rounding are written once.
  void add(PathPoint point, bool is_on_curve) {
    const auto fits = [](double value) {
      return std::abs(value) <= kMaxCoordinate;  // not a number does not
    };
    if (!fits(point.x) || !fits(point.y)) {
      // The rest of the path is still read, but the glyph stays empty.
      fits_ = false;
      return;
    }
    const GridPoint made{static_cast<int>(std::lround(point.x)), static_cast<int>(std::lround(point.y)), is_on_curve};
    if (is_on_curve && !contour_.empty() && contour_.back().is_on_curve && contour_.back().is_at(made)) return;
    contour_.push_back(made);
  }

  /// The end of the whole curve is taken as given, so that rounding does not add up.
  void add_curve(const Cubic& curve) {
    const int parts = curve.parts(tolerance_);
    for (int i = 0; i < parts; ++i) {
      const Cubic part = curve.part(static_cast<double>(i) / parts, static_cast<double>(i + 1) / parts);
      add(part.parabola_control(), false);
      add(i + 1 == parts ? curve.points[3] : part.points[3], true);
    }
  }

  /// Closes a contour. TrueType contours are closed implicitly, so the repeated first point is dropped.
  void finish() {
    if (contour_.size() > 1 && contour_.back().is_on_curve && contour_.back().is_at(contour_.front()))
      contour_.pop_back();
    drop_implied();
    // A line there and back encloses no area.
    if (contour_.size() > 2 || has_curve()) {
      // The inside of a contour is to the right in TrueType, and to the left in fonts with cubic curves.
      std::reverse(contour_.begin() + 1, contour_.end());
      count_ += contour_.size();
      contours_.push_back(std::move(contour_));
    }
    contour_ = {};
  }

  /// A contour of one curve may have two points and still enclose an area.
  bool has_curve() const {
    return std::ranges::any_of(contour_, [](const GridPoint& point) { return !point.is_on_curve; });
  }

  /// Drops points on the curve in the middle of two control points, which readers of the format supply themselves. The
  /// first point is always kept.
  void drop_implied() {
    // The tolerance of one unit covers the rounding of the three points.
    Contour kept;
    for (std::size_t i = 0; i < contour_.size(); ++i) {
      const GridPoint& point = contour_[i];
      const GridPoint& after = contour_[(i + 1) % contour_.size()];
      const bool is_between = i > 0 && point.is_on_curve && !kept.back().is_on_curve && !after.is_on_curve;
      const auto is_middle = [](int before, int middle, int next) {
        return std::abs(before + next - 2 * middle) <= 1;
      };
      // The format implies such points, so leaving them out saves bytes in every curve.
      if (is_between && is_middle(kept.back().x, point.x, after.x) && is_middle(kept.back().y, point.y, after.y))
        continue;
      kept.push_back(point);
    }
    contour_ = std::move(kept);
  }

  double tolerance_;
  std::vector<Contour> contours_;
  Contour contour_;
  PathPoint at_;
  std::size_t count_ = 0;
  bool fits_ = true;
};

/// Encodes points: one flag each, and coordinates as differences from the point before, in one byte where they are
/// small.
class PointWriter {
 public:
  void add(const GridPoint& point) {
    unsigned flag = point.is_on_curve ? kOnCurve : 0;
    // The flag bit means `same as before` for long differences, and `positive` for short ones.
    flag |= step(point.x - x_, xs_, kShortX, kSameOrPositiveX);
    flag |= step(point.y - y_, ys_, kShortY, kSameOrPositiveY);
    // Differences count from this point for the next one.
    x_ = point.x;
    y_ = point.y;
    flags_.push_back(static_cast<char>(flag));
  }

  /// Flags that repeat are written once with a count.
  void append_to(std::string& out) const {
    constexpr std::size_t kMostRepeats = 255;
    for (std::size_t i = 0; i < flags_.size();) {
      std::size_t same = 1;
      while (i + same < flags_.size() && flags_[i + same] == flags_[i] && same <= kMostRepeats) ++same;
      // Two equal flags take as much room as one with a count.
      if (same > 2) {
        out.push_back(static_cast<char>(static_cast<unsigned char>(flags_[i]) | kRepeated));
        out.push_back(static_cast<char>(same - 1));
      } else {
        out.append(same, flags_[i]);
      }
      i += same;
    }
    out += xs_;
    out += ys_;
  }

 private:
  /// Appends a difference to its list and returns the flags that say how it is written.
  static unsigned step(int value, std::string& out, unsigned is_short, unsigned is_same_or_positive) {
    constexpr int kMostShort = 255;
    // No byte at all: the flag alone says that the coordinate stays.
    if (value == 0) return is_same_or_positive;
    if (std::abs(value) > kMostShort) {
      append_number(out, static_cast<unsigned>(value) & 0xFFFF);
      return 0;
    }
    out.push_back(static_cast<char>(std::abs(value)));
    return is_short | (value > 0 ? is_same_or_positive : 0);
  }

  std::string flags_;
  std::string xs_;
  std::string ys_;
  int x_ = 0;
  int y_ = 0;
};

/// The bounding box in the header of a glyph.
void append_box(std::string& out, const std::vector<Contour>& contours) {
  // Control points count, too: the box may be larger than the outline, as the format allows.
  GridPoint low = contours.front().front();
  GridPoint high = low;
  for (const Contour& contour : contours) {
    for (const GridPoint& point : contour) {
      low = {std::min(low.x, point.x), std::min(low.y, point.y)};
      high = {std::max(high.x, point.x), std::max(high.y, point.y)};
    }
  }
  for (const int value : {low.x, low.y, high.x, high.y}) append_signed(out, value);
}

}  // namespace

/// Header, ends of contours, no instructions, points: the layout of a simple glyph.
std::string quadratic_glyph(const Path& path, std::int32_t units_per_em) {
  // Half a unit of the usual em of 1000, about the rounding of coordinates.
  constexpr double kToleranceOfEm = 0.0005;
  ContourMaker maker(units_per_em * kToleranceOfEm);
  if (!maker.run(path) || maker.contours().empty()) return {};
  const std::vector<Contour>& contours = maker.contours();
  std::string out;
  append_number(out, static_cast<unsigned>(contours.size()));
  append_box(out, contours);
  unsigned count = 0;
  PointWriter points;
  for (const Contour& contour : contours) {
    count += static_cast<unsigned>(contour.size());
    append_number(out, count - 1);
    for (const GridPoint& point : contour) points.add(point);
  }
  append_number(out, 0);  // no instructions
  points.append_to(out);
  return out;
}

/// Only simple glyphs have points of their kind.
GlyphCounts count_points(std::string_view glyph) {
  if (glyph.size() < kGlyphHeader || is_composite(glyph)) return {};
  const unsigned contours = number_at(glyph, 0);
  const std::size_t last = kGlyphHeader + 2 * (std::size_t{contours} - 1);
  // The last end is the number of the last point.
  if (contours == 0 || last + 2 > glyph.size()) return {};
  return {number_at(glyph, last) + 1, contours};
}

// Defines the pointers to HarfBuzz' functions.
#define GONGWEN_LOADED_LIBRARY GONGWEN_HARFBUZZ_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "text/harfbuzz_functions.def"
#include "base/loaded_functions.inc"

bool load_harfbuzz() {
  // A `static` is initialised once, also if several threads ask at the same time.
  static const bool loaded = !find_loaded_functions();
  return loaded;
}

namespace {

// Flags of components (OpenType `glyf`, "Composite Glyph Description").
constexpr unsigned kWords = 0x0001;
constexpr unsigned kScale = 0x0008;
constexpr unsigned kMore = 0x0020;
constexpr unsigned kTwoScales = 0x0040;
constexpr unsigned kMatrix = 0x0080;

/// The bytes of one component: flags and number, two offsets, and up to four scale factors.
std::size_t component_length(unsigned flags) {
  const std::size_t scale = (flags & kScale) != 0 ? 2 : (flags & kTwoScales) != 0 ? 4 : (flags & kMatrix) != 0 ? 8 : 0;
  return 4 + ((flags & kWords) != 0 ? 4 : 2) + scale;
}

}  // namespace

/// Cut at the instructions, which are left out.
SimpleGlyphParts simple_glyph_parts(std::string_view glyph) {
  if (glyph.size() < kGlyphHeader) return {};
  const std::size_t contours = number_at(glyph, 0);
  const std::size_t head = kGlyphHeader + 2 * contours;
  if (contours == 0 || head + 2 > glyph.size()) return {};
  const std::size_t outline = head + 2 + number_at(glyph, head);
  if (outline > glyph.size()) return {};
  return {glyph.substr(0, head), glyph.substr(outline)};
}

/// Places of numbers and flags are noted, so that a subset can renumber components in place.
CompositeGlyphParts composite_glyph_parts(std::string_view glyph) {
  CompositeGlyphParts parts;
  std::size_t at = kGlyphHeader;
  unsigned flags = kMore;
  // The number of components is not stored: each says whether another one follows.
  while ((flags & kMore) != 0) {
    if (at + 4 > glyph.size()) return {};
    flags = number_at(glyph, at);
    parts.flags.push_back(at);
    parts.numbers.push_back(at + 2);
    at += component_length(flags);
  }
  // A damaged glyph counts as one without components.
  if (at > glyph.size()) return {};
  parts.length = at;
  return parts;
}

/// Direct components only; the caller follows them.
std::vector<GlyphId> glyph_components(std::string_view glyph) {
  std::vector<GlyphId> components;
  if (!is_composite(glyph)) return components;
  for (const std::size_t place : composite_glyph_parts(glyph).numbers) {
    components.push_back(static_cast<GlyphId>(number_at(glyph, place)));
  }
  return components;
}

}  // namespace gongwen::text
