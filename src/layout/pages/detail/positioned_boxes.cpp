#include "layout/pages/detail/positioned_boxes.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/layout_box.h"
#include "layout/flex/detail/flex_plan.h"
#include "layout/grid/detail/grid_layout.h"
#include "layout/pages/detail/paper_flows.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

namespace gongwen::layout {
// First the equations of CSS 2.2 §10.3.7 and §10.6.4 for one box, axis by axis; then PositionedPlacer, which finds
// containing blocks and anchors on finished pages and places boxes, over several pages or columns if need be. Boxes may
// contain further anchors, so the placer works through a queue.
// Why after the pages: a containing block may end on a later page than the box begins, and offsets from
// its end need its whole height. The flow leaves an anchor at the static position of each positioned box.
namespace {

using style::ComputedStyle;
using style::Margin;

/// One axis of a positioned box: what the style sets, resolved.
struct PositionedAxis {
  LayoutUnit container;
  LayoutUnit static_position;
  /// The part of the margin box before the static position, in halves: a flex or grid container may align the box in
  /// free space.
  AlignedHalves static_halves = {};
  std::optional<LayoutUnit> static_space = std::nullopt;  // for alignment
  std::optional<LayoutUnit> begin;
  std::optional<LayoutUnit> end;
  LayoutUnit begin_margin;
  LayoutUnit end_margin;
  bool auto_begin_margin = false;
  bool auto_end_margin = false;
  bool counts_from_end = false;  // if both offsets are given, the one at the end counts

  bool is_stretched() const { return begin && end; }
  /// The space for the border box between both offsets. It is negative if both offsets together exceed the
  /// container.
  LayoutUnit available() const {
    return container - begin.value_or(LayoutUnit()) - end.value_or(LayoutUnit()) - begin_margin - end_margin;
  }
  /// The room of a box centred at its static position: as much on both sides as there is to the nearer edge
  /// (css-align-3 §4.1).
  LayoutUnit room_about_static() const {
    const LayoutUnit nearer = std::min(static_position, container - static_position);
    return std::max(LayoutUnit(), nearer) * 2 - begin_margin - end_margin;
  }
  /// The start of a border box of this size in the containing block.
  LayoutUnit place(LayoutUnit size, bool centers_overflow) const {
    // Both offsets `auto`: the box stays where the flow would have put it.
    if (!begin && !end) return static_place(size + begin_margin + end_margin) + begin_margin;
    const bool is_over_constrained = end && !auto_begin_margin && !auto_end_margin;
    // One of three values is too many: offsets, size, margins (CSS 2.2 §10.3.7).
    if (!begin || (is_over_constrained && counts_from_end)) return container - *end - end_margin - size;
    if (!end || (!auto_begin_margin && !auto_end_margin)) return *begin + begin_margin;
    const LayoutUnit free = container - *begin - *end - size - begin_margin - end_margin;
    if (auto_begin_margin && auto_end_margin) {
      // A box that is too wide starts at the edge where lines start; a box that is too high is centred.
      if (free < LayoutUnit() && !centers_overflow) return counts_from_end ? *begin + free : *begin;
      return *begin + free / 2;
    }
    return auto_begin_margin ? *begin + free : *begin + begin_margin;
  }

 private:
  /// The static position of a margin box of length `outer`.
  LayoutUnit static_place(LayoutUnit outer) const {
    // An alignment such as `safe center` differs for boxes that overflow.
    const bool overflows = static_space && outer > *static_space;
    const int halves = overflows ? static_halves.overflowing : static_halves.fitting;
    // `safe` falls back to the start: the difference of both alignments, in halves of the space.
    const LayoutUnit shift = overflows ? *static_space * (halves - static_halves.fitting) / 2 : LayoutUnit();
    return static_position + shift - outer * halves / 2;
  }
};

/// One axis from its four style values; `margin_base` is the width of the containing block.
/// Offsets resolve against the axis, margins against the width in both axes (CSS 2.2 §8.3).
PositionedAxis make_axis(const Margin& begin, const Margin& end, const Margin& begin_margin, const Margin& end_margin,
                         LayoutUnit container, LayoutUnit margin_base) {
  PositionedAxis axis;
  axis.container = container;
  if (!begin.is_auto) axis.begin = begin.value.resolve(container);
  if (!end.is_auto) axis.end = end.value.resolve(container);
  axis.auto_begin_margin = begin_margin.is_auto;
  axis.auto_end_margin = end_margin.is_auto;
  if (!begin_margin.is_auto) axis.begin_margin = begin_margin.value.resolve(margin_base);
  if (!end_margin.is_auto) axis.end_margin = end_margin.value.resolve(margin_base);
  return axis;
}

/// Whether a box keeps its size instead of being stretched between two offsets: its used size comes from its content or
/// picture.
bool is_sized_by_content(BoxId box, const LayoutContext& context) {
  const boxes::BoxKind kind = context.box(box).kind;
  return kind == boxes::BoxKind::Table || kind == boxes::BoxKind::Replaced;
}

/// Alignment of the static position. Flex and grid containers align along their own lines, which may run along the
/// height of the page.
StaticHalves static_halves(BoxId id, bool is_rtl, LayoutContext& context) {
  const BoxId parent = context.box(id).parent;
  if (!parent) return {};
  // If lines run from right to left, the static position is that of the right edge.
  StaticHalves along;
  if (is_rtl) along.horizontal = {2, 2};
  if (context.box(parent).kind == boxes::BoxKind::Flex) {
    // Flex and grid containers align their static positions (css-flexbox-1 §4.1, css-grid-1 §9.2).
    along = flex_static_position(id, context);
  } else if (context.box(parent).kind == boxes::BoxKind::Grid) {
    along = grid_static_position(id, context);
  }
  switch (context.style_of(parent).writing_mode) {
    case style::WritingMode::HorizontalTb: break;
    case style::WritingMode::VerticalRl:
    case style::WritingMode::SidewaysRl: return {along.vertical.reversed(), along.horizontal};
    // The first axis of the flow is the height of the page here.
    case style::WritingMode::VerticalLr: return {along.vertical, along.horizontal};
    case style::WritingMode::SidewaysLr: return {along.vertical, along.horizontal.reversed()};
  }
  return along;
}

/// Over-constrained offsets (CSS 2.2 §10.3.7, §10.6.4): the offset at the end of the lines gives way, in the writing
/// mode of the containing block.
void limit_by_lines(PositionedAxis& horizontal, PositionedAxis& vertical, style::WritingMode mode, bool is_rtl) {
  if (!style::is_vertical(mode)) {
    horizontal.counts_from_end = is_rtl;
    return;
  }
  horizontal.counts_from_end = style::starts_at_right(mode);
  vertical.counts_from_end = is_rtl != (mode == style::WritingMode::SidewaysLr);
}

}  // namespace

PositionedBox solve_position(BoxId id, const PositionedContainer& container, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(id);
  const LayoutUnit width = container.size.width;
  PositionedAxis horizontal = make_axis(style.left, style.right, style.margin_left, style.margin_right, width, width);
  horizontal.static_position = container.static_position.x;
  PositionedAxis vertical =
      make_axis(style.top, style.bottom, style.margin_top, style.margin_bottom, container.size.height, width);
  vertical.static_position = container.static_position.y;
  limit_by_lines(horizontal, vertical, container.mode, container.is_rtl);
  const StaticHalves halves = static_halves(id, container.is_static_rtl, context);
  horizontal.static_halves = halves.horizontal;
  vertical.static_halves = halves.vertical;
  if (container.static_space) {
    horizontal.static_space = container.static_space->width;
    vertical.static_space = container.static_space->height;
  }

  PositionedBox box;
  // The input is kept: placing lays out the box again, page by page.
  box.input.box = id;
  box.input.available = {width, container.size.height};
  box.input.is_formatting_root = true;
  // Widths: between two offsets, by ratio, or shrunk to fit the room that is left.
  const Edges borders = border_widths(style);
  const Edges padding = padding_widths(style, width);
  const LayoutUnit edges = borders.horizontal() + padding.horizontal();
  const LayoutUnit vertical_edges = borders.vertical() + padding.vertical();
  const bool is_replaced = context.box(id).kind == boxes::BoxKind::Replaced;
  const bool can_stretch = !is_sized_by_content(id, context);
  const bool has_ratio = style.aspect_ratio.has_ratio() && can_stretch;
  // Two offsets and `auto` stretch the box between them (CSS 2.2 §10.3.7).
  const bool fills_width = style.width.is_auto() && horizontal.is_stretched() && can_stretch;
  // With a ratio only one side is stretched: the width, if it can be (css-position-3 §4.5).
  const bool fills_height = style.height.is_auto() && vertical.is_stretched() && can_stretch &&
                            !(has_ratio && (fills_width || !style.width.is_auto()));
  if (fills_height) {
    const LayoutUnit content = std::max(LayoutUnit(), vertical.available() - vertical_edges);
    // min-height and max-height limit the stretched height, too.
    box.input.fixed_block_size =
        FixedBlockSize{clamp_content_height(content, style, container.size.height, vertical_edges) + vertical_edges};
  }
  if (style.width.is_auto() && !is_replaced) {
    std::optional<LayoutUnit> by_ratio;
    if (has_ratio && fills_height) {
      by_ratio = ratio_width(id, box.input.fixed_block_size->size - vertical_edges, borders + padding, context);
    } else if (has_ratio) {
      const auto height = content_height(style, container.size.height, vertical_edges);
      if (height) by_ratio = ratio_width(id, *height, borders + padding, context);
    }
    // The room for shrink-to-fit depends on where the box would start in flow.
    LayoutUnit room = horizontal.available();
    const bool is_static = !horizontal.begin && !horizontal.end;
    // Shrink-to-fit: the room from the static position to the far edge, to the near edges if centred, or
    // to the left for lines from right to left.
    if (is_static && horizontal.static_halves.fitting == 0) room -= std::max(LayoutUnit(), horizontal.static_position);
    if (is_static && horizontal.static_halves.fitting == 1) room = std::min(room, horizontal.room_about_static());
    if (is_static && container.is_static_rtl && horizontal.static_halves.fitting == 2)
      room -= std::max(LayoutUnit(), horizontal.container - horizontal.static_position);
    // A table is not wider than its containing block, wherever it starts (css-tables-3, absolute positioning).
    if (context.box(id).kind == boxes::BoxKind::Table)
      room = std::min(room, width - horizontal.begin_margin - horizontal.end_margin);
    LayoutUnit used = fills_width ? room : shrink_to_fit_width(id, room, context);
    if (by_ratio) {
      used = *by_ratio;
    } else if (!fills_width) {
      used = transferred_width(used, style, container.size.height, borders + padding);
    }
    box.input.fixed_inline_size = clamp_width(used, id, width, edges, context);
  }
  // The size in one piece; pages may cut it later.
  // The height is known only now, and with it the place on the vertical axis.
  const LayoutResult measured = layout_box(box.input, context);
  box.size = measured.fragment->size;
  box.offset = {horizontal.place(measured.fragment->size.width, false),
                vertical.place(measured.fragment->size.height, true)};
  return box;
}

namespace {

using style::PositionKind;

/// The padding box of a containing block, as far as it is on one page or in one column.
/// A block that continues over three pages has three parts, in order.
struct ContainerPart {
  FlowPath path;  // to the page or the column that it is in
  Rect rect;      // from the page's corner
  bool is_repeated = false;
  Point shift = {};  // by `position: relative`, of it and of what is around it in the same column
  const FlowPlace& place() const { return path.back(); }
};

// Found once for each box that is asked for as a containing block.
struct Container {
  std::vector<ContainerPart> parts;
  bool has_repeated = false;
  std::map<FlowPlace, std::vector<std::size_t>> by_place;  // numbers of the first parts, as far as they were asked for
  std::size_t known_places = 0;
  // For an inline box: its fragments at its start and at its end, and the parts in which they are.
  std::optional<Rect> first;
  Rect last;
};

/// The place in flow of a positioned box, as its anchor marks it.
struct StaticPlace {
  BoxId box;
  FlowPath path;
  Point position;  // from the page's corner
  bool is_repeated = false;
  Point shift = {};
  const AnchorArea* area = nullptr;
  bool is_rtl = false;
};

Rect united(const Rect& a, const Rect& b) {
  const LayoutUnit left = std::min(a.left(), b.left());
  const LayoutUnit top = std::min(a.top(), b.top());
  return {{left, top}, {std::max(a.right(), b.right()) - left, std::max(a.bottom(), b.bottom()) - top}};
}

/// Places all positioned boxes of a document. Coordinates are those of paper; in columns and vertical flows, positions
/// are computed along the flow (FlowAxes).
class PositionedPlacer {
 public:
  PositionedPlacer(std::vector<PageLayout>& pages, LayoutContext& context)
      : pages_(pages), context_(context), flows_(context) {}

  // Page areas are the initial containing block, one for each page.
  void run() {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      pages_[i].positioned.clear();
      // A page that was left blank has no content, so boxes do not continue on it.
      if (pages_[i].context.blank) continue;
      // All pages first: a box may continue on pages after that of its anchor.
      flows_.add_page(i, pages_[i].area, pages_[i].size);
      page_areas_.push_back({{flows_.page_place(i)}, pages_[i].area, false});
    }
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const FlowPath path{flows_.page_place(i)};
      if (pages_[i].content != nullptr) walk(*pages_[i].content, path, pages_[i].content_offset, false, {});
      for (const ChildFragment& area : pages_[i].areas) walk(*area.fragment, path, area.offset, false, {});
    }
    // Boxes found later are placed later: they paint above earlier ones, in document order.
    // Placing a box may find further anchors in it, which are appended.
    while (!anchors_.empty()) {
      const StaticPlace anchor = anchors_.front();
      anchors_.pop_front();
      const BoxId container = container_box(anchor.box);
      if (!container && context_.style_of(anchor.box).position.kind == PositionKind::Fixed) {
        place_fixed(anchor);
      } else {
        place_absolute(anchor, container);
      }
    }
  }

 private:
  /// Notes the containing blocks and the anchors in a fragment. `shift` adds up relative positions since the last
  /// column.
  /// `path` leads from the page through columns to the place of the fragment.
  void walk(const Fragment& fragment, const FlowPath& path, Point position, bool repeated, Point shift) {
    repeated = repeated || fragment.is_repeated;
    if (fragment.kind == FragmentKind::Anchor) {
      if (context_.box(fragment.box).flow == boxes::BoxFlow::Absolute) {
        anchors_.push_back(
            {fragment.box, path, position, repeated, shift, fragment.anchor_area.get(), fragment.is_rtl});
      }
      return;
    }
    if (is_container(fragment)) remember(fragment.box, fragment, path, position, repeated, shift);
    // Row groups have no fragments: their rows represent them.
    if (const BoxId group = positioned_group(fragment)) remember(group, fragment, path, position, repeated, shift);
    if (fragment.columns != nullptr) {
      walk_columns(fragment, path, position, repeated, shift);
      return;
    }
    for (const ChildFragment& child : fragment.children) {
      walk(*child.fragment, path, position + child.offset, repeated, shift + shift_in(fragment, *child.fragment));
    }
  }

  /// The distance by which `position: relative` moved a fragment from its place in its parent.
  Point shift_in(const Fragment& parent, const Fragment& child) const {
    if (!child.box || (child.kind != FragmentKind::Box && child.kind != FragmentKind::InlineBox)) return {};
    const LayoutUnit width = parent.size.width - parent.borders.horizontal() - parent.padding.horizontal();
    const style::StyleId on_paper = context_.boxes.physical_style(context_.box(child.box).style);
    return relative_shift(context_.styles.style(on_paper), width, std::nullopt) +
           shift_of_inlines(child.box, context_, width, std::nullopt);
  }

  /// Children of columns belong to the flow of columns, spanners to the flow around it.
  void walk_columns(const Fragment& fragment, const FlowPath& path, Point position, bool repeated, Point shift) {
    flows_.add_columns(fragment, position, path, repeated);
    const FlowPlace first = flows_.last_columns();
    for (std::size_t i = 0; i < fragment.children.size(); ++i) {
      const ChildFragment& child = fragment.children[i];
      const std::size_t column = PaperFlows::column_of(fragment, i);
      const bool is_in_column = column < fragment.columns->size();
      if (!is_in_column && is_spanner(*child.fragment)) spanners_.emplace(child.fragment->box.value, fragment.box);
      const FlowPath inside = is_in_column ? flows_.slot({first.flow, first.slot + column}).path : path;
      const Point moved = shift_in(fragment, *child.fragment);
      walk(*child.fragment, inside, position + child.offset, repeated, is_in_column ? moved : shift + moved);
    }
  }

  bool is_spanner(const Fragment& fragment) const {
    return fragment.kind == FragmentKind::Box && fragment.box &&
           context_.style_of(fragment.box).column_span == style::ColumnSpan::All;
  }

  /// Positioned boxes, and boxes that contain even fixed ones (transforms, containment).
  bool is_container(const Fragment& fragment) const {
    if (!fragment.box || (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox)) return false;
    const ComputedStyle& style = context_.style_of(fragment.box);
    return style.position.kind != PositionKind::Static ||
           (fragment.kind == FragmentKind::Box && contains_fixed(fragment.box, context_));
  }

  /// The positioned row group of a row; groups have no fragments, so they are found through their rows.
  BoxId positioned_group(const Fragment& fragment) const {
    if (fragment.kind != FragmentKind::Box || !fragment.box) return {};
    const boxes::Box& row = context_.box(fragment.box);
    if (row.kind != boxes::BoxKind::Row || context_.box(row.parent).kind != boxes::BoxKind::RowGroup) return {};
    const ComputedStyle& group = context_.style_of(row.parent);
    return group.position.kind != PositionKind::Static || transforms_content(group) ? row.parent : BoxId();
  }

  /// Identifies an element, or a part of it such as ::before.
  static std::uint64_t element_of(const boxes::Box& box) {
    return std::uint64_t{box.node.value} << 8 | static_cast<std::uint64_t>(box.part);
  }

  /// Pieces of an inline box that blocks split are one containing block, under the key of the first piece.
  std::uint32_t key_of(BoxId id) const {
    const boxes::Box& box = context_.box(id);
    if (box.kind != boxes::BoxKind::Inline || !box.is_split_begin) return id.value;
    const auto first = first_pieces_.find(element_of(box));
    return first == first_pieces_.end() ? id.value : first->second;
  }

  /// Adds a fragment to its containing block: as a new part, or united with the last one if both are on the same page.
  void remember(BoxId box, const Fragment& fragment, const FlowPath& path, Point position, bool repeated, Point shift) {
    const Edges& borders = fragment.borders;
    const Rect rect{position + Point{borders.left, borders.top},
                    {fragment.size.width - borders.horizontal(), fragment.size.height - borders.vertical()}};
    const bool is_on_lines = fragment.kind == FragmentKind::InlineBox;
    if (is_on_lines && (context_.box(box).is_split_begin || context_.box(box).is_split_end))
      first_pieces_.try_emplace(element_of(context_.box(box)), box.value);
    Container& container = containers_[key_of(box)];
    if (is_on_lines) {
      if (!container.first) container.first = rect;
      container.last = rect;
    }
    std::vector<ContainerPart>& parts = container.parts;
    const bool is_joined = is_on_lines || box != fragment.box;
    if (is_joined && !parts.empty() && parts.back().place() == path.back()) {
      parts.back().rect = united(parts.back().rect, rect);
    } else {
      parts.push_back({path, rect, repeated, shift});
    }
    container.has_repeated = container.has_repeated || repeated;
  }

  /// The containing block of an inline box on several lines reaches from the start of its first fragment to the end of
  /// its last one (css-position-3 §2.1); it has no width if the latter comes first.
  void use_ends(Container& container, bool runs_rtl) {
    std::vector<ContainerPart>& parts = container.parts;
    const FlowAxes& axes = flows_.axes(parts.front().place());
    const Rect first = axes.of(*container.first);
    const Rect last = axes.of(container.last);
    const LayoutUnit first_slot = flows_.flow_rect(parts.front().place()).left();
    const LayoutUnit last_slot = flows_.flow_rect(parts.back().place()).left();
    LayoutUnit left = (runs_rtl ? last.left() - last_slot : first.left() - first_slot);
    LayoutUnit right = (runs_rtl ? first.right() - first_slot : last.right() - last_slot);
    (runs_rtl ? left : right) = runs_rtl ? std::min(left, right) : std::max(left, right);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Rect rect = axes.of(parts[i].rect);
      const LayoutUnit slot = flows_.flow_rect(parts[i].place()).left();
      const LayoutUnit top = i == 0 ? first.top() : rect.top();
      const LayoutUnit bottom = i + 1 == parts.size() ? std::max(top, last.bottom()) : rect.bottom();
      const Size size = axes.of(Size{right - left, bottom - top});
      parts[i].rect = {axes.corner({slot + left, top}, size), size};
    }
    container.first.reset();
  }

  /// The box whose padding box a positioned box refers to; none if that is the page area.
  BoxId container_box(BoxId box) const {
    const bool is_fixed = context_.style_of(box).position.kind == PositionKind::Fixed;
    for (BoxId at = parent_of(box); at; at = parent_of(at)) {
      if (containers_.contains(key_of(at)) && (!is_fixed || contains_fixed(at, context_))) return at;
    }
    return {};
  }

  /// The parts of the containing block; the page areas if there is none. Each copy of repeated content, such as a table
  /// head, has its own.
  const std::vector<ContainerPart>& parts_of(BoxId container, const StaticPlace& anchor) {
    if (!container) return page_areas_;
    Container& known = containers_.at(key_of(container));
    if (known.first && !known.has_repeated) use_ends(known, is_rtl(context_.style_of(container)));
    if (!known.has_repeated) return known.parts;
    own_parts_.clear();
    if (anchor.is_repeated) {
      for (const std::size_t part : parts_on(anchor.path, known)) own_parts_.push_back(known.parts[part]);
    } else {
      std::copy_if(known.parts.begin(), known.parts.end(), std::back_inserter(own_parts_),
                   [](const ContainerPart& part) { return !part.is_repeated; });
    }
    return own_parts_.empty() ? known.parts : own_parts_;
  }

  /// The numbers of the parts in the places of a path. Repeated content asks for them on every page, so they are
  /// indexed as far as needed.
  static std::vector<std::size_t> parts_on(const FlowPath& path, Container& container) {
    for (std::size_t& next = container.known_places; next < container.parts.size(); ++next) {
      container.by_place[container.parts[next].place()].push_back(next);
    }
    std::vector<std::size_t> numbers;
    for (const FlowPlace& place : path) {
      const auto here = container.by_place.find(place);
      if (here != container.by_place.end()) numbers.insert(numbers.end(), here->second.begin(), here->second.end());
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  /// Sets direction and writing mode of the containing block; those of the pages if there is none.
  void describe(BoxId box, const StaticPlace& anchor, PositionedContainer& container) const {
    container.is_static_rtl = anchor.is_rtl;
    const BoxId from = box ? box : context_.boxes.root();
    container.is_rtl = from && is_rtl(context_.style_of(from));
    container.mode = context_.boxes.principal_mode();
    if (box)
      container.mode = context_.styles.style(context_.boxes.physical_style(context_.box(box).style)).writing_mode;
  }

  /// The parent for finding containing blocks. For a box over all columns it is the multi-column container, not the
  /// boxes in between (css-multicol-1 section 6). For a block in an inline box it is that box, although it is cut
  /// before and after the block.
  BoxId parent_of(BoxId box) const {
    const auto spanner = spanners_.find(box.value);
    if (spanner != spanners_.end()) return spanner->second;
    const BoxId inline_box = inline_around(box, context_);
    return inline_box ? inline_box : context_.box(box).parent;
  }

  /// Whether a box is inside a fixed one, which is repeated on each page with all its content.
  bool is_in_fixed_box(BoxId box) const {
    for (BoxId at = parent_of(box); at; at = parent_of(at)) {
      if (context_.style_of(at).position.kind == PositionKind::Fixed && !container_box(at)) return true;
    }
    return false;
  }

  /// Whether a box is inside a page float, whose page has all boxes that are placed in it.
  bool is_in_page_float(BoxId box) const {
    for (BoxId at = parent_of(box); at; at = parent_of(at)) {
      if (context_.box(at).flow == boxes::BoxFlow::PageFloat) return true;
    }
    return false;
  }

  /// Places a box whose containing block is known: in a grid area, in columns, or on pages.
  void place_absolute(const StaticPlace& anchor, BoxId container) {
    const std::vector<ContainerPart>& all = parts_of(container, anchor);
    const std::size_t nearest = part_at(all, anchor);
    const FlowPlace& place = all[nearest].place();
    if (anchor.area != nullptr && anchor.area->area) {
      place_in_area(anchor, container, *anchor.area->area, all, nearest);
      return;
    }
    std::vector<ContainerPart> turned;
    const FlowAxes& axes = flows_.axes(place);
    // In a turned flow everything is computed along the flow.
    const std::vector<ContainerPart>& parts = axes.are_turned() ? turned : all;
    StaticPlace along = anchor;
    if (axes.are_turned()) {
      turned = all;
      for (ContainerPart& part : turned) {
        part.rect = axes.of(part.rect);
        part.shift = axes.of(part.shift);
      }
      along.position = axes.of(anchor.position);
      along.shift = axes.of(anchor.shift);
    }
    if (PaperFlows::is_columns(place)) {
      place_in_columns(along, container, parts, nearest);
    } else {
      place_on_pages(along, container, parts, nearest);
    }
  }

  /// Solves the position of a box in a container whose size and static position are along the flow; the offset is along
  /// the flow, too.
  /// Offsets are physical and the flow may be turned, so sizes are turned before and after.
  PositionedBox solve(const StaticPlace& anchor, BoxId box, const FlowAxes& axes, Size size, Point static_position) {
    PositionedContainer container{axes.of(size), {}, style::WritingMode::HorizontalTb, static_space(anchor)};
    describe(box, anchor, container);
    // On paper, the corner of the container is where a flow from right to left ends.
    const Point corner = axes.corner({}, container.size);
    container.static_position = axes.to_paper(static_position) - corner;
    PositionedBox solved = solve_position(anchor.box, container, context_);
    if (axes.are_turned()) solved.offset = axes.of(Rect{corner + solved.offset, solved.size}).origin;
    return solved;
  }

  static std::optional<Size> static_space(const StaticPlace& anchor) {
    return anchor.area == nullptr ? std::nullopt : std::optional(anchor.area->space);
  }

  /// In a grid area, whose position counts from the anchor (css-grid-1 §9).
  void place_in_area(const StaticPlace& anchor, BoxId box_around, const Rect& area,
                     const std::vector<ContainerPart>& parts, std::size_t nearest) {
    // The area's own corner is the origin.
    PositionedContainer container{area.size, Point() - area.origin, style::WritingMode::HorizontalTb,
                                  static_space(anchor)};
    describe(box_around, anchor, container);
    const PositionedBox box = solve_position(anchor.box, container, context_);
    const bool in_columns = PaperFlows::is_columns(parts[nearest].place());
    const Point shift = in_columns ? anchor.shift : Point();
    const FlowPlace place = met_place(anchor, parts[nearest]);
    const FlowAxes& axes = flows_.axes(place);
    const Rect rect{anchor.position - shift + area.origin + box.offset, box.size};
    place_parts(anchor, box, parts, place, axes.of(rect).origin, axes.of(shift));
  }

  // Heights of earlier parts add up as if the containing block was not cut.
  static LayoutUnit height_of(const std::vector<ContainerPart>& parts, std::size_t end) {
    LayoutUnit height;
    for (std::size_t i = 0; i < end; ++i) height += parts[i].rect.size.height;
    return height;
  }

  /// Finds the part that a height is in, counted from the start of the containing block over all its parts. `y` becomes
  /// the height from the start of that part.
  static std::size_t part_with(const std::vector<ContainerPart>& parts, LayoutUnit& y) {
    std::size_t index = 0;
    while (index + 1 < parts.size() && y >= parts[index].rect.size.height) y -= parts[index++].rect.size.height;
    return index;
  }

  /// Whether the box stays where it would be in flow, in the direction in which that runs.
  /// Only the axis along the flow counts: the other one never leads to another page.
  bool is_static(const StaticPlace& anchor, const FlowAxes& axes) const {
    const ComputedStyle& style = context_.style_of(anchor.box);
    if (axes.are_turned()) return style.left.is_auto && style.right.is_auto;
    return style.top.is_auto && style.bottom.is_auto;
  }

  /// Heights count over all pages of the containing block, as if it was in one piece.
  void place_on_pages(const StaticPlace& anchor, BoxId container, const std::vector<ContainerPart>& parts,
                      std::size_t nearest) {
    const FlowAxes& axes = flows_.axes(parts[nearest].place());
    const Point corner = parts[nearest].rect.origin;
    const LayoutUnit anchor_y = height_of(parts, nearest) + anchor.position.y - corner.y;
    const PositionedBox box =
        solve(anchor, container, axes, {parts[nearest].rect.size.width, height_of(parts, parts.size())},
              {anchor.position.x - corner.x, anchor_y});
    LayoutUnit y = box.offset.y;
    std::size_t index = nearest;
    if (is_static(anchor, axes)) {
      // At its anchor, on the anchor's page.
      y += anchor.position.y - anchor_y - corner.y;
    } else {
      index = part_with(parts, y);
    }
    place_parts(anchor, box, parts, parts[index].place(), parts[index].rect.origin + Point{box.offset.x, y}, {});
  }

  /// The place of the anchor in the flow to which the part belongs. A box may be anchored in an inner column and
  /// contained in an outer one.
  static FlowPlace met_place(const StaticPlace& anchor, const ContainerPart& part) {
    const auto same = std::find_if(anchor.path.begin(), anchor.path.end(),
                                   [&](const FlowPlace& place) { return place.flow == part.place().flow; });
    return same == anchor.path.end() ? part.place() : *same;
  }

  /// In columns, places count from column to column, without relative positions.
  void place_in_columns(const StaticPlace& anchor, BoxId container, const std::vector<ContainerPart>& parts,
                        std::size_t nearest) {
    const ContainerPart& part = parts[nearest];
    const FlowAxes& axes = flows_.axes(part.place());
    const FlowPlace met = met_place(anchor, part);
    // Without `position: relative`, as places are counted in columns.
    const Point corner = part.rect.origin - part.shift;
    const Point met_at = anchor.position - anchor.shift;
    const LayoutUnit left = corner.x - flows_.flow_rect(part.place()).left();  // in its column
    const Point moved = anchor.shift - part.shift;
    const Point way{
        met_at.x - flows_.flow_rect(met).left() - left,
        height_of(parts, nearest) + flows_.distance(met, met_at.y) - flows_.distance(part.place(), corner.y)};
    const Point static_position = way + moved;
    const PositionedBox box =
        solve(anchor, container, axes, {part.rect.size.width, height_of(parts, parts.size())}, static_position);
    FlowPlace place = met;
    LayoutUnit y = met_at.y + box.offset.y - static_position.y;
    Point shift{part.shift.x, anchor.shift.y};
    if (!is_static(anchor, axes)) {
      y = box.offset.y;
      const ContainerPart& begin = parts[part_with(parts, y)];
      place = begin.place();
      shift = begin.shift;
      y += begin.rect.top() - shift.y;
    }
    Point point{flows_.flow_rect(place).left() + left + box.offset.x, y};
    find_column(place, point);
    place_parts(anchor, box, parts, place, point, shift);
  }

  /// The part with the anchor: the one in its page or column, otherwise the first one after it.
  static std::size_t part_at(const std::vector<ContainerPart>& parts, const StaticPlace& anchor) {
    // By slot within one flow, otherwise by page.
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto same = std::find_if(anchor.path.begin(), anchor.path.end(),
                                     [&](const FlowPlace& place) { return place.flow == parts[i].place().flow; });
      const bool is_met = same != anchor.path.end();
      if (is_met ? parts[i].place().slot >= same->slot : parts[i].path.front().slot >= anchor.path.front().slot)
        return i;
    }
    return parts.size() - 1;
  }

  /// Places a box over as many pages or columns as it needs. On the last one it is placed whole, and overflow is
  /// reported. In a vertical flow it is in one piece. `point` and `shift` are along the flow.
  void place_parts(const StaticPlace& anchor, const PositionedBox& box, const std::vector<ContainerPart>& parts,
                   FlowPlace place, Point point, Point shift) {
    const FlowAxes& axes = flows_.axes(place);
    BreakTokenPtr rest;
    // Such boxes are on one page each, however high they are.
    const bool stays =
        anchor.is_repeated || axes.are_turned() || is_in_fixed_box(anchor.box) || is_in_page_float(anchor.box);
    while (true) {
      const FlowPlace next{place.flow, place.slot + 1};
      const bool is_last = stays || !flows_.has(next);
      const PaperSlot& slot = flows_.slot(place);
      LayoutInput input = box.input;
      input.resume = rest.get();
      input.takes_overflow = true;
      // Without room the box would ask for the next column by itself; beyond the lower edge it has none
      // to ask for.
      if (!is_last && point.y < slot.rect.bottom()) input.room = flows_.room(place, point.y);
      const LayoutResult result = layout_box(input, context_);
      // If nothing of it fits in the rest of a column, it starts in the next one.
      if (result.fragment != nullptr) {
        const Point corner = axes.corner(point + shift, result.fragment->size);
        add(anchor, slot, result.fragment, corner, axes.to_paper(shift));
        rest = result.rest;
        if (rest == nullptr) return;
      }
      if (is_last) return;
      // In the next column at the same distance from its left edge.
      point = {point.x + flows_.slot(next).rect.left() - slot.rect.left(), begin_in(next, parts)};
      place = next;
    }
  }

  /// The start of a continued box: that of its containing block, if that continues too, otherwise the top.
  LayoutUnit begin_in(const FlowPlace& place, const std::vector<ContainerPart>& parts) {
    const auto part =
        std::find_if(parts.begin(), parts.end(), [&](const ContainerPart& each) { return each.place() == place; });
    if (part == parts.end()) return flows_.slot(place).rect.top();
    return PaperFlows::is_columns(place) ? part->rect.top() - part->shift.y : part->rect.top();
  }

  /// Finds the column of a point that was counted from another column on.
  void find_column(FlowPlace& place, Point& point) {
    Rect slot = flows_.flow_rect(place);
    // Negative heights are in earlier columns.
    LayoutUnit y = point.y - slot.top();
    while (y < LayoutUnit() && place.slot > 0) {
      const Rect before = flows_.flow_rect({place.flow, place.slot - 1});
      --place.slot;
      point.x += before.left() - slot.left();
      y += before.size.height;
      slot = before;
    }
    while (y >= slot.size.height && flows_.has({place.flow, place.slot + 1})) {
      const Rect after = flows_.flow_rect({place.flow, place.slot + 1});
      ++place.slot;
      point.x += after.left() - slot.left();
      y -= slot.size.height;
      slot = after;
    }
    point.y = slot.top() + y;
  }

  /// Places a fixed box on every page, in the page area (CSS 2.2 §9.6.1).
  void place_fixed(const StaticPlace& anchor) {
    if (anchor.is_repeated) return;
    // The first page shows the box itself, all others copies.
    bool is_copy = false;
    const Point page_corner = flows_.slot(anchor.path.front()).rect.origin;
    for (const ContainerPart& page : page_areas_) {
      if (pages_[flows_.slot(page.place()).page].content == nullptr) continue;
      PositionedContainer container{page.rect.size, anchor.position - page_corner, style::WritingMode::HorizontalTb,
                                    static_space(anchor)};
      describe(BoxId(), anchor, container);
      const PositionedBox box = solve_position(anchor.box, container, context_);
      const LayoutResult result = layout_box(box.input, context_);
      add(anchor, flows_.slot(page.place()), result.fragment, page.rect.origin + box.offset, {}, is_copy);
      is_copy = true;
    }
  }

  /// Adds a placed fragment to its page, and walks it for further anchors. `is_copy`: an earlier page shows the same.
  void add(const StaticPlace& anchor, const PaperSlot& slot, const Fragment* fragment, Point point, Point shift,
           bool is_copy = false) {
    const bool is_repeated = anchor.is_repeated || is_copy;
    pages_[slot.page].positioned.push_back({anchor.box, fragment, point, is_repeated});
    walk(*fragment, slot.path, point, is_repeated, shift);
  }

  std::vector<PageLayout>& pages_;
  LayoutContext& context_;
  PaperFlows flows_;
  std::unordered_map<std::uint32_t, Container> containers_;        // by box
  std::unordered_map<std::uint64_t, std::uint32_t> first_pieces_;  // of inline boxes that are split, by element
  std::vector<ContainerPart> own_parts_;                           // of one copy of repeated content
  std::unordered_map<std::uint32_t, BoxId> spanners_;              // the containers of boxes over all columns
  std::vector<ContainerPart> page_areas_;
  std::deque<StaticPlace> anchors_;
};

}  // namespace

void place_positioned_boxes(std::vector<PageLayout>& pages, LayoutContext& context) {
  if (context.boxes.has_positioned()) PositionedPlacer(pages, context).run();
}

}  // namespace gongwen::layout
