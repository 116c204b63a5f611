#include "layout/pages/detail/positioned_boxes.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"

#include <deque>
#include <unordered_map>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;
using style::PositionKind;

/// The padding box of a containing block, as far as it stands on one page, or in one column of a page.
struct ContainerPart {
  std::size_t page = 0;
  Rect rect;  // from the page's corner
  bool is_repeated = false;
};

/// A place at which a positioned box was met.
struct StaticPlace {
  BoxId box;
  std::size_t page = 0;
  Point position;
  bool is_repeated = false;
  const AnchorArea* area = nullptr;
};

Rect united(const Rect& a, const Rect& b) {
  const LayoutUnit left = std::min(a.left(), b.left());
  const LayoutUnit top = std::min(a.top(), b.top());
  return {{left, top}, {std::max(a.right(), b.right()) - left, std::max(a.bottom(), b.bottom()) - top}};
}

class PositionedPlacer {
 public:
  PositionedPlacer(std::vector<PageLayout>& pages, LayoutContext& context) : pages_(pages), context_(context) {}

  void run() {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      // Nothing stands on a page that is left blank.
      if (!pages_[i].context.blank) page_areas_.push_back({i, pages_[i].area, false});
      pages_[i].positioned.clear();
      if (pages_[i].content != nullptr) walk(*pages_[i].content, i, pages_[i].content_offset, false);
      for (const ChildFragment& area : pages_[i].areas) walk(*area.fragment, i, area.offset, false);
    }
    while (!anchors_.empty()) {
      const StaticPlace anchor = anchors_.front();
      anchors_.pop_front();
      if (context_.style_of(anchor.box).position.kind == PositionKind::Fixed) {
        place_fixed(anchor);
      } else {
        place_absolute(anchor);
      }
    }
  }

 private:
  /// Remembers the containing blocks and the anchors in a fragment.
  void walk(const Fragment& fragment, std::size_t page, Point position, bool repeated) {
    repeated = repeated || fragment.is_repeated;
    if (fragment.kind == FragmentKind::Anchor) {
      if (context_.box(fragment.box).flow == boxes::BoxFlow::Absolute) {
        anchors_.push_back({fragment.box, page, position, repeated, fragment.anchor_area.get()});
      }
      return;
    }
    if (is_container(fragment)) remember(fragment, page, position, repeated);
    for (const ChildFragment& child : fragment.children) walk(*child.fragment, page, position + child.offset, repeated);
  }

  bool is_container(const Fragment& fragment) const {
    if (!fragment.box || (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox)) return false;
    // css-transforms-1 §2: a transformed box is a containing block, too.
    const ComputedStyle& style = context_.style_of(fragment.box);
    return style.position.kind != PositionKind::Static || (fragment.kind == FragmentKind::Box && style.has_transform());
  }

  void remember(const Fragment& fragment, std::size_t page, Point position, bool repeated) {
    const Edges& borders = fragment.borders;
    const Rect rect{position + Point{borders.left, borders.top},
                    {fragment.size.width - borders.horizontal(), fragment.size.height - borders.vertical()}};
    std::vector<ContainerPart>& parts = containers_[fragment.box.value];
    const bool is_on_lines = fragment.kind == FragmentKind::InlineBox;
    if (is_on_lines && !parts.empty() && parts.back().page == page) {
      // The parts of an inline box on several lines count from the first to the last (CSS 2.2 §10.1).
      parts.back().rect = united(parts.back().rect, rect);
    } else {
      parts.push_back({page, rect, repeated});
    }
  }

  /// The parts of the nearest positioned ancestor; the page areas when there is none. What is repeated, such as a head,
  /// has its own on each page.
  std::vector<ContainerPart> container_of(const StaticPlace& anchor) const {
    const std::vector<ContainerPart>& all = parts_of_container(anchor.box);
    std::vector<ContainerPart> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own), [&](const ContainerPart& part) {
      return anchor.is_repeated ? part.page == anchor.page : !part.is_repeated;
    });
    return own.empty() ? all : own;
  }

  const std::vector<ContainerPart>& parts_of_container(BoxId box) const {
    for (BoxId at = context_.box(box).parent; at; at = context_.box(at).parent) {
      const auto found = containers_.find(at.value);
      if (found != containers_.end()) return found->second;
    }
    return page_areas_;
  }

  /// A fixed box stands on each page anew, with all that is in it.
  bool is_in_fixed_box(BoxId box) const {
    for (BoxId at = context_.box(box).parent; at; at = context_.box(at).parent) {
      if (context_.style_of(at).position.kind == PositionKind::Fixed) return true;
    }
    return false;
  }

  void place_absolute(const StaticPlace& anchor) {
    // The reference holds: nothing inside the box is, or lies in, its containing block.
    const std::vector<ContainerPart> parts = container_of(anchor);
    const ComputedStyle& style = context_.style_of(anchor.box);
    const ContainerPart& nearest = part_at(parts, anchor);
    if (anchor.area != nullptr && anchor.area->area) {
      place_in_area(anchor, *anchor.area->area, parts, static_cast<std::size_t>(&nearest - parts.data()));
      return;
    }
    LayoutUnit total;
    LayoutUnit anchor_y;  // in the containing block, over all its pages and columns
    for (const ContainerPart& part : parts) {
      if (&part == &nearest && part.page == anchor.page) anchor_y = total + anchor.position.y - part.rect.top();
      total += part.rect.size.height;
    }
    const PositionedContainer container{
        {nearest.rect.size.width, total}, {anchor.position.x - nearest.rect.left(), anchor_y}, static_space(anchor)};
    const PositionedBox box = solve_position(anchor.box, container, context_);
    std::size_t index = 0;
    LayoutUnit y = box.offset.y;
    if (style.top.is_auto && style.bottom.is_auto) {
      index = static_cast<std::size_t>(&nearest - parts.data());
      y = box.offset.y - anchor_y + anchor.position.y - nearest.rect.top();
    } else {
      while (index + 1 < parts.size() && y >= parts[index].rect.size.height) y -= parts[index++].rect.size.height;
    }
    place_parts(anchor, box, parts, index, {parts[index].rect.left() + box.offset.x, parts[index].rect.top() + y});
  }

  static std::optional<Size> static_space(const StaticPlace& anchor) {
    return anchor.area == nullptr ? std::nullopt : std::optional(anchor.area->space);
  }

  /// In a grid area, which counts from the anchor (css-grid-1 §9).
  void place_in_area(const StaticPlace& anchor, const Rect& area, const std::vector<ContainerPart>& parts,
                     std::size_t index) {
    const PositionedContainer container{area.size, Point() - area.origin, static_space(anchor)};
    const PositionedBox box = solve_position(anchor.box, container, context_);
    place_parts(anchor, box, parts, index, anchor.position + area.origin + box.offset);
  }

  /// The part that an anchor stands in: the one of its column, else the first one on its page or after it.
  static const ContainerPart& part_at(const std::vector<ContainerPart>& parts, const StaticPlace& anchor) {
    const ContainerPart* first = nullptr;
    for (const ContainerPart& part : parts) {
      if (part.page < anchor.page) continue;
      if (first == nullptr) first = &part;
      const Rect& rect = part.rect;
      const bool is_across = anchor.position.x >= rect.left() && anchor.position.x <= rect.right();
      const bool is_down = anchor.position.y >= rect.top() && anchor.position.y <= rect.bottom();
      if (part.page == anchor.page && is_across && is_down) return part;
    }
    return first == nullptr ? parts.back() : *first;
  }

  /// Over as many pages as it takes; on the last one it is placed whole, and what sticks out is reported.
  void place_parts(const StaticPlace& anchor, const PositionedBox& box, const std::vector<ContainerPart>& parts,
                   std::size_t index, Point place) {
    BreakTokenPtr rest;
    const bool stays_on_page = anchor.is_repeated || is_in_fixed_box(anchor.box);
    for (std::size_t page = parts[index].page; page < pages_.size(); ++page) {
      const Rect& area = pages_[page].area;
      LayoutInput input = box.input;
      input.resume = rest.get();
      input.takes_overflow = true;
      const bool is_last = stays_on_page || page + 1 == pages_.size() || pages_[page + 1].content == nullptr;
      if (!is_last && place.y < area.bottom()) {
        input.room = {area.bottom() - place.y, area.size.height, true};
      }
      const LayoutResult result = layout_box(input, context_);
      if (result.fragment == nullptr) return;
      add(anchor, page, result.fragment, place, anchor.is_repeated);
      rest = result.rest;
      if (rest == nullptr || is_last) return;
      while (index + 1 < parts.size() && parts[index].page <= page) ++index;
      const bool goes_on = parts[index].page == page + 1;
      place = {place.x, goes_on ? parts[index].rect.top() : pages_[page + 1].area.top()};
    }
  }

  /// On every page, in the page's area (CSS 2.2 §9.6.1).
  void place_fixed(const StaticPlace& anchor) {
    if (anchor.is_repeated) return;
    bool told = false;
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (pages_[page].content == nullptr) continue;
      const Rect& area = pages_[page].area;
      const PositionedContainer container{area.size, anchor.position - pages_[anchor.page].area.origin,
                                          static_space(anchor)};
      const PositionedBox box = solve_position(anchor.box, container, context_);
      const LayoutResult result = layout_box(box.input, context_);
      add(anchor, page, result.fragment, area.origin + box.offset, told);
      told = true;
    }
  }

  void add(const StaticPlace& anchor, std::size_t page, const Fragment* fragment, Point place, bool repeated) {
    pages_[page].positioned.push_back({anchor.box, fragment, place, repeated});
    walk(*fragment, page, place, repeated);
  }

  std::vector<PageLayout>& pages_;
  LayoutContext& context_;
  std::unordered_map<std::uint32_t, std::vector<ContainerPart>> containers_;  // by box
  std::vector<ContainerPart> page_areas_;
  std::deque<StaticPlace> anchors_;
};

}  // namespace

void place_positioned_boxes(std::vector<PageLayout>& pages, LayoutContext& context) {
  if (context.boxes.has_positioned()) PositionedPlacer(pages, context).run();
}

}  // namespace gongwen::layout
