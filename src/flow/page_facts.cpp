#include "flow/page_facts.h"

#include <algorithm>
#include <utility>

namespace gongwen::flow {

using base::LayoutUnit;
using base::Point;
using layout::Fragment;
using layout::FragmentKind;

namespace {

/// Extends the range by the lines in the fragment.
void find_lines(const Fragment& fragment, Point position, std::optional<LayoutUnit>& top,
                std::optional<LayoutUnit>& bottom) {
  if (fragment.kind == FragmentKind::Line && !fragment.children.empty()) {
    const LayoutUnit end = position.y + fragment.size.height;
    top = top ? std::min(*top, position.y) : position.y;
    bottom = bottom ? std::max(*bottom, end) : end;
    return;
  }
  for (const layout::ChildFragment& child : fragment.children) {
    find_lines(*child.fragment, position + child.offset, top, bottom);
  }
}

bool is_top_box(css::MarginBox box) {
  return box == css::MarginBox::TopLeft || box == css::MarginBox::TopCenter || box == css::MarginBox::TopRight ||
         box == css::MarginBox::TopLeftCorner || box == css::MarginBox::TopRightCorner;
}

bool is_bottom_box(css::MarginBox box) {
  return box == css::MarginBox::BottomLeft || box == css::MarginBox::BottomCenter ||
         box == css::MarginBox::BottomRight || box == css::MarginBox::BottomLeftCorner ||
         box == css::MarginBox::BottomRightCorner;
}

}  // namespace

bool is_seen(char32_t c) {
  return c > U' ' && c != 0xA0 && c != 0x3000 && !(c >= 0x2000 && c <= 0x200B) && c != 0x2060 && c != 0xFEFF;
}

void PageFacts::add_page(const layout::PageLayout& page) {
  const Point corner = page.area.origin;
  layout::for_each_root(page, [&](const Fragment& root, Point position) { add(root, position - corner, nullptr); });
  ++page_;
}

/// Parts of a box come in the order of their pages; a repeated head of a table counts where it is first. `percent`: the
/// scale at which the fragment is drawn (-gw-fit).
void PageFacts::add(const Fragment& fragment, Point position, BoxPlace* around, int percent) {
  if (fragment.is_repeated) return;
  const auto drawn = [percent](LayoutUnit length) {
    return percent == 100 ? length : LayoutUnit::scaled(length, percent, 100);
  };
  if (fragment.kind == FragmentKind::Line && around != nullptr) {
    if (!around->lines_top) around->lines_top = position.y;
    around->lines_bottom = position.y + drawn(fragment.size.height);
    ++around->lines;
  }
  if (fragment.kind == FragmentKind::Text && around != nullptr) {
    if (around->lines > 0 && around->lines <= BoxPlace::kCountedLines && fragment.run != nullptr) {
      const std::u32string& text = fragment.run->text;
      around->line_characters[around->lines - 1] += static_cast<std::uint16_t>(std::ranges::count_if(text, is_seen));
    }
    const LayoutUnit end = position.x + drawn(fragment.size.width);
    around->text_right = std::max(around->text_right.value_or(end), end);
  }
  if (fragment.kind == FragmentKind::Box && fragment.box) {
    const std::size_t index = fragment.box.index();
    if (index >= numbers_.size()) numbers_.resize(std::max(index + 1, numbers_.size() * 2));
    if (numbers_[index] == 0) {
      BoxPlace& place = places_.emplace_back();
      numbers_[index] = static_cast<std::uint32_t>(places_.size());
      place.page = page_;
      place.rect = {position, {drawn(fragment.size.width), drawn(fragment.size.height)}};
      place.borders = fragment.borders;
      place.padding = fragment.padding;
    }
    BoxPlace& place = places_[numbers_[index] - 1];
    place.last_page = page_;
    place.last_bottom = position.y + drawn(fragment.size.height);
    place.shrunk_to = static_cast<std::uint8_t>(percent * fragment.shrunk_to / 100);
    place.borders.bottom = fragment.borders.bottom;
    place.padding.bottom = fragment.padding.bottom;
    around = &place;
  }
  if (fragment.kind == FragmentKind::Line || fragment.kind == FragmentKind::Box ||
      fragment.kind == FragmentKind::InlineBox) {
    // Content of further columns is measured from the first one.
    std::size_t column = 0;
    const int inside = percent * fragment.shrunk_to / 100;
    for (std::size_t i = 0; i < fragment.children.size(); ++i) {
      Point offset = fragment.children[i].offset;
      if (fragment.columns != nullptr && !fragment.columns->empty()) {
        while (column + 1 < fragment.columns->size() && i >= (*fragment.columns)[column].children_end) ++column;
        offset.x -= (*fragment.columns)[column].rect.left() - fragment.columns->front().rect.left();
      }
      if (inside != 100)
        offset = {LayoutUnit::scaled(offset.x, inside, 100), LayoutUnit::scaled(offset.y, inside, 100)};
      add(*fragment.children[i].fragment, position + offset, around, inside);
    }
  }
}

void PageFacts::finish(const layout::DocumentLayout& document) {
  for (const layout::PageLayout& page : document.pages) {
    PagePlace& place = pages_.emplace_back();
    place.context = page.context;
    place.size = page.size;
    place.area = page.area;
    place.number = page.number();
    for (const layout::MarginBoxFragment& box : page.margin_boxes) {
      std::optional<LayoutUnit> top;
      std::optional<LayoutUnit> bottom;
      if (!is_top_box(box.box) && !is_bottom_box(box.box)) {
        base::Size size = box.fragment->size;
        if (box.turn != layout::QuarterTurn::None) std::swap(size.width, size.height);
        place.side_boxes.push_back({box.box, {box.offset, size}});
        continue;
      }
      if (box.turn != layout::QuarterTurn::None) continue;
      find_lines(*box.fragment, box.offset, top, bottom);
      if (!top) continue;
      if (is_top_box(box.box)) place.head_distance = std::min(place.head_distance.value_or(*top), *top);
      if (is_bottom_box(box.box)) {
        const LayoutUnit below = page.size.height - *bottom;
        place.foot_distance = std::min(place.foot_distance.value_or(below), below);
      }
    }
  }
  for (const auto& [id, anchor] : document.anchors) targets_.emplace(id, anchor.page);
}

const BoxPlace* PageFacts::place_of(layout::BoxId box) const {
  if (!box || box.index() >= numbers_.size() || numbers_[box.index()] == 0) return nullptr;
  return &places_[numbers_[box.index()] - 1];
}

std::optional<std::size_t> PageFacts::page_of_target(std::string_view id) const {
  const auto found = targets_.find(id);
  return found == targets_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace gongwen::flow
