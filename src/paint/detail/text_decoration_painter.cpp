#include "paint/detail/text_decoration_painter.h"

#include "layout/inline/text_style.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/layers.h"
#include "paint/detail/skipped_ink.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace gongwen::paint {
namespace {

/// The longest side of a page is 14,400 pt (ISO 19005-2 §6.1.13), in px and rounded up.
constexpr double kFarthest = 20'000;

using layout::Fragment;
using layout::FragmentKind;
using style::ComputedStyle;
using style::TextDecorationStyle;

/// A text that lines run under.
struct PlacedText {
  const Fragment* fragment = nullptr;
  Point position;
};

/// Where text is on a line.
struct Texts {
  std::vector<Stretch> stretches;
  std::vector<PlacedText> fragments;
};

/// Characters set upright in one em of a vertical line: they are text of that line (css-writing-modes-4 §9.1).
bool is_combined_text(const Fragment& fragment, const layout::LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box) return false;
  const boxes::Box& box = context.box(fragment.box);
  return box.kind == boxes::BoxKind::InlineBlock && box.part == boxes::BoxPart::Anonymous &&
         context.styles.style(box.style).text_combine_upright.kind != style::TextCombineUpright::None;
}

/// Where text is in a fragment; boxes in the line, such as images, are left out (section 2.2), and so are layers,
/// which have their lines painted with them.
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

/// The box's first available font (css-fonts-4 §5.2).
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
    // Half a px is the minimum that prints evenly.
    constexpr double kThinnest = 0.5;
    const style::OptionalLength& thickness = style_.text_decoration_thickness;
    const LayoutUnit em = style_.font_size.to_length();
    thickness_ = std::max(
        kThinnest, thickness.is_auto ? font_px(metrics_.underline_thickness) : thickness.value.resolve(em).to_px());
    // It grows away from the text (css-text-decor-4 section 2.3).
    over_ = font_px(metrics_.ascent) + thickness_;
    through_ = font_px(metrics_.strikeout_position);
    const style::OptionalLength& offset = style_.text_underline_offset;
    // The font gives the middle of its underline, the property the upper edge (section 2.6), from which thicker lines
    // grow away from the text.
    underline_ = offset.is_auto ? -font_px(metrics_.underline_position) - font_px(metrics_.underline_thickness) / 2
                                : offset.value.resolve(em).to_px();
    if (style_.text_underline_position.place == style::UnderlinePlace::Under) {
      // Below the em box, from where the offset counts (section 2.7).
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

  /// Lines that are to end before their text does (section 2.8); of a box on several lines, at its own ends alone.
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
  /// Vertical text has its middle on the line: the lines are on both sides of its em box, and through its middle.
  void lie_about_middle(double offset) {
    underline_ = em_ / 2 + offset;
    over_ = em_ / 2 + thickness_;
    through_ = 0;
  }

  /// Section 2.7: of lines that run downwards, where the upper side of text is at the right.
  bool is_underlined_right() const {
    return style_.text_underline_position.side == style::UnderlineSide::Right &&
           style::is_vertical(in_line_.writing_mode) && !style::is_sideways(in_line_.writing_mode);
  }

  /// `distance`: of the line's nearer edge from the baseline.
  void paint_beside(const Stretch& stretch, double baseline, double distance, bool is_above) {
    paint_line(stretch, is_above ? baseline - distance - thickness_ : baseline + distance, is_above ? -1 : 1);
  }

  double wave_height() const { return 1.5 * thickness_ + 0.5; }
  double font_px(std::int32_t units) const { return em_ * units / metrics_.units_per_em; }

  /// `away`: on which side of the first line the second of a double one is; 0 for lines through the text, which leave
  /// no gaps.
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
    // The pattern of dashes and waves continues across a gap.
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

  /// The room that the line takes; of a wave, its middle, since its peaks touch the text on the baseline.
  LineStripe stripe_of(double top, int away) const {
    if (style_.text_decoration_style != TextDecorationStyle::Double) return {top, top + thickness_};
    const double second = top + 2 * away * thickness_;
    return {std::min(top, second), std::max(top, second) + thickness_};
  }

  /// The ink of all texts in the room of the line; the same for all its stretches.
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
    // Waves that no page reaches are left out: a line may be kilometres long.
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
  std::optional<std::vector<Stretch>> ink_below_;  // that crosses the line under the text, when it has been asked for
  std::optional<std::vector<Stretch>> ink_above_;  // the line over it
  const ComputedStyle& in_line_;                   // of the text: a box of another writing mode may be around it
  double em_ = 0;
  Color color_;
  double thickness_ = 0;
  double underline_ = 0;  // its upper edge below the baseline
  double over_ = 0;       // the upper edge of the line over the text above it
  double through_ = 0;    // the middle of the line through the text above it
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
