#include "paint/detail/skipped_ink.h"

#include "base/unicode.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <optional>

namespace gongwen::paint {
namespace {

using base::Path;
using base::PathPoint;

/// A curve is measured as this many straight pieces, which is enough at the size of a text.
constexpr int kCurvePieces = 8;

/// Gathers how far the outline of a glyph reaches within a stripe.
class StripeCrossing {
 public:
  StripeCrossing(const LineStripe& stripe, const base::Transform& to_page) : stripe_(stripe), to_page_(to_page) {}

  /// Whether the box around a glyph reaches into the stripe. Most glyphs lie above all lines under them.
  bool may_cross(const text::GlyphBox& box) const {
    bool above = false;
    bool below = false;
    for (const PathPoint& corner : {PathPoint{box.left, box.bottom}, PathPoint{box.right, box.bottom},
                                    PathPoint{box.left, box.top}, PathPoint{box.right, box.top}}) {
      const double y = to_page_.apply(corner).y;
      above = above || y < stripe_.bottom;
      below = below || y > stripe_.top;
    }
    return above && below;
  }

  std::optional<Stretch> of(const Path& outline) {
    PathPoint start;
    PathPoint pen;
    std::size_t next = 0;
    for (const Path::Verb verb : outline.verbs) {
      switch (verb) {
        case Path::Verb::Move: start = pen = outline.points[next++]; break;
        case Path::Verb::Line:
          add(pen, outline.points[next]);
          pen = outline.points[next++];
          break;
        case Path::Verb::Cubic:
          add_curve(pen, outline.points[next], outline.points[next + 1], outline.points[next + 2]);
          pen = outline.points[next + 2];
          next += 3;
          break;
        case Path::Verb::Close:
          add(pen, start);
          pen = start;
          break;
      }
    }
    return found_;
  }

 private:
  void add_curve(PathPoint from, PathPoint control_1, PathPoint control_2, PathPoint to) {
    PathPoint last = from;
    for (int i = 1; i <= kCurvePieces; ++i) {
      const double t = static_cast<double>(i) / kCurvePieces;
      const double s = 1 - t;
      const double a = s * s * s;
      const double b = 3 * s * s * t;
      const double c = 3 * s * t * t;
      const double d = t * t * t;
      const PathPoint at{a * from.x + b * control_1.x + c * control_2.x + d * to.x,
                         a * from.y + b * control_1.y + c * control_2.y + d * to.y};
      add(last, at);
      last = at;
    }
  }

  /// The part of a straight piece that lies within the stripe.
  void add(PathPoint from, PathPoint to) {
    const PathPoint a = to_page_.apply(from);
    const PathPoint b = to_page_.apply(to);
    const double low = std::min(a.y, b.y);
    const double high = std::max(a.y, b.y);
    if (high <= stripe_.top || low >= stripe_.bottom) return;
    const auto x_at = [&](double y) {
      return a.y == b.y ? a.x : a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    };
    include(a.y == b.y ? a.x : x_at(std::clamp(a.y, stripe_.top, stripe_.bottom)));
    include(a.y == b.y ? b.x : x_at(std::clamp(b.y, stripe_.top, stripe_.bottom)));
  }

  void include(double x) {
    if (!found_) found_ = Stretch{x, x};
    found_->begin = std::min(found_->begin, x);
    found_->end = std::max(found_->end, x);
  }

  const LineStripe stripe_;
  const base::Transform to_page_;
  std::optional<Stretch> found_;
};

bool is_hangul(char32_t c) {
  return (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F);
}

/// Characters that fill their em, and their marks.
bool fills_em_box(char32_t c) {
  return base::is_ideograph_or_kana(c) || is_hangul(c) || (c >= 0x2E80 && c <= 0x33FF) || (c >= 0xFF00 && c <= 0xFFEF);
}

}  // namespace

void find_crossing_ink(const layout::Fragment& text, base::Point position, const LineStripe& stripe,
                       style::TextDecorationSkipInk skip, const layout::LayoutContext& context,
                       std::vector<Stretch>& crossings) {
  const text::Face* const face = text.run == nullptr ? nullptr : context.fonts.face(text.run->face);
  // Lines beside upright characters do not cross them.
  if (face == nullptr || text.run->is_upright) return;
  const std::int32_t units = face->metrics().units_per_em;
  const LayoutUnit baseline = position.y + text.baseline.value_or(LayoutUnit());
  DrawGlyphs placed;
  placed.position = {position.x, baseline};
  placed.run = text.run.get();
  const base::Transform run = run_transform(placed, units);
  std::vector<bool> filling;  // by glyph: whether its character does
  layout::for_each_glyph_text(*text.run, [&](const layout::RunGlyph&, std::u32string_view characters) {
    const bool was_filling = !filling.empty() && filling.back();
    filling.push_back(characters.empty() ? was_filling : fills_em_box(characters.front()));
  });
  std::size_t index = 0;
  for_each_placed_glyph(*text.run, units, [&](const layout::RunGlyph& glyph, PathPoint at) {
    if (filling[index++] && skip == style::TextDecorationSkipInk::Auto) return;
    const base::Transform to_page = run.after({1, 0, 0, 1, at.x, at.y});
    StripeCrossing crossing(stripe, to_page);
    const std::optional<text::GlyphBox> box = text::glyph_box(*face, glyph.glyph);
    if (!box || !crossing.may_cross(*box)) return;
    if (const auto found = crossing.of(text::glyph_outline(*face, glyph.glyph))) crossings.push_back(*found);
  });
}

std::vector<Stretch> beside_ink(const Stretch& line, std::vector<Stretch> crossings, double distance) {
  std::sort(crossings.begin(), crossings.end(), [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  std::vector<Stretch> left;
  double at = line.begin;
  // What is shorter than the line is thick would be a dot.
  const auto keep = [&](double end) {
    if (end - at > distance) left.push_back({at, end});
  };
  for (const Stretch& crossing : crossings) {
    if (crossing.end + distance <= at) continue;
    if (crossing.begin - distance >= line.end) break;
    keep(crossing.begin - distance);
    at = std::max(at, crossing.end + distance);
  }
  if (at == line.begin) return {line};
  keep(line.end);
  return left;
}

}  // namespace gongwen::paint
