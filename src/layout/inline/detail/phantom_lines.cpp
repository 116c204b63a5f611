#include "layout/inline/detail/phantom_lines.h"

#include "layout/core/box_metrics.h"
#include "layout/inline/detail/inline_layout.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using text::LineUnit;
using text::UnitKind;

bool takes_room(BoxId box, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const LayoutUnit some_width = LayoutUnit::from_px(100);  // percentages count if they are not zero
  return margin_widths(style, some_width) != Edges() || border_widths(style) != Edges() ||
         padding_widths(style, some_width) != Edges();
}

bool is_nothing(const LineUnit& unit, const InlineContent& content, LayoutContext& context) {
  switch (unit.kind) {
    case UnitKind::Anchor: return true;
    case UnitKind::OpenEdge:
    case UnitKind::CloseEdge: return !takes_room(BoxId(unit.item), context);
    case UnitKind::Space: return content.paragraph.styles[unit.style].collapses_spaces;
    case UnitKind::Text:
    case UnitKind::Tab:
    case UnitKind::SoftHyphen:
    case UnitKind::Object:
    case UnitKind::ForcedBreak:
    case UnitKind::Leader: break;
  }
  return false;
}

bool are_nothing(const InlineContent& content, std::uint32_t begin, std::uint32_t end, LayoutContext& context) {
  const auto& units = content.paragraph.units;
  return std::all_of(units.begin() + begin, units.begin() + end,
                     [&](const LineUnit& unit) { return is_nothing(unit, content, context); });
}

}  // namespace

bool is_phantom_line(const InlineContent& content, const text::LineRange& line, LayoutContext& context) {
  return are_nothing(content, line.begin, line.end, context);
}

bool has_lines(BoxId box, LayoutUnit width, LayoutContext& context) {
  const InlineContent& content = inline_content(box, width, context);
  return !are_nothing(content, 0, static_cast<std::uint32_t>(content.paragraph.units.size()), context);
}

}  // namespace gongwen::layout
