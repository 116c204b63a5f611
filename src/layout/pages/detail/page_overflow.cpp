#include "layout/pages/detail/page_overflow.h"

#include "base/assert.h"
#include "base/format.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "diagnostics/catalogue/texts/layout.h"
#include "layout/core/box_transform.h"
#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::layout {
// Overflow is found on finished pages, in one walk over their fragments, and reported once for each box and direction.
// Most of the work is deciding what is intended: content that `position` or negative margins move into a margin is
// there on purpose.
namespace {

/// Rounding, and borders that are half outside, do not count.
constexpr LayoutUnit kTolerance = LayoutUnit::from_px(1);

bool is_negative(const style::LengthPercentage& length) { return length.length < LayoutUnit() || length.percent < 0; }

/// Boxes with these positions may be anywhere on purpose.
bool is_moved(style::PositionKind kind) {
  return kind == style::PositionKind::Relative || kind == style::PositionKind::Absolute ||
         kind == style::PositionKind::Fixed;
}

/// Whether a mark hangs at the end of a line if its style says so (css-text-4 section 8.4.2).
bool may_hang(char32_t mark, const style::ComputedStyle& style) {
  const style::HangingPunctuation& hanging = style.hanging_punctuation;
  const bool is_as_office = style.line_ends == style::LineEnds::Office;
  return (hanging.end != style::HangingPunctuation::End::None && text::may_hang_at_end(mark, is_as_office)) ||
         (hanging.last && text::may_hang_at_last_end(mark));
}

/// The visible width inside the line: a blank at its end may hang over, and so may a hanging mark.
LayoutUnit width_of(const Fragment& fragment, const LayoutContext& context) {
  const bool has_end = fragment.run != nullptr && !fragment.run->is_right_to_left && !fragment.run->text.empty() &&
                       !fragment.run->glyphs.empty() && fragment.turn == QuarterTurn::None;
  if (!has_end) return fragment.size.width;
  const char32_t last = fragment.run->text.back();
  const bool hangs =
      base::is_gap_in_line(last) || (fragment.style && may_hang(last, context.styles.style(fragment.style)));
  if (!hangs) return fragment.size.width;
  return fragment.size.width - base::TextLength::from_raw(fragment.run->glyphs.back().advance).round();
}

/// The lower end for this check. Tall glyphs may reach below a line; if the baseline is in the margin, the line is.
LayoutUnit bottom_of(const Fragment& fragment, Point position) {
  const bool is_text = fragment.kind == FragmentKind::Text;
  return position.y + (is_text ? fragment.baseline.value_or(fragment.size.height) : fragment.size.height);
}

/// The upper end for this check: in most fonts a third of the ascent is empty.
LayoutUnit top_of(const Fragment& fragment, Point position) {
  const bool is_text = fragment.kind == FragmentKind::Text && fragment.baseline;
  return is_text ? position.y + *fragment.baseline / 3 : position.y;
}

/// The start of a text, for messages.
std::string shown_text(const TextRun& run) {
  constexpr std::size_t kShown = 20;
  return base::to_utf8(run.text.substr(0, kShown)) + (run.text.size() > kShown ? "…" : "");
}

/// Also collapsed borders between cells.
bool has_borders(const Fragment& fragment) {
  const bool has_inner = fragment.inner_borders != nullptr && !fragment.inner_borders->empty();
  return has_inner || !fragment.borders.horizontal().is_zero() || !fragment.borders.vertical().is_zero();
}

}  // namespace

/// Areas and transforms are those of one page.
void PageOverflow::begin_page(const PageLayout& page, std::size_t number) {
  area_ = page.area;
  transforms_.clear();
  sheet_ = page.size;
  inner_ = common_part(area_, {{}, sheet_});
  page_ = number;
}

/// Nearly all text is within the page and its cell and needs no further checks.
void PageOverflow::see_text(const Fragment& fragment, Point position) {
  const Place& around = places_.back();
  const bool is_inside_page = is_inside(drawn_rect(fragment, position, around));
  if (is_inside_page && beyond_cell(fragment, position, around) <= kTolerance) return;
  Place place = around;
  if (fragment.style) move_on_purpose(context_.styles.style(fragment.style), place);
  check_text(fragment, position, place);
}

/// Opens a fragment other than text: its clipping, shifts and transforms apply to everything inside. Checks the box
/// itself.
void PageOverflow::enter(const Fragment& fragment, Point position, const ShownPart& part) {
  GONGWEN_ASSERT(fragment.kind != FragmentKind::Text);
  Place place = places_.back();
  if (fragment.style) move_on_purpose(context_.styles.style(fragment.style), place);
  if (const std::optional<base::Transform> own = box_transform(fragment, position, context_)) {
    transforms_.push_back(place.transform == nullptr ? *own : place.transform->after(*own));
    place.transform = &transforms_.back();
  }
  if (fragment.kind == FragmentKind::Box) {
    if (part.clip) cut_off(*part.clip, place);
    place.block = fragment.box;
    if (fragment.box && context_.style_of(fragment.box).position.kind == style::PositionKind::Absolute) {
      const style::ComputedStyle& style = context_.style_of(fragment.box);
      const bool has_size = is_picture(fragment) || style.height.is_length() ||
                            (style.min_height.is_length() && style.min_height.value.length > LayoutUnit());
      const bool has_place = !style.top.is_auto || !style.bottom.is_auto;
      if (has_size && has_place) place.placed = drawn_rect(fragment, position, place);
    }
    // The outermost box that extends beyond a side is the cause; boxes inside it are reported with it.
    if (const Rect drawn = drawn_rect(fragment, position, place); !is_inside(drawn)) {
      const std::array<LayoutUnit, kSides> beyond = reach(drawn, place);
      for (std::size_t side = 0; side < kSides; ++side) {
        if (!place.culprit[side] && beyond[side] > kTolerance) place.culprit[side] = fragment.box;
      }
      if (!is_placed(drawn, place)) check_box(fragment, beyond, place);
    }
    if (fragment.box && context_.box(fragment.box).kind == boxes::BoxKind::Cell) enter_cell(fragment, position, place);
    // Content is cut at the padding box, after the box itself was checked.
    if (part.content) cut_off(*part.content, place);
  }
  places_.push_back(place);
}

/// Limits the visible area to a rectangle; hidden content does not count as overflow.
void PageOverflow::cut_off(const Rect& left, Place& place) {
  const Rect seen = place.transform == nullptr ? left : transformed_bounds(*place.transform, left);
  place.shown = place.shown ? common_part(*place.shown, seen) : seen;
}

/// Notes content that was moved outside on purpose. At the left this includes negative indents and hanging punctuation.
void PageOverflow::move_on_purpose(const style::ComputedStyle& style, Place& place) const {
  const bool moved = is_moved(style.position.kind) || style.has_transform();
  place.on_purpose = place.on_purpose || moved || is_negative(style.margin_right.value) ||
                     is_negative(style.margin_left.value) || is_negative(style.margin_bottom.value);
  place.on_purpose_cell =
      place.on_purpose_cell || moved || is_negative(style.margin_right.value) || is_negative(style.margin_left.value);
  place.on_purpose_left = place.on_purpose_left || moved || is_negative(style.margin_left.value) ||
                          is_negative(style.text_indent.length) || style.hanging_punctuation.first;
}

/// The rectangle where a fragment is drawn, if nothing hides it.
Rect PageOverflow::drawn_rect(const Fragment& fragment, Point position, const Place& place) const {
  const LayoutUnit top = top_of(fragment, position);
  const Rect rect{{position.x, top}, {width_of(fragment, context_), bottom_of(fragment, position) - top}};
  return place.transform == nullptr ? rect : transformed_bounds(*place.transform, rect);
}

/// Whether the rectangle extends beyond no side.
bool PageOverflow::is_inside(const Rect& drawn) const {
  return drawn.left() >= inner_.left() && drawn.top() >= inner_.top() && drawn.right() <= inner_.right() &&
         drawn.bottom() <= inner_.bottom();
}

/// Whether the rectangle is in a box that was moved there on purpose, and on the sheet.
bool PageOverflow::is_placed(const Rect& drawn, const Place& place) const {
  if (!place.placed) return false;
  const Rect& box = *place.placed;
  const bool in_box = drawn.left() >= box.left() - kTolerance && drawn.top() >= box.top() - kTolerance &&
                      drawn.right() <= box.right() + kTolerance && drawn.bottom() <= box.bottom() + kTolerance;
  const bool on_sheet = drawn.left() >= -kTolerance && drawn.top() >= -kTolerance &&
                        drawn.right() <= sheet_.width + kTolerance && drawn.bottom() <= sheet_.height + kTolerance;
  return in_box && on_sheet;
}

/// How far the visible part of the rectangle extends beyond each side.
std::array<LayoutUnit, PageOverflow::kSides> PageOverflow::reach(const Rect& drawn, const Place& place) const {
  std::array<LayoutUnit, kSides> beyond;
  const Rect seen = place.shown ? common_part(drawn, *place.shown) : drawn;
  const bool is_hidden = (seen.size.width.is_zero() && !drawn.size.width.is_zero()) ||
                         (seen.size.height.is_zero() && !drawn.size.height.is_zero());
  if (is_hidden) return beyond;
  beyond[index_of(Side::Right)] = seen.right() - area_.right();
  beyond[index_of(Side::Bottom)] = seen.bottom() - area_.bottom();
  beyond[index_of(Side::Left)] = area_.left() - seen.left();
  beyond[index_of(Side::SheetLeft)] = -seen.left();
  beyond[index_of(Side::SheetTop)] = -seen.top();
  beyond[index_of(Side::SheetRight)] = seen.right() - sheet_.width;
  beyond[index_of(Side::SheetBottom)] = seen.bottom() - sheet_.height;
  return beyond;
}

/// Images, drawings and controls.
bool PageOverflow::is_picture(const Fragment& fragment) const {
  return fragment.box && context_.box(fragment.box).kind == boxes::BoxKind::Replaced;
}

/// Whether a box has borders or a background. The backgrounds of root and body are those of the page.
bool PageOverflow::is_visible_box(const Fragment& fragment) const {
  if (!fragment.box || !fragment.style) return false;
  const style::ComputedStyle& style = context_.styles.style(fragment.style);
  if (style.visibility != style::Visibility::Visible) return false;
  if (has_borders(fragment)) return true;
  const dom::NodeId node = context_.box(fragment.box).node;
  if (context_.dom.is_element(node, dom::ElementName::Html) || context_.dom.is_element(node, dom::ElementName::Body)) {
    return false;
  }
  return !style.background_color.resolve(style.color).is_transparent() || style.has_background_image();
}

/// Checks one text on all sides. Leaving the sheet is worse than leaving the area, and each text is reported for one of
/// them.
void PageOverflow::check_text(const Fragment& fragment, Point position, const Place& place) {
  const Rect drawn = drawn_rect(fragment, position, place);
  if (is_placed(drawn, place)) return;
  const std::array<LayoutUnit, kSides> beyond = reach(drawn, place);
  const auto sticks_out = [&](Side side) {
    return beyond[index_of(side)] > kTolerance;
  };
  const auto tell = [&](Side side) {
    note(side, beyond[index_of(side)], fragment, place);
  };
  if (sticks_out(Side::SheetLeft)) {
    tell(Side::SheetLeft);
  } else if (sticks_out(Side::Left) && !place.on_purpose_left &&
             !(fragment.box && context_.box(fragment.box).part == boxes::BoxPart::Marker)) {
    tell(Side::Left);
  }
  // Messages give the distance of the whole line, not only of its letters.
  const Rect line{position, fragment.size};
  const Rect seen = place.transform == nullptr ? line : transformed_bounds(*place.transform, line);
  if (sticks_out(Side::SheetTop)) note(Side::SheetTop, -seen.top(), fragment, place);
  if (sticks_out(Side::Bottom)) note(Side::Bottom, seen.bottom() - area_.bottom(), fragment, place);
  if (sticks_out(Side::Right)) tell(Side::Right);
  // Text that leaves the page has been reported; its cell is not the cause.
  if (sticks_out(Side::Right) || sticks_out(Side::SheetLeft) || place.on_purpose_cell) return;
  if (const LayoutUnit out = beyond_cell(fragment, position, place); out > kTolerance) {
    note(Side::Cell, out, fragment, place);
  }
}

/// Nested cells: the text must stay within all of them.
void PageOverflow::enter_cell(const Fragment& fragment, Point position, Place& place) const {
  const LayoutUnit right = position.x + fragment.size.width;
  place.cell_left = place.cell ? std::max(place.cell_left, position.x) : position.x;
  place.cell_right = place.cell ? std::min(place.cell_right, right) : right;
  place.cell = fragment.box;
  place.on_purpose_cell = false;
}

/// How far the visible part of a text extends beyond the cell around it: text hidden by overflow is reported
/// elsewhere.
LayoutUnit PageOverflow::beyond_cell(const Fragment& fragment, Point position, const Place& place) const {
  if (!place.cell || fragment.run == nullptr) return {};
  LayoutUnit left = position.x;
  LayoutUnit right = position.x + width_of(fragment, context_);
  if (place.shown) {
    left = std::max(left, place.shown->left());
    right = std::min(right, place.shown->right());
  }
  return std::max(place.cell_left - left, right - place.cell_right);
}

/// Checks a picture or a visible box.
void PageOverflow::check_box(const Fragment& fragment, const std::array<LayoutUnit, kSides>& beyond,
                             const Place& place) {
  const bool picture = is_picture(fragment);
  if (!picture && !is_visible_box(fragment)) return;
  const auto tell = [&](Side side) {
    if (beyond[index_of(side)] <= kTolerance) return false;
    note(side, beyond[index_of(side)], fragment, place);
    return true;
  };
  if (!picture && place.on_purpose) {
    // A background may bleed over the edge of the sheet; a frame would be cut.
    if (!has_borders(fragment)) return;
    for (const Side side : {Side::SheetLeft, Side::SheetTop, Side::SheetRight, Side::SheetBottom}) tell(side);
    return;
  }
  if (!tell(Side::SheetLeft) && !place.on_purpose_left) tell(Side::Left);
  tell(Side::SheetTop);
  tell(Side::Bottom);
  tell(Side::Right);
}

/// Records a finding. A box over several pages is reported once, for the page on which it extends farthest; content
/// that extends below a page is reported for each page.
void PageOverflow::note(Side side, LayoutUnit amount, const Fragment& fragment, const Place& place) {
  const BoxId outer = side == Side::Cell ? place.cell : place.culprit[index_of(side)];
  const BoxId culprit = outer ? outer : place.block;
  const std::size_t page = side == Side::Bottom ? page_ : 0;
  const auto [entry, is_new] = known_.try_emplace({culprit.value, side, page}, findings_.size());
  // A text that is wider than the page is the cause; its place is better than that of the box around it.
  const bool is_cause = fragment.kind == FragmentKind::Text && fragment.size.width > area_.size.width;
  if (is_new) {
    const bool shows = side == Side::Cell;
    const LayoutUnit margin = sheet_.width - area_.right();
    findings_.push_back({side, page_, amount, area_.size.width, margin, culprit, fragment.origin, is_cause,
                         shows ? shown_text(*fragment.run) : ""});
    return;
  }
  Finding& finding = findings_[entry->second];
  const bool is_farther = amount > finding.amount;
  if ((is_farther && !finding.is_cause) || (is_cause && !finding.is_cause)) {
    finding.origin = fragment.origin;
    finding.is_cause = is_cause;
  }
  if (is_farther) {
    finding.amount = amount;
    finding.page = page_;
  }
}

/// Content beyond the edge of the sheet is lost when printing.
void PageOverflow::report_off_sheet(const Finding& finding, const std::string& amount,
                                    const diagnostics::BilingualText& edge) const {
  context_.sink.report(diagnostics::messages::LayoutOffSheet, finding.origin, amount, edge.english, edge.chinese,
                       finding.page);
}

/// One message for each finding, after all pages.
void PageOverflow::report() const {
  namespace messages = diagnostics::messages;
  for (const Finding& finding : findings_) {
    const std::string amount = fmt::format("{:.1f}", finding.amount.to_mm());
    const std::size_t page = finding.page;
    switch (finding.side) {
      case Side::Right: context_.sink.report(messages::LayoutTooWide, finding.origin, amount, page); break;
      case Side::Bottom: context_.sink.report(messages::LayoutOverflow, finding.origin, amount, page); break;
      case Side::Left: context_.sink.report(messages::LayoutBeyondLeft, finding.origin, amount, page); break;
      case Side::Cell:
        context_.sink.report(messages::LayoutBeyondCell, finding.origin, finding.text, amount, page);
        break;
      case Side::SheetLeft: report_off_sheet(finding, amount, texts::LayoutLeft); break;
      case Side::SheetTop: report_off_sheet(finding, amount, texts::LayoutUpper); break;
      case Side::SheetRight: report_off_sheet(finding, amount, texts::LayoutRight); break;
      case Side::SheetBottom: report_off_sheet(finding, amount, texts::LayoutLower); break;
    }
  }
}

/// The input of PageFit::Reduce: how much wider pages would have to be.
std::vector<WideContent> PageOverflow::wide_content() const {
  // Content more than three sheets to the right was moved away to hide it.
  constexpr double kMostSheets = 3;
  std::vector<WideContent> found;
  for (const Finding& finding : findings_) {
    if (finding.side != Side::Right && finding.side != Side::SheetRight) continue;
    // A little more, since lengths are rounded.
    constexpr double kSpare = 1.002;
    const bool is_moved = finding.side == Side::SheetRight;
    const LayoutUnit beyond = is_moved ? finding.amount + finding.margin : finding.amount;
    const double widths = (1 + beyond.to_px() / finding.room.to_px()) * kSpare;
    if (is_moved && widths > kMostSheets) continue;
    const WideContent wide{widths, beyond, finding.page, finding.box, finding.origin, beyond > finding.margin};
    const auto same =
        std::find_if(found.begin(), found.end(), [&](const WideContent& known) { return known.box == finding.box; });
    if (same == found.end()) {
      found.push_back(wide);
    } else if (widths > same->widths) {
      *same = wide;
    }
  }
  return found;
}

namespace {

/// Whether anything may be drawn to the right of a place; transformed content may be anywhere.
bool may_reach_beyond(const Fragment& fragment, Point position, LayoutUnit right, const LayoutContext& context) {
  if (position.x + fragment.size.width > right) return true;
  if (fragment.kind == FragmentKind::Box && fragment.style && effect_style(fragment, context).has_transform()) {
    return true;
  }
  return std::any_of(fragment.children.begin(), fragment.children.end(), [&](const ChildFragment& child) {
    return may_reach_beyond(*child.fragment, position + child.offset, right, context);
  });
}

/// Fast test for pages on which everything fits.
bool may_reach_beyond(const PageLayout& page, const LayoutContext& context) {
  const LayoutUnit right = std::min(page.area.right(), page.size.width);
  bool reaches = false;
  for_each_root(page, [&](const Fragment& root, Point position) {
    reaches = reaches || may_reach_beyond(root, position, right, context);
  });
  return reaches;
}

}  // namespace

/// Content that is too wide, without reporting it.
std::vector<WideContent> find_wide_content(const std::vector<PageLayout>& pages, LayoutContext& context) {
  PageOverflow overflow(context);
  const auto walk = [&](const auto& self, const Fragment& fragment, Point position) -> void {
    if (fragment.kind == FragmentKind::Text) {
      overflow.see_text(fragment, position);
      return;
    }
    overflow.enter(fragment, position, shown_part(fragment, position, context));
    for (const ChildFragment& child : fragment.children) self(self, *child.fragment, position + child.offset);
    overflow.leave();
  };
  for (std::size_t i = 0; i < pages.size(); ++i) {
    // Pages without anything too wide, as most are, have no finding to the right.
    if (!may_reach_beyond(pages[i], context)) continue;
    overflow.begin_page(pages[i], i + 1);
    for_each_root(pages[i], [&](const Fragment& root, Point position) { walk(walk, root, position); });
  }
  return overflow.wide_content();
}

}  // namespace gongwen::layout
