#include "layout/inline/detail/line_stack.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::Box;
using boxes::BoxKind;
using boxes::BoxPart;
using text::LineUnit;
using text::UnitKind;

bool is_characters(const LineUnit& unit) {
  return unit.kind == UnitKind::Text || unit.kind == UnitKind::Space || unit.kind == UnitKind::Tab ||
         unit.kind == UnitKind::SoftHyphen;
}

std::uint32_t text_end(const LineUnit& unit) { return unit.text_begin + unit.text_length; }

bool is_block_container(BoxKind kind) {
  return kind == BoxKind::Block || kind == BoxKind::InlineBlock || kind == BoxKind::Cell ||
         kind == BoxKind::TableCaption;
}

/// A box without its own element, whose lines are those of the box around it.
bool is_part_of_lines(const Box& box) {
  return box.part == BoxPart::Anonymous && (box.kind == BoxKind::Block || box.kind == BoxKind::Turned);
}

/// Whether lines of an anonymous box are the first ones of its parent.
bool is_first_in_parent(const Box& box, const LayoutContext& context) {
  for (BoxId before = box.previous_sibling; before; before = context.box(before).previous_sibling) {
    if (boxes::is_in_flow(context.box(before)) && context.box(before).kind != BoxKind::Marker) return false;
  }
  return true;
}

/// The box whose first line is the first one of these lines: that of the element which anonymous boxes lead to; null
/// where lines of it are before them. An anonymous item has its own lines.
const Box* owner_of_first_line(const Box& box, const LayoutContext& context) {
  const Box* owner = &box;
  while (is_part_of_lines(*owner) && owner->parent && !boxes::holds_items(context.box(owner->parent))) {
    if (!is_first_in_parent(*owner, context)) return nullptr;
    owner = &context.box(owner->parent);
  }
  return owner;
}

/// How far a line reaches: number of pieces that are not characters, and number of characters.
struct Reach {
  std::size_t pieces = 0;
  std::uint32_t text = 0;
};

Reach reach_of(const std::vector<LineUnit>& units, std::uint32_t end) {
  Reach reach;
  for (std::uint32_t i = 0; i < end; ++i) {
    if (is_characters(units[i])) {
      reach.text = std::max(reach.text, text_end(units[i]));
    } else {
      ++reach.pieces;
    }
  }
  return reach;
}

std::uint32_t end_of_reach(const std::vector<LineUnit>& units, const Reach& reach) {
  const auto count = static_cast<std::uint32_t>(units.size());
  std::size_t pieces = 0;
  std::uint32_t i = 0;
  for (; i < count; ++i) {
    const bool is_in_line =
        is_characters(units[i])
            ? units[i].text_begin < reach.text || (units[i].text_length == 0 && units[i].text_begin == reach.text)
            : ++pieces <= reach.pieces;
    if (!is_in_line) break;
  }
  return i;
}

}  // namespace

bool has_first_line(const Box& box, const LayoutContext& context) {
  return owner_of_first_line(box, context) != nullptr;
}

style::StyleId first_line_style(BoxId id, const LayoutContext& context) {
  const Box& box = context.box(id);
  const Box* const owner = is_block_container(box.kind) ? owner_of_first_line(box, context) : nullptr;
  const bool has_lines = owner != nullptr && owner->part == BoxPart::Element && is_block_container(owner->kind);
  return has_lines ? context.styles.first_line(owner->node) : style::StyleId();
}

FirstLineRange first_line_range(const InlineContent& first, const text::LineRange& line, const InlineContent& usual) {
  FirstLineRange result{line, line};
  const std::vector<LineUnit>& units = first.paragraph.units;
  const std::vector<LineUnit>& others = usual.paragraph.units;
  const auto count = static_cast<std::uint32_t>(units.size());
  while (true) {
    const Reach reach = reach_of(units, result.line.end);
    const std::uint32_t end = end_of_reach(others, reach);
    result.usual.end = result.usual.content_end = end;
    const bool is_torn = end > 0 && is_characters(others[end - 1]) && text_end(others[end - 1]) > reach.text;
    if (!is_torn || result.line.end == count) break;
    const LineUnit& more = units[result.line.end++];
    result.line.content_end = result.line.end;
    result.line.width += units[result.line.end - 2].space_after + more.advance;
    result.line.hyphenated = false;
  }
  result.line.last = result.line.end == count;
  result.usual.last = result.usual.end == others.size();
  return result;
}

}  // namespace gongwen::layout
