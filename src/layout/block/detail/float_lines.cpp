#include "layout/block/detail/float_lines.h"

#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/detail/line_stack.h"
#include "layout/inline/text_style.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {
// Lines beside floats. The usual way (line_stack.h) chooses all lines of a paragraph for one width; here each line has
// the width that the floats leave at its height, and floats in the text take room as soon as their line is reached. So
// lines are made one after the other, and the state is saved after each, to go back when the page ends.
namespace {

using text::LineRange;
using text::LineUnit;
using text::TextLength;
using text::UnitKind;

/// Goes through the lines of a block container on one page, once.
class FloatLines {
 public:
  FloatLines(const FloatLinesInput& input, BlockFloats& floats, LayoutContext& context)
      : input_(input),
        place_(input.place),
        floats_(floats),
        context_(context),
        style_(context.style_of(input.box)),
        content_(inline_content(input.box, input.place.width, context)),
        first_line_(first_line_content(input.box, input.place.width, context)),
        units_(content_.paragraph.units),
        indents_(line_indents(context.box(input.box), input.place.width, context)),
        open_(content_.paragraph),
        min_height_(strut_height()) {}

  /// Places lines until the page is full and `widows` more lines are known, so that the break between lines can be
  /// chosen with all of them; then goes back to it.
  FloatLinesResult run() {
    std::uint32_t at = input_.resume.first_unit;
    next_float_ = input_.resume.floats_until;
    const LayoutUnit room = place_.room.remaining;
    const bool at_top = input_.at_top;
    const auto widows = static_cast<std::uint32_t>(style_.widows);
    save();
    std::uint32_t fitting = 0;
    while (at < units_.size() && lines_.size() < fitting + widows + 1) {
      at = place_line(at);
      // `fitting` counts lines without gaps: after one that does not fit, none counts.
      if (cursor_ <= room && fitting + 1 == lines_.size()) ++fitting;
    }
    const auto count = static_cast<std::uint32_t>(lines_.size());
    LineBreakChoice choice = choose_line_break(count, fitting, input_.is_first_part, style_);
    // Not even the first line, or not enough lines for `orphans`.
    if (choice.lines == 0 && count > 0) {
      if (!at_top) {
        restore(0);
        result_.outcome = Outcome::BreakBefore;
        return std::move(result_);
      }
      // The first line moved down because of its floats: they stay on this page without it.
      if (!lines_.front().top.is_zero()) return floats_alone();
      choice = {1, BreakAppeal::LastResort};
    }
    result_.appeal = choice.appeal;
    if (choice.lines < count) {
      restore(choice.lines);
      result_.outcome = Outcome::Broken;
      result_.rest = {lines_[choice.lines].begin, states_[choice.lines].floats_until};
    }
    set_baselines(choice.lines);
    cursor_ = choice.lines == 0 ? LayoutUnit() : lines_[choice.lines - 1].bottom;
    // The `clear` of a final <br> extends the container, if the page has all its lines.
    if (choice.lines == count) clear_after_break(at);
    result_.height = cursor_;
    return std::move(result_);
  }

 private:
  struct PlacedLine {
    std::uint32_t begin = 0;
    LayoutUnit top;
    LayoutUnit bottom;
    std::optional<LayoutUnit> baseline;
  };
  /// The state after a number of lines; index 0 is the state before the first.
  struct State {
    std::size_t children = 0;
    BlockFloats::State floats;
    std::uint32_t floats_until = 0;
  };

  /// The height that the container's font gives to every line (CSS 2.2 §10.8.1, strut): floats are avoided over that
  /// height before the line is built.
  LayoutUnit strut_height() { return strut_height(line_container(input_.box, context_)); }
  LayoutUnit strut_height(const LineContainer& container) {
    const text::StackId fonts = text_style(container.style, container.origin, context_).fonts;
    return line_extent(context_.styles.style(container.style), fonts, context_).height();
  }

  /// The content from which the line starting at this unit is set: with ::first-line styles, the first line has its
  /// own.
  const InlineContent& content_at(std::uint32_t at) const {
    return at == 0 && first_line_ != nullptr ? *first_line_ : content_;
  }
  /// The unit of the usual content that corresponds to an anchor in the content of the first line.
  std::uint32_t usual_place(const InlineContent& content, std::uint32_t anchor) const {
    // Both contents have the same boxes, so the item identifies the anchor.
    if (&content == &content_) return anchor;
    const std::uint32_t item = content.paragraph.units[anchor].item;
    const auto found = std::find_if(units_.begin(), units_.end(), [&](const LineUnit& unit) {
      return unit.kind == UnitKind::Anchor && unit.item == item;
    });
    return static_cast<std::uint32_t>(found - units_.begin());
  }

  /// The floats of the first line leave it no room on this page. They stay; the lines follow on the next page, together
  /// with the marks of boxes out of flow in them.
  FloatLinesResult floats_alone() {
    restore(1);
    std::erase_if(result_.children, [](const ChildFragment& child) {
      return child.fragment->kind == FragmentKind::Line || child.fragment->kind == FragmentKind::Anchor;
    });
    result_.outcome = Outcome::Broken;
    result_.appeal = BreakAppeal::LastResort;
    result_.rest = {lines_.front().begin, states_[1].floats_until};
    return std::move(result_);
  }

  /// Saved after each line, so that breaking needs no second pass.
  void save() { states_.push_back({result_.children.size(), floats_.state(), next_float_}); }
  /// Goes back to the state after a number of lines.
  void restore(std::size_t lines) {
    const State& state = states_[lines];
    result_.children.resize(state.children);
    floats_.restore(state.floats);
    floats_.forget_rests_after(state.floats);
  }

  /// First and last baseline among the lines that stay.
  void set_baselines(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!lines_[i].baseline) continue;
      if (!result_.baseline) result_.baseline = lines_[i].baseline;
      result_.last_baseline = lines_[i].baseline;
    }
  }

  /// Whether a unit is the anchor of a float.
  bool is_float(const LineUnit& unit) const {
    return unit.kind == UnitKind::Anchor && context_.box(BoxId(unit.item)).flow == boxes::BoxFlow::Float;
  }

  /// The room between floats at the current height, over a stretch as high as the line.
  FloatBand band_at(LayoutUnit height) const {
    const Point origin = place_.origin;
    const LayoutUnit right = origin.x + place_.width;
    // Without floats the whole width is free.
    if (floats_.space() == nullptr) return {origin.x, right, LayoutUnit::max()};
    return floats_.space()->band(origin.y + cursor_, height, origin.x, right);
  }

  /// `text-indent`, for the first line and those after forced breaks.
  LayoutUnit indent_of(std::uint32_t at) const {
    if (at == 0) return indents_.first;
    return units_[at - 1].kind == UnitKind::ForcedBreak ? indents_.after_forced_break : indents_.other;
  }

  /// The float of an anchor, with the width that percentages refer to.
  PendingFloat pending(std::uint32_t anchor) const {
    return {BoxId(units_[anchor].item), place_.origin.x, place_.width, input_.container_height};
  }

  /// Places floats of a line that fit beside the content before them. That content is measured without the blank that a
  /// line would not end with. Returns true if one was placed, since the line has less room now and must be found again.
  /// Floats that do not fit go to `below`, to be placed under the line (CSS 2.2 §9.5.1).
  bool place_floats_in(const InlineContent& content, const LineRange& line, const FloatBand& band,
                       std::vector<std::uint32_t>& below) {
    TextLength before = TextLength::from(indent_of(line.begin));
    TextLength blank;
    for (std::uint32_t at = line.begin; at < line.end; ++at) {
      const LineUnit& unit = content.paragraph.units[at];
      const std::uint32_t i = is_float(unit) ? usual_place(content, at) : 0;
      // Placed already, or waiting: floats must not change their order.
      const bool known = i < next_float_ || std::find(below.begin(), below.end(), i) != below.end();
      if (is_float(unit) && !known) {
        const bool fits = below.empty() && before.ceil() + float_width(pending(i), context_) <= band.width();
        // A float at the start of the line is placed even if it is too wide: nothing else is in its way.
        const bool first = before == TextLength::from(indent_of(line.begin)) && below.empty();
        if (fits || first) {
          floats_.place(pending(i), place_.origin.y + cursor_, nullptr, place_, result_.children);
          next_float_ = i + 1;
          return true;
          // A float that does not fit makes all later ones of the line wait: they may not be above it.
        }
        below.push_back(i);
      }
      if (unit.kind == UnitKind::SoftHyphen) continue;  // not shown within a line
      const bool is_blank = unit.kind == UnitKind::Space;
      if (!is_blank && unit.advance != TextLength()) before += std::exchange(blank, {}) + unit.advance;
      blank += (is_blank ? unit.advance : TextLength()) + unit.space_after;
    }
    return false;
  }

  /// `clear` on a `<br>` moves what follows below the floats, also at the end of the container.
  void clear_after_break(std::uint32_t at) {
    if (at == 0 || units_[at - 1].kind != UnitKind::ForcedBreak || floats_.space() == nullptr) return;
    const BoxId box(units_[at - 1].item);
    if (context_.box(box).kind != boxes::BoxKind::LineBreak) return;
    const style::Clear clear = context_.style_of(box).clear;
    if (clear == style::Clear::None) return;
    cursor_ = std::max(cursor_, floats_.clear_bottom(clear) - place_.origin.y);
  }

  /// Makes one line. The loop repeats with less room whenever a float was placed, the line is wider than the room, or
  /// it turned out higher than assumed and meets another float. Returns the unit after the line.
  std::uint32_t place_line(std::uint32_t at) {
    clear_after_break(at);
    const InlineContent& content = content_at(at);
    const LineContainer container = line_container(input_.box, content, context_);
    LayoutUnit height = &content == &content_ ? min_height_ : strut_height(container);
    std::vector<std::uint32_t> below;
    const bool is_first = at == 0 || units_[at - 1].kind == UnitKind::ForcedBreak;
    const text::LinePosition position = is_first ? text::LinePosition::First : text::LinePosition::Other;
    while (true) {
      const FloatBand band = band_at(height);
      const LayoutUnit indent = indent_of(at);
      const TextLength available = TextLength::from(band.width() - indent);
      const text::BandWidths widths{available, TextLength::from(band.width() - indents_.other)};
      LineRange line = line_from(content, at, position, widths);
      LineRange usual = line;
      // Lines of the first line's content end at places of the usual content, which continues after them.
      if (&content != &content_) {
        const FirstLineRange found = first_line_range(content, line, content_);
        line = found.line;
        usual = found.usual;
      }
      if (place_floats_in(content, line, band, below)) continue;
      // A word that does not fit moves down to where the floats end (CSS 2.2 §9.5).
      if (line.width > available && band.bottom != LayoutUnit::max()) {
        cursor_ = band.bottom - place_.origin.y;
        continue;
      }
      const Fragment* fragment = nullptr;
      if (!is_phantom_line(content, line, context_)) {
        // Lines without content have no height and are left out (CSS 2.2 §9.4.2).
        fragment = build_line(content, line, container, {band.width(), indent, open_.at(at)}, context_);
        // A line that is higher than the strut may touch a float further down.
        if (fragment->size.height > height && band_at(fragment->size.height).width() < band.width()) {
          height = fragment->size.height;
          continue;
        }
      }
      finish_line(usual, band, fragment, below);
      return std::max(usual.end, at + 1);
    }
  }

  /// `text-wrap-style: pretty` chooses line ends together, everything else line by line.
  LineRange line_from(const InlineContent& content, std::uint32_t at, text::LinePosition position,
                      const text::BandWidths& widths) {
    const bool is_planned = style_.text_wrap_style == style::TextWrapStyle::Pretty && &content == &content_;
    if (is_planned) return planned_line(at, position, widths);
    return text::find_line(content.paragraph, at, widths.first, position, text::Squeezing::IfAsked, next_hyphen(),
                           line_filling(style_));
  }

  /// Chooses the lines of the rest of the paragraph together, as if the room beside the floats stayed as it is, and
  /// again whenever it changes.
  LineRange planned_line(std::uint32_t at, text::LinePosition position, const text::BandWidths& widths) {
    while (planned_ < plan_.size() && plan_[planned_].begin < at) ++planned_;
    const TextLength room = planned_ == 0 ? plan_widths_.first : plan_widths_.other;
    // The plan holds while the space beside floats is the one for which it was made.
    const bool holds = planned_ < plan_.size() && plan_[planned_].begin == at && room == widths.first &&
                       plan_widths_.other == widths.other;
    if (!holds) {
      plan_ =
          text::break_rest(content_.paragraph, {at, true, hyphens_}, position, widths, break_options(style_, context_));
      plan_widths_ = widths;
      planned_ = 0;
    }
    return plan_[planned_];
  }

  /// Whether the next line may end with a hyphen (`hyphenate-limit-lines`).
  text::LineHyphen next_hyphen() const {
    const std::optional<std::uint32_t> most = max_hyphens(style_);
    return most && hyphens_ >= *most ? text::LineHyphen::Refused : text::LineHyphen::Allowed;
  }

  /// Appends the line, then the floats that did not fit beside it.
  void finish_line(const LineRange& range, const FloatBand& band, const Fragment* fragment,
                   const std::vector<std::uint32_t>& below) {
    PlacedLine line;
    hyphens_ = range.hyphenated ? hyphens_ + 1 : 0;
    line.begin = range.begin;
    line.top = cursor_;
    // A line without a fragment takes no room, but its anchors need marks.
    if (fragment != nullptr) {
      const LayoutUnit left = band.left - place_.origin.x;
      result_.children.push_back({{left, cursor_}, fragment});
      line.baseline = cursor_ + baseline_in_block(*fragment, style_);
      cursor_ += fragment->size.height;
    } else {
      mark_anchors(range);
    }
    line.bottom = cursor_;
    for (const std::uint32_t anchor : below) {
      floats_.place(pending(anchor), place_.origin.y + cursor_, nullptr, place_, result_.children);
    }
    next_float_ = std::max(next_float_, range.end);
    lines_.push_back(line);
    save();
  }

  /// Marks boxes out of flow in a line that is left out.
  void mark_anchors(const LineRange& range) {
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      if (units_[i].kind != UnitKind::Anchor || is_float(units_[i])) continue;
      const BoxId box(units_[i].item);
      const Point at = place_.origin + Point{{}, cursor_};
      const LayoutUnit left = static_left(style_, context_.style_of(box).display, floats_.space(), at, place_.width);
      result_.children.push_back({{left, cursor_}, make_anchor(box, context_)});
    }
  }

  const FloatLinesInput& input_;
  FloatPlace place_;
  BlockFloats& floats_;
  LayoutContext& context_;
  const style::ComputedStyle& style_;
  const InlineContent& content_;
  const InlineContent* const first_line_;  // for the first line only; usually null
  const std::vector<LineUnit>& units_;
  LineIndents indents_;
  OpenInlineBoxes open_;
  LayoutUnit min_height_;
  LayoutUnit cursor_;
  std::uint32_t next_float_ = 0;  // floats before it are placed
  std::vector<LineRange> plan_;   // of the rest, from where it was made
  text::BandWidths plan_widths_;
  std::size_t planned_ = 0;
  std::uint32_t hyphens_ = 0;  // number of consecutive lines above that end with one
  std::vector<PlacedLine> lines_;
  std::vector<State> states_;
  FloatLinesResult result_;
};

}  // namespace

/// The horizontal position of a box out of flow if it were in flow (CSS 2.2 §10.3.7, static position): blocks start a
/// new line, inline boxes are where a line of their container would start by `text-align`.
LayoutUnit static_left(const style::ComputedStyle& container, style::Display display, const FloatSpacePtr& floats,
                       Point at, LayoutUnit width) {
  const bool runs_rtl = is_rtl(container);
  if (!boxes::is_inline_display(display)) return runs_rtl ? width : LayoutUnit();
  LayoutUnit left;
  LayoutUnit right = width;
  if (floats != nullptr) {
    const FloatBand band = floats->band(at.y, {}, at.x, at.x + width);
    left = band.left - at.x;
    right = band.right - at.x;
  }
  switch (container.text_align) {
    case style::TextAlign::Left: return left;
    case style::TextAlign::Right: return right;
    case style::TextAlign::Center: return (left + right) / 2;
    case style::TextAlign::End: return runs_rtl ? left : right;
    default: return runs_rtl ? right : left;
  }
}

FloatLinesResult layout_float_lines(const FloatLinesInput& input, BlockFloats& floats, LayoutContext& context) {
  return FloatLines(input, floats, context).run();
}

}  // namespace gongwen::layout
