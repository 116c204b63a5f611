#include "layout/pages/detail/positioned_boxes.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/pages/detail/paper_flows.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;
using style::PositionKind;

/// The padding box of a containing block, as far as it stands on one page, or in one column of a page.
struct ContainerPart {
  FlowPath path;  // to the page or the column that it stands in
  Rect rect;      // from the page's corner
  bool is_repeated = false;
  Point shift = {};  // by `position: relative`, of it and of what is around it in the same column
  const FlowPlace& place() const { return path.back(); }
};

/// A place at which a positioned box was met.
struct StaticPlace {
  BoxId box;
  FlowPath path;
  Point position;  // from the page's corner
  bool is_repeated = false;
  Point shift = {};
  const AnchorArea* area = nullptr;
};

Rect united(const Rect& a, const Rect& b) {
  const LayoutUnit left = std::min(a.left(), b.left());
  const LayoutUnit top = std::min(a.top(), b.top());
  return {{left, top}, {std::max(a.right(), b.right()) - left, std::max(a.bottom(), b.bottom()) - top}};
}

class PositionedPlacer {
 public:
  PositionedPlacer(std::vector<PageLayout>& pages, LayoutContext& context)
      : pages_(pages), context_(context), flows_(context) {}

  void run() {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      pages_[i].positioned.clear();
      // Nothing stands on a page that is left blank.
      if (pages_[i].context.blank) continue;
      flows_.add_page(i, pages_[i].area, pages_[i].size);
      page_areas_.push_back({{flows_.page_place(i)}, pages_[i].area, false});
    }
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const FlowPath path{flows_.page_place(i)};
      if (pages_[i].content != nullptr) walk(*pages_[i].content, path, pages_[i].content_offset, false, {});
      for (const ChildFragment& area : pages_[i].areas) walk(*area.fragment, path, area.offset, false, {});
    }
    while (!anchors_.empty()) {
      const StaticPlace anchor = anchors_.front();
      anchors_.pop_front();
      const bool is_fixed = context_.style_of(anchor.box).position.kind == PositionKind::Fixed;
      if (is_fixed && !transformed_around(anchor.box)) {
        place_fixed(anchor);
      } else {
        place_absolute(anchor);
      }
    }
  }

 private:
  /// Remembers the containing blocks and the anchors in a fragment.
  void walk(const Fragment& fragment, const FlowPath& path, Point position, bool repeated, Point shift) {
    repeated = repeated || fragment.is_repeated;
    if (fragment.kind == FragmentKind::Anchor) {
      if (context_.box(fragment.box).flow == boxes::BoxFlow::Absolute) {
        anchors_.push_back({fragment.box, path, position, repeated, shift, fragment.anchor_area.get()});
      }
      return;
    }
    if (is_container(fragment)) remember(fragment, path, position, repeated, shift);
    if (fragment.columns != nullptr) {
      walk_columns(fragment, path, position, repeated, shift);
      return;
    }
    for (const ChildFragment& child : fragment.children) {
      walk(*child.fragment, path, position + child.offset, repeated, shift + shift_in(fragment, *child.fragment));
    }
  }

  /// By how much a fragment is moved from where it stands in its parent.
  Point shift_in(const Fragment& parent, const Fragment& child) const {
    if (!child.box || (child.kind != FragmentKind::Box && child.kind != FragmentKind::InlineBox)) return {};
    const LayoutUnit width = parent.size.width - parent.borders.horizontal() - parent.padding.horizontal();
    return relative_shift(context_.style_of(child.box), width, std::nullopt) +
           shift_of_inlines(child.box, context_, width, std::nullopt);
  }

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

  bool is_container(const Fragment& fragment) const {
    if (!fragment.box || (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox)) return false;
    // css-transforms-1 §2: a transformed box is a containing block, too.
    const ComputedStyle& style = context_.style_of(fragment.box);
    return style.position.kind != PositionKind::Static || (fragment.kind == FragmentKind::Box && style.has_transform());
  }

  void remember(const Fragment& fragment, const FlowPath& path, Point position, bool repeated, Point shift) {
    const Edges& borders = fragment.borders;
    const Rect rect{position + Point{borders.left, borders.top},
                    {fragment.size.width - borders.horizontal(), fragment.size.height - borders.vertical()}};
    std::vector<ContainerPart>& parts = containers_[fragment.box.value];
    const bool is_on_lines = fragment.kind == FragmentKind::InlineBox;
    if (is_on_lines && !parts.empty() && parts.back().place() == path.back()) {
      // The parts of an inline box on several lines count from the first to the last (CSS 2.2 §10.1).
      parts.back().rect = united(parts.back().rect, rect);
    } else {
      parts.push_back({path, rect, repeated, shift});
    }
  }

  /// The parts of the nearest positioned ancestor; the page areas when there is none. What is repeated, such as a head,
  /// has its own each time.
  std::vector<ContainerPart> container_of(const StaticPlace& anchor) const {
    const std::vector<ContainerPart>& all = parts_of_container(anchor.box);
    std::vector<ContainerPart> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own), [&](const ContainerPart& part) {
      return anchor.is_repeated ? leads_to(anchor.path, part.place()) : !part.is_repeated;
    });
    return own.empty() ? all : own;
  }

  /// Of the flow in the containing block; that of the pages where there is none.
  style::WritingMode mode_of_container(BoxId box) const {
    for (BoxId at = context_.box(box).parent; at; at = context_.box(at).parent) {
      if (!containers_.contains(at.value)) continue;
      return context_.styles.style(context_.boxes.physical_style(context_.box(at).style)).writing_mode;
    }
    return context_.boxes.principal_mode();
  }

  static bool leads_to(const FlowPath& path, const FlowPlace& place) {
    return std::find(path.begin(), path.end(), place) != path.end();
  }

  const std::vector<ContainerPart>& parts_of_container(BoxId box) const {
    const bool is_fixed = context_.style_of(box).position.kind == PositionKind::Fixed;
    for (BoxId at = parent_of(box); at; at = parent_of(at)) {
      const auto found = containers_.find(at.value);
      if (found != containers_.end() && (!is_fixed || context_.style_of(at).has_transform())) return found->second;
    }
    return page_areas_;
  }

  /// Around a box over all columns is its container, not what lies between them (css-multicol-1 section 6). A block in
  /// an inline box lies in that, though that is cut before and behind it.
  BoxId parent_of(BoxId box) const {
    const auto spanner = spanners_.find(box.value);
    if (spanner != spanners_.end()) return spanner->second;
    const BoxId inline_box = inline_around(box, context_);
    return inline_box ? inline_box : context_.box(box).parent;
  }

  /// css-transforms-1 §2: a transformed box is the containing block of fixed ones, too.
  bool transformed_around(BoxId box) const {
    for (BoxId at = parent_of(box); at; at = parent_of(at)) {
      if (context_.style_of(at).has_transform() && containers_.contains(at.value)) return true;
    }
    return false;
  }

  /// A fixed box stands on each page anew, with all that is in it.
  bool is_in_fixed_box(BoxId box) const {
    for (BoxId at = parent_of(box); at; at = parent_of(at)) {
      if (context_.style_of(at).position.kind == PositionKind::Fixed && !transformed_around(at)) return true;
    }
    return false;
  }

  void place_absolute(const StaticPlace& anchor) {
    // A copy: laying out the box may add parts of others.
    const std::vector<ContainerPart> parts = container_of(anchor);
    const std::size_t nearest = part_at(parts, anchor);
    if (anchor.area != nullptr && anchor.area->area) {
      place_in_area(anchor, *anchor.area->area, parts, nearest);
    } else if (PaperFlows::is_columns(parts[nearest].place())) {
      place_in_columns(anchor, parts, nearest);
    } else {
      place_on_pages(anchor, parts, nearest);
    }
  }

  static std::optional<Size> static_space(const StaticPlace& anchor) {
    return anchor.area == nullptr ? std::nullopt : std::optional(anchor.area->space);
  }

  /// In a grid area, which counts from the anchor (css-grid-1 §9).
  void place_in_area(const StaticPlace& anchor, const Rect& area, const std::vector<ContainerPart>& parts,
                     std::size_t nearest) {
    const PositionedContainer container{area.size, Point() - area.origin, mode_of_container(anchor.box),
                                        static_space(anchor)};
    const PositionedBox box = solve_position(anchor.box, container, context_);
    const bool in_columns = PaperFlows::is_columns(parts[nearest].place());
    const Point shift = in_columns ? anchor.shift : Point();
    place_parts(anchor, box, parts, met_place(anchor, parts[nearest]),
                anchor.position - shift + area.origin + box.offset, shift);
  }

  static LayoutUnit height_of(const std::vector<ContainerPart>& parts, std::size_t end) {
    LayoutUnit height;
    for (std::size_t i = 0; i < end; ++i) height += parts[i].rect.size.height;
    return height;
  }

  /// Counted from the begin of the containing block, over all its parts: which part a height is in. What is left of the
  /// height counts from the begin of that.
  static std::size_t part_with(const std::vector<ContainerPart>& parts, LayoutUnit& y) {
    std::size_t index = 0;
    while (index + 1 < parts.size() && y >= parts[index].rect.size.height) y -= parts[index++].rect.size.height;
    return index;
  }

  bool is_static(const StaticPlace& anchor) const {
    const ComputedStyle& style = context_.style_of(anchor.box);
    return style.top.is_auto && style.bottom.is_auto;
  }

  void place_on_pages(const StaticPlace& anchor, const std::vector<ContainerPart>& parts, std::size_t nearest) {
    const Point corner = parts[nearest].rect.origin;
    const LayoutUnit anchor_y = height_of(parts, nearest) + anchor.position.y - corner.y;
    const PositionedContainer container{{parts[nearest].rect.size.width, height_of(parts, parts.size())},
                                        {anchor.position.x - corner.x, anchor_y},
                                        mode_of_container(anchor.box),
                                        static_space(anchor)};
    const PositionedBox box = solve_position(anchor.box, container, context_);
    LayoutUnit y = box.offset.y;
    std::size_t index = nearest;
    if (is_static(anchor)) {
      y += anchor.position.y - anchor_y - corner.y;
    } else {
      index = part_with(parts, y);
    }
    place_parts(anchor, box, parts, parts[index].place(), parts[index].rect.origin + Point{box.offset.x, y}, {});
  }

  /// Where the anchor is in the flow that the part stands in.
  static FlowPlace met_place(const StaticPlace& anchor, const ContainerPart& part) {
    const auto same = std::find_if(anchor.path.begin(), anchor.path.end(),
                                   [&](const FlowPlace& place) { return place.flow == part.place().flow; });
    return same == anchor.path.end() ? part.place() : *same;
  }

  /// In columns, places count from column to column, as if nothing was moved by `position: relative`.
  void place_in_columns(const StaticPlace& anchor, const std::vector<ContainerPart>& parts, std::size_t nearest) {
    const ContainerPart& part = parts[nearest];
    const FlowPlace met = met_place(anchor, part);
    const Point corner = part.rect.origin - part.shift;
    const Point met_at = anchor.position - anchor.shift;
    const LayoutUnit left = corner.x - flows_.slot(part.place()).rect.left();  // in its column
    const Point moved = anchor.shift - part.shift;
    const Point way{
        met_at.x - flows_.slot(met).rect.left() - left,
        height_of(parts, nearest) + flows_.distance(met, met_at.y) - flows_.distance(part.place(), corner.y)};
    const PositionedContainer container{{part.rect.size.width, height_of(parts, parts.size())},
                                        way + moved,
                                        mode_of_container(anchor.box),
                                        static_space(anchor)};
    const PositionedBox box = solve_position(anchor.box, container, context_);
    FlowPlace place = met;
    LayoutUnit y = met_at.y + box.offset.y - container.static_position.y;
    Point shift{part.shift.x, anchor.shift.y};
    if (!is_static(anchor)) {
      y = box.offset.y;
      const ContainerPart& begin = parts[part_with(parts, y)];
      place = begin.place();
      shift = begin.shift;
      y += begin.rect.top() - shift.y;
    }
    Point point{flows_.slot(place).rect.left() + left + box.offset.x, y};
    find_column(place, point);
    place_parts(anchor, box, parts, place, point, shift);
  }

  /// The part that an anchor stands in: the one of its page or column, else the first one after it.
  static std::size_t part_at(const std::vector<ContainerPart>& parts, const StaticPlace& anchor) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto same = std::find_if(anchor.path.begin(), anchor.path.end(),
                                     [&](const FlowPlace& place) { return place.flow == parts[i].place().flow; });
      const bool is_met = same != anchor.path.end();
      if (is_met ? parts[i].place().slot >= same->slot : parts[i].path.front().slot >= anchor.path.front().slot)
        return i;
    }
    return parts.size() - 1;
  }

  /// Over as many pages or columns as it takes; on the last one it is placed whole, and what sticks out is reported.
  void place_parts(const StaticPlace& anchor, const PositionedBox& box, const std::vector<ContainerPart>& parts,
                   FlowPlace place, Point point, Point shift) {
    BreakTokenPtr rest;
    const bool stays = anchor.is_repeated || is_in_fixed_box(anchor.box);
    while (true) {
      const PaperSlot slot = flows_.slot(place);
      const FlowPlace next{place.flow, place.slot + 1};
      const bool is_last = stays || !flows_.has(next);
      LayoutInput input = box.input;
      input.resume = rest.get();
      input.takes_overflow = true;
      if (!is_last && point.y < slot.rect.bottom()) input.room = flows_.room(place, point.y);
      const LayoutResult result = layout_box(input, context_);
      // Where nothing of it has room in what is left of a column, it begins in the next one.
      if (result.fragment != nullptr) {
        add(anchor, slot, result.fragment, point + shift, shift);
        rest = result.rest;
        if (rest == nullptr) return;
      }
      if (is_last) return;
      point = {point.x + flows_.slot(next).rect.left() - slot.rect.left(), begin_in(next, parts)};
      place = next;
    }
  }

  /// Where what continues begins: with its containing block, if that continues, too.
  LayoutUnit begin_in(const FlowPlace& place, const std::vector<ContainerPart>& parts) const {
    const auto part =
        std::find_if(parts.begin(), parts.end(), [&](const ContainerPart& each) { return each.place() == place; });
    if (part == parts.end()) return flows_.slot(place).rect.top();
    return PaperFlows::is_columns(place) ? part->rect.top() - part->shift.y : part->rect.top();
  }

  /// The column that a point lies in when it is counted from another one on.
  void find_column(FlowPlace& place, Point& point) const {
    PaperSlot slot = flows_.slot(place);
    LayoutUnit y = point.y - slot.rect.top();
    while (y < LayoutUnit() && place.slot > 0) {
      const PaperSlot before = flows_.slot({place.flow, place.slot - 1});
      --place.slot;
      point.x += before.rect.left() - slot.rect.left();
      y += before.rect.size.height;
      slot = before;
    }
    while (y >= slot.rect.size.height && flows_.has({place.flow, place.slot + 1})) {
      const PaperSlot after = flows_.slot({place.flow, place.slot + 1});
      ++place.slot;
      point.x += after.rect.left() - slot.rect.left();
      y -= slot.rect.size.height;
      slot = after;
    }
    point.y = slot.rect.top() + y;
  }

  /// On every page, in the page's area (CSS 2.2 §9.6.1).
  void place_fixed(const StaticPlace& anchor) {
    if (anchor.is_repeated) return;
    bool told = false;
    const LayoutUnit page_top = flows_.slot(anchor.path.front()).rect.top();
    const LayoutUnit page_left = flows_.slot(anchor.path.front()).rect.left();
    for (const ContainerPart& page : page_areas_) {
      if (pages_[flows_.slot(page.place()).page].content == nullptr) continue;
      const PositionedContainer container{page.rect.size, anchor.position - Point{page_left, page_top},
                                          context_.boxes.principal_mode(), static_space(anchor)};
      const PositionedBox box = solve_position(anchor.box, container, context_);
      const LayoutResult result = layout_box(box.input, context_);
      add(anchor, flows_.slot(page.place()), result.fragment, page.rect.origin + box.offset, {}, told);
      told = true;
    }
  }

  void add(const StaticPlace& anchor, const PaperSlot& slot, const Fragment* fragment, Point point, Point shift,
           bool told = false) {
    const bool is_repeated = anchor.is_repeated || told;
    pages_[slot.page].positioned.push_back({anchor.box, fragment, point, is_repeated});
    walk(*fragment, slot.path, point, is_repeated, shift);
  }

  std::vector<PageLayout>& pages_;
  LayoutContext& context_;
  PaperFlows flows_;
  std::unordered_map<std::uint32_t, std::vector<ContainerPart>> containers_;  // by box
  std::unordered_map<std::uint32_t, BoxId> spanners_;  // the containers of boxes over all columns
  std::vector<ContainerPart> page_areas_;
  std::deque<StaticPlace> anchors_;
};

}  // namespace

void place_positioned_boxes(std::vector<PageLayout>& pages, LayoutContext& context) {
  if (context.boxes.has_positioned()) PositionedPlacer(pages, context).run();
}

}  // namespace gongwen::layout
