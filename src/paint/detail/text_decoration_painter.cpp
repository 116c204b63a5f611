#include "paint/detail/text_decoration_painter.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/core/context.h"
#include "layout/inline/text_style.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/layers.h"
#include "paint/glyph_placement.h"
#include "style/writing_modes.h"
#include "text/face.h"
#include "text/punctuation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace gongwen::paint {

namespace {

// text-decoration-skip-ink (css-text-decor-4 section 2.9): finds where glyphs cross a line above or below the text.

/// An interval along a line, in px.
struct Stretch {
  double begin = 0;
  double end = 0;
};

/// The band that a line covers, from its upper to its lower edge, in px of the page.
struct LineStripe {
  double top = 0;
  double bottom = 0;
};

/// The parts of a line that keep at least `distance` from the ink.
std::vector<Stretch> beside_ink(const Stretch& line, std::vector<Stretch> crossings, double distance);

using base::Path;
using base::PathPoint;

/// Number of straight pieces by which a curve is approximated: enough at text sizes.
constexpr int kCurvePieces = 8;

/// Finds the interval in which the outline of a glyph lies within a stripe.
class StripeCrossing {
 public:
  StripeCrossing(const LineStripe& stripe, const base::Transform& to_page) : stripe_(stripe), to_page_(to_page) {}

  /// Whether the bounding box of a glyph reaches into the stripe: a quick test, since most glyphs lie above their
  /// underline.
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

  /// Adds the part of a straight piece that lies within the stripe.
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

/// Characters that fill their em box, and their punctuation.
bool fills_em_box(char32_t c) {
  return base::is_ideograph_or_kana(c) || is_hangul(c) || (c >= 0x2E80 && c <= 0x33FF) || (c >= 0xFF00 && c <= 0xFFEF);
}

/// Adds the intervals in which the ink of a text fragment at `position` crosses the stripe, one per glyph. If `skip` is
/// `auto`, Han, kana and Hangul do not count: they fill their em box, so the line would vanish along all of them.
void find_crossing_ink(const layout::Fragment& text, base::Point position, const LineStripe& stripe,
                       style::TextDecorationSkipInk skip, const layout::LayoutContext& context,
                       std::vector<Stretch>& crossings) {
  const text::Face* const face = text.run == nullptr ? nullptr : context.fonts.face(text.run->face);
  // Lines beside upright characters of vertical text do not cross them.
  if (face == nullptr || text.run->is_upright) return;
  const std::int32_t units = face->metrics().units_per_em;
  const LayoutUnit baseline = position.y + text.baseline.value_or(LayoutUnit());
  DrawGlyphs placed;
  placed.position = {position.x, baseline};
  placed.run = text.run.get();
  const base::Transform run = run_transform(placed, units);
  std::vector<bool> filling;  // by glyph: whether its character fills the em box
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
  // A piece shorter than the gap would look like a dot.
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

using style::EmphasisShape;
using style::TextEmphasisStyle;

void add_circle(Path& path, double radius) {
  const double control = radius * base::kCircleControl;
  path.move_to({radius, 0});
  path.cubic_to({radius, control}, {control, radius}, {0, radius});
  path.cubic_to({-control, radius}, {-radius, control}, {-radius, 0});
  path.cubic_to({-radius, -control}, {-control, -radius}, {0, -radius});
  path.cubic_to({control, -radius}, {radius, -control}, {radius, 0});
  path.close();
}

void add_triangle(Path& path, double radius) {
  constexpr double kHalfWidth = 0.866;
  path.move_to({0, -radius});
  path.line_to({kHalfWidth * radius, radius / 2});
  path.line_to({-kHalfWidth * radius, radius / 2});
  path.close();
}

/// ﹅: a drop that falls to the right.
void add_sesame(Path& path, double radius) {
  path.move_to({-0.75 * radius, -0.9 * radius});
  path.cubic_to({0.1 * radius, -0.7 * radius}, {0.85 * radius, 0}, {0.75 * radius, 0.6 * radius});
  path.cubic_to({0.65 * radius, radius}, {0.1 * radius, radius}, {-0.1 * radius, 0.6 * radius});
  path.cubic_to({-0.35 * radius, 0.1 * radius}, {-0.55 * radius, -0.4 * radius}, {-0.75 * radius, -0.9 * radius});
  path.close();
}

/// The shapes of a mark of height 1, centred at the origin; their proportions are those of • ● ◉ ▲ ﹅ in Chinese faces.
Path shape_path(const TextEmphasisStyle& style) {
  constexpr double kStroke = 0.09;
  Path path;
  const auto add_ring = [&](double radius) {
    add_circle(path, radius);
    if (style.open) add_circle(path, radius - kStroke);
  };
  switch (style.shape) {
    case EmphasisShape::Dot: add_ring(0.2); break;
    case EmphasisShape::Circle: add_ring(0.38); break;
    case EmphasisShape::DoubleCircle:
      add_circle(path, 0.42);
      add_circle(path, 0.42 - kStroke);
      add_circle(path, 0.22);
      if (style.open) add_circle(path, 0.22 - kStroke);
      break;
    case EmphasisShape::Triangle:
      add_triangle(path, 0.46);
      if (style.open) add_triangle(path, 0.46 - 2 * kStroke);
      break;
    case EmphasisShape::Sesame:
      add_sesame(path, 0.4);
      if (style.open) add_sesame(path, 0.4 - 1.4 * kStroke);
      break;
  }
  return path;
}

/// The outline of the first character of the author's text, from the first face that has it, centred on its em box.
Path text_path(const TextEmphasisStyle& style, text::StackId fonts, const layout::LayoutContext& context) {
  const std::u32string text = base::to_utf32(style.text);
  Path path;
  if (text.empty()) return path;
  const text::FaceChoice choice = context.fonts.choose(fonts, text.front());
  const text::Face* const face = context.fonts.face(context.fonts.stack(fonts).entries[choice.entry].face);
  if (face == nullptr || choice.glyph == text::kMissingGlyph) return path;
  const double em = face->metrics().units_per_em;
  const double centre = face->metrics().em_box_ascent() / em - 0.5;  // of the em box, above the baseline
  path.append(text::glyph_outline(*face, choice.glyph),
              {1 / em, 0, 0, -1 / em, -face->advance(choice.glyph) / em / 2, centre});
  return path;
}

}  // namespace

void paint_emphasis(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                    std::vector<DisplayItem>& items) {
  const style::ComputedStyle& style = context.styles.style(fragment.style);
  const TextEmphasisStyle& emphasis = style.text_emphasis_style;
  if (emphasis.kind == TextEmphasisStyle::Kind::None || style.visibility != style::Visibility::Visible) return;
  const text::FontRequest request = layout::font_request(style);
  const Path mark = emphasis.kind == TextEmphasisStyle::Kind::Shape
                        ? shape_path(emphasis)
                        : text_path(emphasis, context.fonts.resolve(request), context);
  const layout::TextRun& run = *fragment.run;
  const text::Face* const face = context.fonts.face(run.face);
  if (face == nullptr || mark.empty()) return;
  const double height = layout::emphasis_height(style).to_px();
  const LayoutUnit line = style::has_central_baseline(style) ? fragment.size.height - fragment.size.height / 2
                                                             : fragment.baseline.value_or(LayoutUnit());
  const double baseline = (position.y + line).to_px();
  const double middle = baseline + layout::emphasis_top(style).to_px() + height / 2;
  const double unit = run.size.to_px() / face->metrics().units_per_em;
  FillPath all;
  all.rule = base::FillRule::EvenOdd;
  all.color = style.text_emphasis_color.resolve(style.color);
  all.origin = fragment.origin;
  double pen = position.x.to_px();
  layout::for_each_glyph_text(run, [&](const layout::RunGlyph& glyph, std::u32string_view characters) {
    // The mark is centred on the glyph's own advance, without spacing added after it.
    const double centre = pen + face->advance(glyph.glyph) * unit * run.x_scale / 2;
    if (!characters.empty() && text::takes_emphasis_mark(characters.front())) {
      all.path.append(mark, {height, 0, 0, height, centre, middle});
    }
    pen += text::TextLength::from_raw(glyph.advance).to_px() * run.x_scale;
  });
  if (!all.path.empty()) items.emplace_back(std::move(all));
}

namespace {

/// The longest legal page side, 14,400 pt (ISO 19005-2 §6.1.13), in px, rounded up.
constexpr double kFarthest = 20'000;

using layout::Fragment;
using layout::FragmentKind;
using style::ComputedStyle;
using style::TextDecorationStyle;

/// A text fragment that a line runs along.
struct PlacedText {
  const Fragment* fragment = nullptr;
  Point position;
};

/// The texts on a line.
struct Texts {
  std::vector<Stretch> stretches;
  std::vector<PlacedText> fragments;
};

/// Tate-chu-yoko: characters set horizontally in one em of a vertical line count as text of that line
/// (css-writing-modes-4 §9.1).
bool is_combined_text(const Fragment& fragment, const layout::LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box) return false;
  const boxes::Box& box = context.box(fragment.box);
  return box.kind == boxes::BoxKind::InlineBlock && box.part == boxes::BoxPart::Anonymous &&
         context.styles.style(box.style).text_combine_upright.kind != style::TextCombineUpright::None;
}

/// Collects the texts in a fragment. Boxes in the line, such as images, are skipped (section 2.2); so are layers, whose
/// lines are painted with them.
void collect_text(const Fragment& fragment, Point position, const layout::LayoutContext& context, Texts& texts) {
  constexpr double kTouching = 1;
  if (fragment.kind == FragmentKind::Text || fragment.kind == FragmentKind::Leader ||
      is_combined_text(fragment, context)) {
    if (context.styles.style(fragment.style).visibility != style::Visibility::Visible) return;
    const Stretch own{position.x.to_px(), (position.x + fragment.size.width).to_px()};
    if (fragment.kind == FragmentKind::Text) texts.fragments.push_back({&fragment, position});
    std::vector<Stretch>& stretches = texts.stretches;
    if (!stretches.empty() && own.begin - stretches.back().end < kTouching && own.begin >= stretches.back().begin) {
      stretches.back().end = std::max(stretches.back().end, own.end);
    } else {
      stretches.push_back(own);
    }
    return;
  }
  if (fragment.kind != FragmentKind::Line && fragment.kind != FragmentKind::InlineBox) return;
  const bool has_layers_inside = has_layers(context);
  for (const layout::ChildFragment& child : fragment.children) {
    if (has_layers_inside && forms_layer(*child.fragment, context)) continue;
    collect_text(*child.fragment, position + child.offset, context, texts);
  }
}

/// The metrics of the box's first available font (css-fonts-4 §5.2).
text::FaceMetrics metrics_of(const ComputedStyle& style, const layout::LayoutContext& context) {
  const text::StackId id =
      context.fonts.resolve({style.font_family, style.font_weight, style.font_style != style::FontStyle::Normal});
  const text::FontStack& stack = context.fonts.stack(id);
  const text::Face* const face =
      stack.entries.empty() ? nullptr : context.fonts.face(stack.entries[stack.primary].face);
  return face == nullptr ? text::FaceMetrics{} : face->metrics();
}

class DecorationPainter {
 public:
  DecorationPainter(const DecoratingBox& box, const std::vector<PlacedText>& texts,
                    const layout::LayoutContext& context, std::vector<DisplayItem>& items)
      : style_(*box.style),
        origin_(box.origin),
        texts_(texts),
        context_(context),
        items_(items),
        metrics_(metrics_of(style_, context)),
        in_line_(texts.empty() ? style_ : context.styles.style(texts.front().fragment->style)) {
    em_ = style_.font_size.to_px();
    color_ = style_.text_decoration_color.resolve(style_.color);
    // Thinner lines do not print evenly.
    constexpr double kThinnest = 0.5;
    const style::OptionalLength& thickness = style_.text_decoration_thickness;
    const LayoutUnit em = style_.font_size.to_length();
    thickness_ = std::max(
        kThinnest, thickness.is_auto ? font_px(metrics_.underline_thickness) : thickness.value.resolve(em).to_px());
    // The thickness grows away from the text (css-text-decor-4 section 2.3).
    over_ = font_px(metrics_.ascent) + thickness_;
    through_ = font_px(metrics_.strikeout_position);
    const style::OptionalLength& offset = style_.text_underline_offset;
    // Fonts state the middle of their underline; the property sets the upper edge (section 2.6), from which thicker
    // lines grow away from the text.
    underline_ = offset.is_auto ? -font_px(metrics_.underline_position) - font_px(metrics_.underline_thickness) / 2
                                : offset.value.resolve(em).to_px();
    if (style_.text_underline_position.place == style::UnderlinePlace::Under) {
      // Below the em box; the offset counts from there (section 2.7).
      constexpr double kGap = 0.04;
      underline_ =
          font_px(metrics_.units_per_em - metrics_.em_box_ascent()) + (offset.is_auto ? kGap * em_ : underline_);
      if (style_.text_decoration_style == TextDecorationStyle::Wavy) underline_ += wave_height();
    }
    if (style::has_central_baseline(in_line_)) {
      lie_about_middle(offset.is_auto ? 0 : offset.value.resolve(em).to_px());
    } else if (is_underlined_right()) {
      over_ = std::exchange(underline_, over_ - thickness_) + thickness_;
    }
  }

  /// Applies `text-decoration-inset`: lines end before their text does (section 2.8). If the box spans several lines,
  /// only its own two ends are inset.
  void take_inset(std::vector<Stretch>& stretches, const Fragment& fragment) const {
    const style::DecorationInset& inset = style_.text_decoration_inset;
    const double automatic = inset.is_auto ? em_ / 8 : 0;
    if (!fragment.is_continued_before) stretches.front().begin += automatic + inset.start.to_px();
    if (!fragment.is_continued_after) stretches.back().end -= automatic + inset.end.to_px();
  }

  void paint(const Stretch& stretch, double baseline) {
    if (stretch.end <= stretch.begin) return;
    if (style_.text_decoration_line.underline) paint_beside(stretch, baseline, underline_, is_underlined_right());
    if (style_.text_decoration_line.overline)
      paint_beside(stretch, baseline, over_ - thickness_, !is_underlined_right());
    if (style_.text_decoration_line.line_through) paint_line(stretch, baseline - through_ - thickness_ / 2, 0);
  }

 private:
  /// In vertical text the baseline runs through the middle of the characters: over- and underline lie on both sides of
  /// the em box.
  void lie_about_middle(double offset) {
    underline_ = em_ / 2 + offset;
    over_ = em_ / 2 + thickness_;
    through_ = 0;
  }

  /// Whether underlines of vertical text are at the right, its over side (section 2.7).
  bool is_underlined_right() const {
    return style_.text_underline_position.side == style::UnderlineSide::Right &&
           style::is_vertical(in_line_.writing_mode) && !style::is_sideways(in_line_.writing_mode);
  }

  /// `distance` is from the baseline to the line's nearer edge.
  void paint_beside(const Stretch& stretch, double baseline, double distance, bool is_above) {
    paint_line(stretch, is_above ? baseline - distance - thickness_ : baseline + distance, is_above ? -1 : 1);
  }

  double wave_height() const { return 1.5 * thickness_ + 0.5; }
  double font_px(std::int32_t units) const { return em_ * units / metrics_.units_per_em; }

  /// `away` says on which side of the first line the second of a double one lies: -1 above, 1 below. It is 0 for lines
  /// through text, which skip no ink.
  void paint_line(const Stretch& stretch, double top, int away) {
    if (away == 0) return paint_whole(stretch, top, away);
    const std::vector<Stretch> parts = beside_ink(stretch, crossings(top, away), gap_beside_ink());
    if (parts.size() == 1 && parts.front().begin == stretch.begin && parts.front().end == stretch.end) {
      return paint_whole(stretch, top, away);
    }
    const bool is_solid = style_.text_decoration_style == TextDecorationStyle::Solid ||
                          style_.text_decoration_style == TextDecorationStyle::Double;
    if (is_solid) {
      for (const Stretch& part : parts) paint_whole(part, top, away);
      return;
    }
    if (parts.empty()) return;
    // One clip keeps the pattern of dashes and waves continuous across the gaps.
    PushClip clip;
    for (const Stretch& part : parts) clip.path.add_rect(part.begin, top - em_, part.end, top + em_);
    items_.emplace_back(std::move(clip));
    paint_whole(stretch, top, away);
    items_.emplace_back(PopClip{});
  }

  double gap_beside_ink() const {
    constexpr double kWidest = 13;
    return std::min(thickness_, kWidest);
  }

  /// The band that the line covers. For a wave it is only its middle, because its peaks touch the text on the baseline
  /// anyway.
  LineStripe stripe_of(double top, int away) const {
    if (style_.text_decoration_style != TextDecorationStyle::Double) return {top, top + thickness_};
    const double second = top + 2 * away * thickness_;
    return {std::min(top, second), std::max(top, second) + thickness_};
  }

  /// The ink of all texts within the line's band; computed once for all stretches.
  const std::vector<Stretch>& crossings(double top, int away) {
    std::optional<std::vector<Stretch>>& known = away > 0 ? ink_below_ : ink_above_;
    if (known) return *known;
    known.emplace();
    const LineStripe stripe = stripe_of(top, away);
    for (const PlacedText& text : texts_) {
      const auto skip = context_.styles.style(text.fragment->style).text_decoration_skip_ink;
      if (skip == style::TextDecorationSkipInk::None) continue;
      find_crossing_ink(*text.fragment, text.position, stripe, skip, context_, *known);
    }
    return *known;
  }

  void paint_whole(const Stretch& stretch, double top, int away) {
    switch (style_.text_decoration_style) {
      case TextDecorationStyle::Solid: return paint_solid(stretch, top);
      case TextDecorationStyle::Double:
        if (away == 0) {
          paint_solid(stretch, top - thickness_);
          return paint_solid(stretch, top + thickness_);
        }
        paint_solid(stretch, top);
        return paint_solid(stretch, top + 2 * away * thickness_);
      case TextDecorationStyle::Dotted: return paint_dashes(stretch, top, DashKind::Dotted);
      case TextDecorationStyle::Dashed: return paint_dashes(stretch, top, DashKind::Dashed);
      case TextDecorationStyle::Wavy: return paint_wave(stretch, top);
    }
  }

  void paint_solid(const Stretch& stretch, double top) {
    const LayoutUnit left = LayoutUnit::round_from_px(stretch.begin);
    items_.emplace_back(
        FillRect{{{left, LayoutUnit::round_from_px(top)},
                  {LayoutUnit::round_from_px(stretch.end) - left, LayoutUnit::round_from_px(thickness_)}},
                 color_,
                 origin_});
  }

  void paint_dashes(Stretch stretch, double top, DashKind kind) {
    const bool round = has_round_dots(kind, thickness_) && stretch.end - stretch.begin > thickness_;
    if (round) {
      stretch = {stretch.begin + thickness_ / 2, stretch.end - thickness_ / 2};
    }
    StrokePath line;
    line.path.move_to({stretch.begin, top + thickness_ / 2});
    line.path.line_to({stretch.end + (round ? kLastDotRoom : 0), top + thickness_ / 2});
    line.style = dashed_stroke(kind, thickness_, stretch.end - stretch.begin);
    line.color = color_;
    line.origin = origin_;
    items_.emplace_back(std::move(line));
  }

  /// Half waves up and down, cut off at the ends of the text.
  void paint_wave(const Stretch& stretch, double top) {
    const double height = wave_height();
    const double half = 2 * thickness_ + 1;
    const double middle = top + thickness_ / 2;
    // Waves beyond any page are left out: a line may be kilometres long.
    const double skipped = std::floor(std::max(0.0, -kFarthest - stretch.begin) / half);
    const double end = std::min(stretch.end, kFarthest);
    StrokePath wave;
    wave.path.move_to({stretch.begin + skipped * half, middle});
    double direction = std::fmod(skipped, 2) == 0 ? -1 : 1;
    for (double x = stretch.begin + skipped * half; x < end; x += half, direction = -direction) {
      const double peak = middle + direction * height;
      wave.path.cubic_to({x + half / 2, peak}, {x + half / 2, peak}, {x + half, middle});
    }
    wave.style.width = thickness_;
    wave.color = color_;
    wave.origin = origin_;
    PushClip clip;
    clip.path.add_rect(stretch.begin, middle - height - thickness_, stretch.end, middle + height + thickness_);
    items_.emplace_back(std::move(clip));
    items_.emplace_back(std::move(wave));
    items_.emplace_back(PopClip{});
  }

  const ComputedStyle& style_;
  OriginId origin_;
  const std::vector<PlacedText>& texts_;
  const layout::LayoutContext& context_;
  std::vector<DisplayItem>& items_;
  text::FaceMetrics metrics_;
  std::optional<std::vector<Stretch>> ink_below_;  // ink crossing the underline; computed on first use
  std::optional<std::vector<Stretch>> ink_above_;  // ink crossing the overline
  const ComputedStyle& in_line_;  // style of the text: the decorating box may have another writing mode
  double em_ = 0;
  Color color_;
  double thickness_ = 0;
  double underline_ = 0;  // upper edge, below the baseline
  double over_ = 0;       // upper edge, above the baseline
  double through_ = 0;    // middle, above the baseline
};

}  // namespace

void paint_text_decoration(const DecoratingBox& box, const Fragment& fragment, Point position, LayoutUnit baseline,
                           const layout::LayoutContext& context, std::vector<DisplayItem>& items) {
  if (box.style->text_decoration_color.resolve(box.style->color).is_transparent()) return;
  Texts texts;
  collect_text(fragment, position, context, texts);
  if (texts.stretches.empty()) return;
  DecorationPainter painter(box, texts.fragments, context, items);
  if (fragment.kind == FragmentKind::InlineBox) painter.take_inset(texts.stretches, fragment);
  for (const Stretch& stretch : texts.stretches) painter.paint(stretch, baseline.to_px());
}

}  // namespace gongwen::paint
