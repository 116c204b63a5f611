#include "layout/pages/detail/footnote_area.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_stack.h"
#include "text/line_breaker.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using style::FootnoteDisplay;
using text::TextLength;

/// Lays out the area of one page: its own box (`@footnote`), and notes below each other while they fit. A note that is
/// cut becomes the first one of the rest.
class AreaLayout {
 public:
  /// `space` is the room on this page; without a limit the area takes what it needs.
  AreaLayout(const style::ComputedStyle& style, const FootnoteSpace& space, LayoutContext& context)
      : style_(style), space_(space), context_(context) {
    margins_ = margin_widths(style, space.width);
    borders_ = border_widths(style);
    padding_ = padding_widths(style, space.width);
    const LayoutUnit edges = borders_.horizontal() + padding_.horizontal();
    const LayoutUnit outer = space.width - margins_.horizontal();
    const LayoutUnit wanted = border_box_size(style.width, space.width, edges, style.box_sizing).value_or(outer);
    width_ = clamp_width(wanted, style, space.width, edges);
    content_width_ = std::max(LayoutUnit(), width_ - edges);
  }

  /// Notes in order, while they fit; a cut note keeps its place before the others.
  FootnoteArea run(const std::vector<WaitingNote>& notes) {
    FootnoteArea area;
    limit_ = content_limit();
    std::size_t next = 0;
    while (next < notes.size() && place(notes[next])) ++next;
    if (cut_) area.rest.push_back(std::move(*cut_));
    // Notes after the first that does not fit wait, even if they would fit: their order is that of the text.
    for (std::size_t i = next + (cut_ ? 1U : 0U); i < notes.size(); ++i) area.rest.push_back(notes[i]);
    // Without any note there is no area, so no separator is shown.
    if (children_.empty()) return area;
    finish(area);
    return area;
  }

 private:
  LayoutUnit vertical_edges() const { return borders_.vertical() + padding_.vertical(); }
  bool is_limited() const { return limit_ != LayoutUnit::max(); }
  bool at_top() const { return space_.at_top && children_.empty(); }

  /// Room for the notes themselves: the page's, limited by `max-height`.
  LayoutUnit content_limit() const {
    // The page's room includes the area's own edges.
    LayoutUnit limit = space_.height;
    if (limit != LayoutUnit::max()) limit = limit - margins_.vertical() - vertical_edges();
    if (!style_.max_height.is_length()) return limit;
    // `max-height` may be a percentage of the page.
    const auto most = border_box_size(style_.max_height, space_.page_height, vertical_edges(), style_.box_sizing);
    return most ? std::min(limit, *most - vertical_edges()) : limit;
  }

  /// Places one note, or a group set in lines. Returns false if it is not finished here.
  bool place(const WaitingNote& note) { return note.is_inline ? place_lines(note) : place_block(note); }

  bool place_block(const WaitingNote& note) {
    const BoxId box = note.boxes.front();
    const style::ComputedStyle& style = context_.style_of(box);
    const Edges margins = margin_widths(style, content_width_);
    LayoutInput input;
    input.box = box;
    // The available height is unlimited; the fragmentainer cuts off what does not fit.
    input.available = {content_width_, std::nullopt};
    input.resume = note.rest.get();
    input.is_formatting_root = true;
    input.room.height = space_.page_height;
    if (is_limited()) input.room.remaining = limit_ - cursor_;
    input.room.at_top = at_top();
    // Margins of notes collapse with each other as those of blocks.
    input.strut = strut_;
    if (note.rest == nullptr) input.strut.add(margins.top);
    const LayoutResult result = layout_box(input, context_);
    // Not even the first line fits.
    if (result.outcome == Outcome::BreakBefore) return false;
    // A note that could only start badly (against its orphans and widows) waits for a page with more room.
    const bool begins_badly =
        note.rest == nullptr && result.outcome == Outcome::Broken && result.appeal < BreakAppeal::Perfect;
    if (begins_badly && !at_top()) return false;
    const LayoutUnit bottom = cursor_ + result.offset + result.fragment->size.height;
    // A box that does not break, such as an image: it must fit completely, unless nothing is above it.
    if (is_limited() && !at_top() && bottom > limit_) return false;
    const LayoutUnit left = left_margin_in(is_rtl(style_), style, content_width_, result.fragment->size.width);
    children_.push_back({{left, cursor_ + result.offset}, result.fragment});
    cursor_ = bottom;
    strut_ = {};
    strut_.add(margins.bottom);
    if (result.outcome == Outcome::Complete) return true;
    cut_ = note;
    cut_->rest = result.rest;
    return false;
  }

  /// Notes set together are one paragraph, of which as many lines are placed as fit.
  bool place_lines(const WaitingNote& note) {
    // Shaped again for each page, since its width may differ.
    const InlineContent content = joined_inline_content(note.boxes, content_width_, context_);
    const TextLength available = TextLength::from(content_width_);
    const LineContainer container{BoxId(), context_.page_style_id(style_), {}};
    Fragment lines;
    lines.style = context_.styles.anonymous(context_.page_style_id(style_), style::Display::Block);
    lines.size.width = content_width_;
    const LayoutUnit top = cursor_ + strut_.sum();
    std::vector<BoxId> open;
    std::uint32_t passed = 0;
    std::vector<std::uint32_t> begins;
    std::vector<const Fragment*> found;
    const text::LineFilling filling = line_filling(context_.styles.style(container.style));
    // Lines are found one by one, since the start may be in the middle of a paragraph: earlier pages may have had
    // another width.
    const std::vector<text::LineUnit>& units = content.paragraph.units;
    // After the lines that fit, only as many are needed as `widows` requires.
    const std::size_t widows = static_cast<std::size_t>(context_.style_of(note.boxes.front()).widows);
    std::size_t fitting = 0;
    LayoutUnit bottom = top;
    for (std::uint32_t at = note.first_unit; at < units.size() && found.size() < fitting + widows + 1;) {
      const bool is_first = at == 0 || units[at - 1].kind == text::UnitKind::ForcedBreak;
      const text::LineRange line = text::find_line(content.paragraph, at, available,
                                                   is_first ? text::LinePosition::First : text::LinePosition::Other,
                                                   text::Squeezing::IfAsked, text::LineHyphen::Allowed, filling);
      at = std::max(line.end, at + 1);
      // Inline boxes that are open at the start of a line are repeated in it.
      pass_edges(content.paragraph, passed, line.begin, open);
      const Fragment* const fragment =
          build_line(content, line, container, {content_width_, LayoutUnit(), open}, context_);
      begins.push_back(line.begin);
      found.push_back(fragment);
      bottom += fragment->size.height;
      if (!is_limited() || bottom <= limit_) fitting = found.size();
    }
    const std::size_t shown = count_lines(found.size(), fitting, note);
    // The number of lines that may stay depends on orphans and widows.
    const bool complete = shown == found.size();
    if (!complete && shown > 0) {
      cut_.emplace(note);
      cut_->first_unit = begins[shown];
    }
    // The group waits for the next page as a whole.
    if (shown == 0) return complete;
    for (std::size_t i = 0; i < shown; ++i) {
      lines.children.push_back({{LayoutUnit(), lines.size.height}, found[i]});
      lines.size.height += found[i]->size.height;
    }
    lines.is_continued_before = note.first_unit > 0;
    lines.is_continued_after = !complete;
    children_.push_back({{LayoutUnit(), top}, nullptr});
    cursor_ = top + lines.size.height;
    strut_ = {};
    children_.back().fragment = context_.fragments.add(std::move(lines));
    return complete;
  }

  /// The number of lines of a group on this page; 0 if it should not start here.
  std::size_t count_lines(std::size_t count, std::size_t fitting, const WaitingNote& note) const {
    const bool begins = note.first_unit == 0;
    const LineBreakChoice choice =
        choose_line_break(static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(fitting), begins,
                          context_.style_of(note.boxes.front()));
    // Nothing is above: a page must take something, or layout would never end.
    if (at_top()) return std::max<std::size_t>(choice.lines, count == 0 ? 0 : 1);
    return begins && choice.appeal < BreakAppeal::Perfect ? 0 : choice.lines;
  }

  /// Tracks the inline boxes that are open at the start of a line.
  static void pass_edges(const text::ShapedParagraph& paragraph, std::uint32_t& at, std::uint32_t end,
                         std::vector<BoxId>& open) {
    for (; at < end; ++at) {
      const text::LineUnit& unit = paragraph.units[at];
      if (unit.kind == text::UnitKind::OpenEdge) open.emplace_back(unit.item);
      if (unit.kind == text::UnitKind::CloseEdge) open.pop_back();
    }
  }

  /// The fragment of the area: its height is that of the notes, or the one its style asks for.
  void finish(FootnoteArea& area) {
    LayoutUnit content = cursor_ + strut_.sum();
    content = std::max(
        // A set height makes the area larger, never smaller than its notes.
        content, clamp_content_height(content_height(style_, space_.page_height, vertical_edges()).value_or(content),
                                      style_, space_.page_height, vertical_edges()));
    Fragment fragment;
    fragment.style = context_.page_style_id(style_);
    fragment.borders = borders_;
    fragment.size = {width_, content + vertical_edges()};
    // Children were placed relative to the content box.
    for (ChildFragment& child : children_) {
      child.offset = child.offset + Point{borders_.left + padding_.left, borders_.top + padding_.top};
    }
    fragment.children = std::move(children_);
    area.height = fragment.size.height + margins_.vertical();
    area.offset = {left_margin_in(is_rtl(style_), style_, space_.width, width_), margins_.top};
    area.fragment = context_.fragments.add(std::move(fragment));
  }

  const style::ComputedStyle& style_;
  const FootnoteSpace& space_;
  LayoutContext& context_;
  Edges margins_;
  Edges borders_;
  Edges padding_;
  LayoutUnit width_;
  LayoutUnit content_width_;
  LayoutUnit limit_;
  LayoutUnit cursor_;
  MarginStrut strut_;
  std::vector<ChildFragment> children_;
  std::optional<WaitingNote> cut_;
};

/// Notes that contain more than lines are blocks, regardless of their style.
FootnoteDisplay used_display(BoxId note, const LayoutContext& context) {
  return context.box(note).has_inline_children ? context.style_of(note).footnote_display : FootnoteDisplay::Block;
}

/// The number of `compact` notes from `first` on that fit together on one line.
std::size_t count_on_line(const std::vector<BoxId>& notes, std::size_t first, LayoutUnit width,
                          LayoutContext& context) {
  LayoutUnit used;
  std::size_t count = 0;
  for (std::size_t i = first; i < notes.size(); ++i, ++count) {
    if (used_display(notes[i], context) != FootnoteDisplay::Compact) break;
    used += intrinsic_contribution(notes[i], context).max_content;
    if (used > width) break;
  }
  return count;
}

}  // namespace

bool FootnoteArea::begins_all() const {
  return std::all_of(rest.begin(), rest.end(), [](const WaitingNote& note) { return note.has_begun(); });
}

/// css-gcpm-3 §2.5: `inline` notes run together; `compact` ones do if several fit on a line.
std::vector<WaitingNote> group_notes(const std::vector<BoxId>& notes, const style::ComputedStyle& area,
                                     LayoutUnit page_width, LayoutContext& context) {
  // Compact notes share a line only if they fit into the area's width.
  const Edges edges = margin_widths(area, page_width) + border_widths(area) + padding_widths(area, page_width);
  const LayoutUnit width = page_width - edges.horizontal();
  std::vector<WaitingNote> groups;
  for (std::size_t i = 0; i < notes.size();) {
    const FootnoteDisplay display = used_display(notes[i], context);
    std::size_t count = 1;
    if (display == FootnoteDisplay::Inline) {
      while (i + count < notes.size() && used_display(notes[i + count], context) == display) ++count;
    } else if (display == FootnoteDisplay::Compact) {
      count = std::max<std::size_t>(1, count_on_line(notes, i, width, context));
    }
    WaitingNote group;
    const auto begin = notes.begin() + static_cast<std::ptrdiff_t>(i);
    group.boxes.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    group.is_inline = display == FootnoteDisplay::Inline || count > 1;
    groups.push_back(std::move(group));
    i += count;
  }
  return groups;
}

FootnoteArea layout_footnote_area(const std::vector<WaitingNote>& notes, const style::ComputedStyle& style,
                                  const FootnoteSpace& space, LayoutContext& context) {
  if (notes.empty()) return {};
  return AreaLayout(style, space, context).run(notes);
}

}  // namespace gongwen::layout
