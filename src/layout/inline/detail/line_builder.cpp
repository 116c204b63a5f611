#include "layout/inline/detail/line_builder.h"

#include "base/utf8.h"
#include "layout/boxes/box.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_ends.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/detail/ruby_layout.h"
#include "layout/inline/text_style.h"
#include "style/writing_modes.h"
#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

// `box-decoration-break: clone`: each part of the box has all its edges.
bool is_cloned(const style::ComputedStyle& style) {
  return style.box_decoration_break == style::BoxDecorationBreak::Clone;
}

}  // namespace

using boxes::BoxKind;
using style::ComputedStyle;
using text::LineUnit;
using text::PlacedGlyph;
using text::TextLength;
using text::UnitKind;

/// One builder makes one line. It goes through the units once, from the start of the line to its end, with `pen_` as
/// the horizontal position; inline boxes are a stack (`open_`), and text is collected into runs of one face (`run_`).
/// Vertical positions count from the baseline of the line until finish_line() moves everything below its top.
LineBuilder::LineBuilder(const InlineContent& content, const text::LineRange& line, const LineContainer& container,
                         const LineSpace& space, LayoutContext& context)
    : content_(content),
      paragraph_(content.paragraph),
      line_(line),
      container_(container),
      space_(space),
      context_(context),
      style_(context.styles.style(container.style)) {}

const Fragment* LineBuilder::build() {
  place_units();
  const Extent& line = subtrees_.front().extent;
  // A box out of flow is placed at the top of the line, so it must be placed again if the line became higher after it.
  const bool has_grown = anchored_in_ && (anchored_in_->ascent != line.ascent || anchored_in_->descent != line.descent);
  if (subtrees_.size() > 1 || has_grown) {
    // Boxes that align to the line can be placed only when its height and its top are known.
    align_subtrees();
    place_units();
  }
  extent_ = subtrees_.front().extent;
  return finish_line();
}

/// Places all units from the start. Runs a second time if boxes align to the line, with the extents of the first pass.
void LineBuilder::place_units() {
  measure_stretch();
  pen_ = line_left_ = start_position();
  open_.clear();
  subtrees_begun_ = 1;
  OpenBox root;
  root.box = container_.box;
  root.style = &style_;
  root.fonts = text_style(container_.style, container_.origin, context_).fonts;
  open_.push_back(std::move(root));
  // The strut: the line is at least as high as its own font and line height (CSS 2.2 §10.8.1).
  if (!is_aligned_) subtrees_.push_back({line_extent(style_, open_.front().fonts, context_), false, {}});  // the strut
  const std::uint32_t end = space_.cut == nullptr ? line_.end : std::min(line_.end, space_.cut->unit);
  if (content_.levels.empty()) {
    place_in_order(end);
  } else {
    place_by_levels(end);
  }
}

/// Text in one direction: units follow each other from left to right.
void LineBuilder::place_in_order(std::uint32_t end) {
  // Boxes that were opened on earlier lines come first, the outermost at the bottom of the stack.
  for (const BoxId box : space_.open_boxes) open_box(box, false);
  for (std::uint32_t i = line_.begin; i < end; ++i) place_unit(i);
  flush_run();
  if (space_.cut != nullptr && space_.cut->mark != nullptr) place_mark(*space_.cut->mark);
  while (open_.size() > 1) close_box(false);
}

/// Starts a subtree: a box that aligns to the top or bottom of the line. Returns its number; the second pass finds the
/// subtrees in the same order.
std::size_t LineBuilder::begin_subtree(const ComputedStyle& style) {
  if (!is_aligned_) {
    subtrees_.push_back({{}, style.vertical_align.kind == style::VerticalAlign::Kind::Bottom, {}});
    // No part of it is measured yet, not even its baseline.
    subtrees_.back().extent = {LayoutUnit::min(), LayoutUnit::min()};
  }
  // Counted in the order of the units, which is the same in both passes.
  return subtrees_begun_++;
}

/// Makes the line as high as its highest subtree: those at the top extend it downwards, then those at the bottom
/// upwards. CSS 2.2 §10.8.1 does not define the position of the baseline; this is the behaviour of browsers.
void LineBuilder::align_subtrees() {
  Extent& line = subtrees_.front().extent;
  for (const bool at_bottom : {false, true}) {
    for (std::size_t i = 1; i < subtrees_.size(); ++i) {
      // Only the excess over the line's height counts.
      const LayoutUnit missing = subtrees_[i].extent.height() - line.height();
      if (subtrees_[i].at_bottom != at_bottom || missing <= LayoutUnit()) continue;
      (at_bottom ? line.ascent : line.descent) += missing;
    }
  }
  for (std::size_t i = 1; i < subtrees_.size(); ++i) {
    Subtree& subtree = subtrees_[i];
    // Distance of its baseline from the line's, downwards.
    subtree.shift = subtree.at_bottom ? line.descent - subtree.extent.descent : subtree.extent.ascent - line.ascent;
  }
  is_aligned_ = true;
}

/// Where the content starts, measured from the side at which lines start: indent and alignment.
TextLength LineBuilder::start_position() const {
  style::TextAlign align = style_.text_align;
  // css-text-3 §6.3: the last line and lines before forced breaks have their own alignment.
  if (line_.last || line_.forced) {
    switch (style_.text_align_last) {
      case style::TextAlignLast::Auto:
        if (align == style::TextAlign::Justify) align = style::TextAlign::Start;
        break;
      case style::TextAlignLast::Start: align = style::TextAlign::Start; break;
      case style::TextAlignLast::End: align = style::TextAlign::End; break;
      case style::TextAlignLast::Left: align = style::TextAlign::Left; break;
      case style::TextAlignLast::Right: align = style::TextAlign::Right; break;
      case style::TextAlignLast::Center: align = style::TextAlign::Center; break;
      case style::TextAlignLast::Justify: align = style::TextAlign::Justify; break;
    }
  }
  // Positions count from the start side, which is the right one here.
  // `left` is where lines from right to left end.
  if (is_rtl_line() && align == style::TextAlign::Left) {
    align = style::TextAlign::End;
  } else if (is_rtl_line() && align == style::TextAlign::Right) {
    align = style::TextAlign::Start;
  }
  const TextLength begin = TextLength::from(space_.indent);
  const TextLength indent = begin - line_.hang_start;
  // The free space of the line; negative if it is too wide.
  const TextLength left = TextLength::from(space_.width) - begin - line_.width;
  // A line that is too wide overflows at its end, not at its start (css-text-3 §6.1).
  if (left <= TextLength() || leader_each_ != TextLength()) return indent;
  // Likewise for a line that was cut because it is too wide.
  if (space_.cut != nullptr && !space_.is_clamped) return indent;
  if (align == style::TextAlign::Center) return indent + left / 2;
  // Cells aligned at a character leave free the space that other cells need after it.
  if (style_.text_align.character != 0 && align == style::TextAlign::End) {
    return indent + left - std::min(left, alignment_shift(container_.box, context_));
  }
  if (align == style::TextAlign::Right || align == style::TextAlign::End) return indent + left;
  return indent;
}

/// Opens an inline box in a line of one direction. A box that was opened on an earlier line has its edge here only if
/// it clones its decoration.
void LineBuilder::open_box(BoxId id, bool begins_here) {
  const boxes::Box& box = context_.box(id);
  const ComputedStyle& style = style_on_line(id);
  const bool begins = begins_here && !box.is_split_begin;
  const bool has_edge = begins || (is_cloned(style) && !box.is_split_begin);
  TextLength added;
  // The edge of a box that starts here is a separate unit.
  if (has_edge && !begins_here) {
    added = TextLength::from(margin_widths(style, space_.width).left + border_widths(style).left +
                             padding_widths(style, space_.width).left);
  }
  push_box(id, begins, has_edge, added);
}

/// Pushes a box onto the stack and finds its baseline. `added`: the width of its left edge, if that is not a separate
/// unit.
void LineBuilder::push_box(BoxId id, bool begins_here, bool has_left, TextLength added) {
  const boxes::Box& box = context_.box(id);
  OpenBox open;
  open.box = id;
  const style::StyleId style = content_.style_in(box.style, context_);
  open.style = &context_.styles.style(style);
  open.fonts = text_style(style, box.origin, context_).fonts;
  open.begins_here = begins_here;
  open.left = pen_;
  // The margin is outside of the border box, whose left edge is kept.
  if (has_left) open.left += TextLength::from(margin_widths(*open.style, space_.width).left);
  pen_ += added;
  const OpenBox& parent = open_.back();
  const Extent extent = line_extent(*open.style, open.fonts, context_);
  // nullopt: `vertical-align: top` or `bottom`, aligned to the line later.
  const auto shift = baseline_shift(*open.style, *parent.style, parent.fonts, extent, context_);
  if (shift) {
    open.subtree = parent.subtree;
    open.shift = parent.shift + *shift;
  } else {
    open.subtree = begin_subtree(*open.style);
    open.shift = subtrees_[open.subtree].shift;
  }
  include_extent(open, extent);
  open_.push_back(std::move(open));
}

/// Counts the content of a box, around its baseline, for the height of its subtree. With `-gw-line-sizing: fixed` only
/// boxes aligned to the whole line count, not text: all lines keep the same pitch.
void LineBuilder::include_extent(const OpenBox& open, const Extent& extent) {
  // Subtree 0 is the line itself.
  const bool counts = style_.line_sizing == style::LineSizing::Normal || open.subtree > 0;
  if (!is_aligned_ && counts) subtrees_[open.subtree].extent.include(extent.lowered_by(open.shift));
}

/// The counterpart of open_box().
void LineBuilder::close_box(bool ends_here) {
  flush_run();
  const OpenBox& closed = open_.back();
  const boxes::Box& box = context_.box(closed.box);
  const ComputedStyle& style = *closed.style;
  const bool ends = ends_here && !box.is_split_end;
  const bool has_begin = closed.begins_here || (is_cloned(style) && !box.is_split_begin);
  const bool has_end = ends || (is_cloned(style) && !box.is_split_end);
  // The box continues on the next line, so its closing edge is no unit, but it clones its edges.
  if (has_end && !ends_here) {
    pen_ += TextLength::from(margin_widths(style, space_.width).right + border_widths(style).right +
                             padding_widths(style, space_.width).right);
  }
  pop_box(ends, {has_begin, has_end});
}

/// Makes the fragment of the box opened last, around everything placed in it. It is as high as its font, borders and
/// paddings, regardless of its content (CSS 2.2 §10.6.1).
void LineBuilder::pop_box(bool ends, Ends sides) {
  OpenBox closed = std::move(open_.back());
  open_.pop_back();
  const ComputedStyle& style = *closed.style;
  const Edges padding = padding_widths(style, space_.width);
  const TextLength right =
      pen_ - (sides.right ? TextLength::from(margin_widths(style, space_.width).right) : TextLength());
  Fragment fragment = fragment_of(closed.box, context_);
  fragment.kind = FragmentKind::InlineBox;
  fragment.style = content_.style_in(fragment.style, context_);
  fragment.is_continued_before = !closed.begins_here;
  fragment.is_continued_after = !ends;
  fragment.borders = border_widths(style);
  fragment.padding = padding;
  // Sides that are on other lines have no border to paint here.
  if (!sides.left) fragment.borders.left = fragment.padding.left = {};
  if (!sides.right) fragment.borders.right = fragment.padding.right = {};
  const Extent extent = font_extent(style, closed.fonts, context_);
  const LayoutUnit above = extent.ascent + padding.top + fragment.borders.top;
  fragment.size = {(right - closed.left).round(), extent.height() + padding.vertical() + fragment.borders.vertical()};
  fragment.baseline = above;
  const Point origin{closed.left.round(), closed.shift - above};
  // Children were placed from the line's baseline; fragments have theirs from their own corner.
  for (ChildFragment& child : closed.children) child.offset = child.offset - origin;
  const std::uint32_t first =
      closed.first_units.empty() ? unit_ : *std::min_element(closed.first_units.begin(), closed.first_units.end());
  sort_children(closed);
  fragment.children = std::move(closed.children);
  const Point shift = relative_shift(style, space_.width, content_.containing_height);
  add_child(origin + shift, context_.fragments.add(std::move(fragment)), first);
  // After the base, whose width it needs.
  if (closed.annotation) place_annotation(closed, right);
}

/// Places the annotation of a ruby base beside it, centred or at its start (css-ruby-1 §3), outside the annotations of
/// inner bases.
void LineBuilder::place_annotation(const OpenBox& base, TextLength right) {
  const Fragment* const annotation = content_.objects.at(base.annotation.value);
  const AnnotationSide side = ruby_side(base.annotation, context_);
  const bool is_over = side == AnnotationSide::Over;
  // Inner annotations are closer to the text.
  const LayoutUnit inner = is_over ? base.annotations.ascent : base.annotations.descent;
  const LayoutUnit height = inner + annotation->size.height;
  include_extent(base,
                 annotation_extent(*base.style, base.fonts, height, side, content_.marked_on_both_sides, context_));
  const TextLength room = right - base.left - TextLength::from(annotation->size.width);
  const bool at_start = context_.style_of(base.annotation).ruby_align == style::RubyAlign::Start;
  const TextLength start = is_rtl(*base.style) ? room : TextLength();
  const LayoutUnit top = annotation_top(*base.style, height, side) + (is_over ? LayoutUnit() : inner);
  add_child({(base.left + (at_start ? start : room / 2)).round(), base.shift + top}, annotation, unit_);
  // Bases around this one place their annotations beyond this one.
  for (auto around = open_.rbegin(); around != open_.rend(); ++around) {
    if (!around->box || context_.box(around->box).ruby == boxes::RubyPart::None) break;
    LayoutUnit& reach = is_over ? around->annotations.ascent : around->annotations.descent;
    reach = std::max(reach, height);
  }
}

/// Adds a fragment to the innermost open box; `unit` is the first one that it holds, for the reading order.
void LineBuilder::add_child(Point offset, const Fragment* fragment, std::uint32_t unit) {
  open_.back().children.push_back({offset, fragment});
  // The first unit decides the reading order where text runs in two directions.
  if (!content_.levels.empty()) open_.back().first_units.push_back(unit);
}

/// Places one unit at the pen and moves the pen after it.
void LineBuilder::place_unit(std::uint32_t index) {
  const LineUnit& unit = paragraph_.units[index];
  switch (unit.kind) {
    case UnitKind::OpenEdge:
      flush_run();
      open_box(BoxId(unit.item), true);
      pen_ += unit.advance;
      break;
    case UnitKind::CloseEdge:
      pen_ += unit.advance;
      close_box(true);
      if (index + 1 < line_.content_end) pen_ += unit.space_after;  // letter spacing, or the overlap of an annotation
      break;
    case UnitKind::Object:
      place_object(unit);
      if (index + 1 < line_.content_end) pen_ += unit.space_after;
      break;
    case UnitKind::Anchor: place_anchor(unit); break;
    case UnitKind::Leader: place_leader(unit); break;
    case UnitKind::ForcedBreak: break;
    case UnitKind::Tab:
      flush_run();
      pen_ += content_.levels.empty()
                  ? text::tab_advance(pen_ - TextLength::from(space_.indent), paragraph_.styles[unit.style])
                  : tabs_[index];
      break;
    // A soft hyphen shows only where the line was broken at it.
    case UnitKind::SoftHyphen:
      if (line_.hyphenated && index + 1 == line_.content_end) place_text(unit, index);
      break;
    case UnitKind::Text:
    case UnitKind::Space: place_text(unit, index); break;
  }
}

namespace {

/// How far a glyph moves to the left if its mark gives up `cut` of its blank, in font units. `trim_left` says which
/// part of the blank is at the left, in 256ths.
std::int16_t shift_of_cut(const LineUnit& unit, TextLength cut, std::int32_t em, base::FontSize size) {
  if (cut == TextLength() || unit.trim_left == 0 || size.raw() == 0) return 0;
  return static_cast<std::int16_t>(cut.raw() * unit.trim_left / 256 * em / size.raw());
}

/// Reserves memory for a run: usually it takes everything left on its line. Runs longer than `kMost` grow as needed, so
/// that a line of many runs does not reserve far too much.
void reserve_rest_of_line(const text::ShapedParagraph& paragraph, std::uint32_t content_end, const LineUnit& first,
                          TextRun& run) {
  constexpr std::uint32_t kMost = 128;
  if (content_end == 0) return;
  const LineUnit& last = paragraph.units[content_end - 1];
  if (last.first_glyph < first.first_glyph || last.text_begin < first.text_begin) return;
  run.glyphs.reserve(std::min(last.first_glyph + last.glyph_count - first.first_glyph, kMost));
  run.text.reserve(std::min(last.text_begin + last.text_length - first.text_begin, kMost));
}

}  // namespace

/// Adds a unit to the current run, or starts a new one when box, face, size or orientation change. The advance includes
/// all adjustments: marks cut to half an em, squeezed or widened gaps, letter spacing.
void LineBuilder::place_text(const LineUnit& unit, std::uint32_t index) {
  const text::TextStyle& style = paragraph_.styles[unit.style];
  const bool at_end = line_.trims_end && index == line_.end_mark;
  // Why a mark may be half as wide: it was trimmed when shaped (beside another mark), at the end of the line, or at its
  // start.
  const bool at_begin = line_.trims_start && unit.mark == text::MarkSide::BlankBefore && index == first_text_;
  const bool half = unit.trimmed || at_end || at_begin;
  TextLength advance = unit.advance;
  if (half && !unit.trimmed) advance -= unit.trim;
  // A blank at the end of a line stays in the text, but takes no room (css-text-3 §4.1.2).
  if (unit.kind == UnitKind::Space && style.collapses_spaces && index >= line_.content_end) advance = {};
  const text::UnitAdjustment adjustment = adjustment_of(index);
  advance -= adjustment.cut;
  TextLength after = stretch_after(index) + adjustment.after;
  if (index + 1 < line_.content_end) after += unit.space_after;
  // Units without glyphs still take their width.
  if (unit.glyph_count == 0) {
    if (after != TextLength()) flush_run();
    pen_ += advance + after;
    return;
  }
  const std::span<const PlacedGlyph> glyphs(paragraph_.glyphs.data() + unit.first_glyph, unit.glyph_count);
  const text::StackEntry& entry = context_.fonts.stack(style.fonts).entries[glyphs.front().entry];
  const BoxId box(unit.item);
  const bool continues_run = run_ != nullptr && run_box_ == box && run_entry_ == glyphs.front().entry &&
                             run_size_ == style.size && run_->is_upright == unit.is_upright && follows_run(index);
  if (!continues_run) flush_run();
  // The gap after a character that runs from right to left is at its left, so it goes before the glyph.
  if (is_rtl_unit_ && after != TextLength()) {
    pen_ += after;
    if (continues_run) run_->glyphs.back().advance += static_cast<std::int32_t>(after.raw());
    after = {};
  }
  if (!continues_run) {
    run_ = std::make_unique<TextRun>();
    reserve_rest_of_line(paragraph_, line_.content_end, unit, *run_);
    run_->is_right_to_left = is_rtl_unit_;
    run_first_ = index;
    run_->face = entry.face;
    run_->family = entry.family;
    run_->size = style.size;
    run_->synthetic_bold = entry.synthetic_bold;
    run_->synthetic_oblique = entry.synthetic_oblique;
    run_->is_upright = unit.is_upright;
    run_box_ = box;
    run_entry_ = glyphs.front().entry;
    run_size_ = style.size;
    const text::Face* const face = context_.fonts.face(entry.face);
    run_em_ = face == nullptr ? 1000 : face->metrics().units_per_em;
    run_left_ = pen_;
  }
  run_first_ = std::min(run_first_, index);
  run_last_ = index;
  // The advance of a cluster belongs to its last glyph; positions within the cluster stay as shaped.
  const std::int32_t em = run_em_;
  // A mark whose face has no half-width form is shifted, so that the part cut off is its blank.
  const TextLength cut = half && glyphs.front().half_width == text::kMissingGlyph ? unit.trim : adjustment.cut;
  const std::int16_t shift = shift_of_cut(unit, cut, em, style.size);
  TextLength left_over = advance + after;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    const bool last = i + 1 == glyphs.size();
    const TextLength used = last ? left_over : TextLength::from_font_units(glyphs[i].advance, em, style.size);
    left_over -= used;
    RunGlyph glyph;
    glyph.glyph = half && glyphs[i].half_width != text::kMissingGlyph ? glyphs[i].half_width : glyphs[i].glyph;
    glyph.characters = i == 0 ? unit.text_length : std::uint16_t{0};
    glyph.advance = static_cast<std::int32_t>(used.raw());
    glyph.x_offset = static_cast<std::int16_t>(glyphs[i].x_offset - (unit.is_upright ? 0 : shift));
    glyph.y_offset = static_cast<std::int16_t>(glyphs[i].y_offset + (unit.is_upright ? shift : 0));
    run_->glyphs.push_back(glyph);
  }
  // The text of a run is in reading order, while glyphs are in visual order.
  const std::size_t text_at = is_rtl_unit_ ? 0 : run_->text.size();
  if (unit.text_length == 1 && !is_rtl_unit_) {
    run_->text.push_back(paragraph_.text[unit.text_begin]);
  } else {
    run_->text.insert(text_at, paragraph_.text, unit.text_begin, unit.text_length);
  }
  // A hyphen that was not typed is a soft hyphen for readers of the file (ISO 32000-1 §14.8.2.2.3).
  const bool added = unit.kind == UnitKind::SoftHyphen && unit.text_length == 0;
  if (added) {
    run_->text.insert(text_at, 1, 0x00AD);
    (run_->glyphs.end() - static_cast<std::ptrdiff_t>(glyphs.size()))->characters = 1;
  }
  if (glyphs.front().entry != context_.fonts.stack(style.fonts).primary) include_fallback_extent(unit, open_.back());
  pen_ += advance + after;
}

/// Whether a unit continues the text of the run: the next unit, or, from right to left, the previous one.
bool LineBuilder::follows_run(std::uint32_t index) const {
  if (content_.levels.empty()) return true;
  return run_->is_right_to_left == is_rtl_unit_ && (is_rtl_unit_ ? index + 1 == run_last_ : index == run_last_ + 1);
}

/// With `line-height: normal`, every face that is used counts for the height of the line (CSS 2.2 §10.8.1).
void LineBuilder::include_fallback_extent(const LineUnit& unit, const OpenBox& open) {
  if (open.style->line_height.kind != style::LineHeight::Kind::Normal) return;
  const text::Face* const face = context_.fonts.face(run_->face);
  if (face == nullptr) return;
  const text::FaceMetrics& metrics = face->metrics();
  const base::FontSize size = paragraph_.styles[unit.style].size;
  include_extent(open, normal_line_extent(size.length_of(metrics.ascent, metrics.units_per_em),
                                          size.length_of(metrics.descent, metrics.units_per_em),
                                          size.length_of(metrics.line_gap, metrics.units_per_em)));
}

/// Places the ellipsis of a line whose rest is hidden, in the font of the container (css-overflow-4 §3.1). It belongs
/// to the innermost box that is open there, so that it is also in the extracted text of the file.
void LineBuilder::place_mark(const InlineContent& mark) {
  const auto count = static_cast<std::uint32_t>(mark.paragraph.units.size());
  text::LineRange all;
  all.content_end = all.end = count;
  const LineSpace space{LayoutUnit::max(), LayoutUnit(), {}};
  LineBuilder builder(mark, all, container_, space, context_);
  // The builder of the mark works in place of this one: with its box, its height and its pen.
  builder.open_.push_back(open_.back());
  builder.open_.back().children.clear();
  builder.subtrees_ = subtrees_;
  builder.is_aligned_ = is_aligned_;
  builder.pen_ = pen_;
  for (std::uint32_t i = 0; i < all.end; ++i) builder.place_unit(i);
  builder.flush_run();
  pen_ = builder.pen_;
  subtrees_ = std::move(builder.subtrees_);
  for (const ChildFragment& child : builder.open_.back().children) add_child(child.offset, child.fragment, line_.end);
}

/// Ends the current run and makes its fragment.
void LineBuilder::flush_run() {
  if (run_ == nullptr) return;
  const OpenBox& open = open_.back();
  Fragment fragment;
  fragment.kind = FragmentKind::Text;
  fragment.box = run_box_;
  fragment.style = run_box_ ? content_.style_in(context_.box(run_box_).style, context_) : container_.style;
  fragment.origin = run_box_ ? context_.box(run_box_).origin : container_.origin;
  const Extent extent = font_extent(context_.styles.style(fragment.style), open.fonts, context_);
  const ComputedStyle& style = context_.styles.style(fragment.style);
  if (has_emphasis(style) && has_marks(*run_)) {
    include_extent(open, emphasis_extent(style, open.fonts, content_.marked_on_both_sides, context_));
  }
  fragment.size = {(pen_ - run_left_).round(), extent.height()};
  fragment.baseline = extent.ascent + (run_->is_upright ? LayoutUnit() : text_baseline(style, open.fonts, context_));
  // Runs live as long as the document, so memory that was reserved in excess is freed.
  if (run_->glyphs.capacity() > 2 * run_->glyphs.size()) {
    run_->glyphs.shrink_to_fit();
    run_->text.shrink_to_fit();
  }
  fragment.run = std::move(run_);
  const Point offset{run_left_.round(), open.shift - extent.ascent};
  add_child(offset, context_.fragments.add(std::move(fragment)), run_first_);
  run_ = nullptr;
}

/// Marks the place of a box out of flow.
void LineBuilder::place_anchor(const LineUnit& unit) {
  const boxes::Box& box = context_.box(BoxId(unit.item));
  if (box.flow == boxes::BoxFlow::Float) return;  // placed beside the lines
  if (box.kind == BoxKind::RubyText) {
    open_.back().annotation = BoxId(unit.item);  // placed when its base is
    return;
  }
  flush_run();
  const Extent& line = subtrees_.front().extent;
  if (!anchored_in_) anchored_in_ = line;
  Point offset{pen_.round(), open_.back().shift - line.ascent};
  // A box that would be a block starts a new line (CSS 2.2 §10.3.7, "static position").
  const bool is_block =
      box.flow == boxes::BoxFlow::Absolute && !boxes::is_inline_display(context_.style_of(BoxId(unit.item)).display);
  if (is_block) {
    const bool is_first = content_.levels.empty() ? pen_ == start_position() : is_first_in_line(unit_);
    const LayoutUnit left = is_rtl(style_) ? space_.width : LayoutUnit();
    offset = {left, is_first ? -line.ascent : line.descent};
  }
  add_child(offset, make_anchor_in_line(BoxId(unit.item), is_block ? is_rtl(style_) : is_rtl_unit_, context_), unit_);
}

/// Places a box in the line: aligned by the baseline of its last line, or by its bottom margin edge if it has none (CSS
/// 2.2 §10.8.1).
void LineBuilder::place_object(const LineUnit& unit) {
  flush_run();
  const Fragment* const object = content_.objects.at(unit.item);
  const ComputedStyle& style = object->box ? context_.style_of(object->box) : context_.styles.style(object->style);
  const Edges margins = margin_widths(style, space_.width);
  const std::optional<LayoutUnit> own_baseline = baseline_in_line(*object, context_);
  const bool has_baseline = own_baseline && !style.hides_overflow();
  const OpenBox& parent = open_.back();
  // On a line whose text is centred on the baseline (vertical text), an object without a baseline is centred, too.
  const LayoutUnit own_place = style::has_central_baseline(*parent.style)
                                   ? (object->size.height + margins.bottom - margins.top) / 2
                                   : object->size.height + margins.bottom;
  const LayoutUnit baseline = has_baseline ? *own_baseline : own_place;
  const Extent extent{baseline + margins.top, object->size.height - baseline + margins.bottom};
  const auto shift = baseline_shift(style, *parent.style, parent.fonts, extent, context_);
  const std::size_t subtree = shift ? parent.subtree : begin_subtree(style);
  const LayoutUnit total = shift ? parent.shift + *shift : subtrees_[subtree].shift;
  if (!is_aligned_) subtrees_[subtree].extent.include(extent.lowered_by(total));
  const Point place{pen_.round() + margins.left, total - baseline};
  add_child(place + relative_shift(style, space_.width, content_.containing_height), object, unit_);
  pen_ += unit.advance;
}

/// The fragment of the line: as wide as the content box, as high as its subtrees. Phantom lines have no height (CSS 2.2
/// §9.4.2).
const Fragment* LineBuilder::finish_line() {
  const bool is_phantom = is_phantom_line(content_, line_, context_);
  if (is_phantom) extent_ = {};
  Fragment line;
  line.kind = FragmentKind::Line;
  line.box = container_.box;
  line.style = container_.style;
  line.origin = container_.origin;
  line.size = {space_.width, extent_.height()};
  if (!is_phantom) line.baseline = extent_.ascent;
  line.ends_with_break = line_.forced;
  line.fit = fit_;
  sort_children(open_.front());
  line.children = std::move(open_.front().children);
  if (content_.first_line && !is_phantom) enclose_first_line(line.children);
  for (ChildFragment& child : line.children) child.offset.y += extent_.ascent;
  return context_.fragments.add(std::move(line));
}

/// Puts an inline box around the whole first line if ::first-line draws something: a background or text decoration.
void LineBuilder::enclose_first_line(std::vector<ChildFragment>& children) {
  const bool draws = !style_.background_color.resolve(style_.color).is_transparent() || style_.has_background_image() ||
                     style_.text_decoration_line.any();
  if (!draws) return;
  const Extent extent = font_extent(style_, open_.front().fonts, context_);
  const LayoutUnit left = line_left_.round();
  Fragment around;
  around.kind = FragmentKind::InlineBox;
  around.style = container_.style;
  around.origin = container_.origin;
  around.size = {pen_.round() - left, extent.height()};
  around.baseline = extent.ascent;
  const Point origin{left, -extent.ascent};
  around.children = std::move(children);
  for (ChildFragment& child : around.children) child.offset = child.offset - origin;
  children.clear();
  children.push_back({origin, context_.fragments.add(std::move(around))});
}

/// A line that is cut is built with its ellipsis.
const Fragment* build_line(const InlineContent& content, const text::LineRange& line, const LineContainer& container,
                           const LineSpace& space, LayoutContext& context) {
  if (const std::optional<CutLine> cut = cut_line(content, line, container, space, context)) {
    LineSpace shown = space;
    shown.cut = &cut->cut;
    return LineBuilder(content, cut->line, container, shown, context).build();
  }
  return LineBuilder(content, line, container, space, context).build();
}

}  // namespace gongwen::layout
