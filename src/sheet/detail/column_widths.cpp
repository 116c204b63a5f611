#include "sheet/detail/sheet_sizes.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

/// One character of the standard font, 宋体 12 pt.
constexpr LayoutUnit kCharacter = LayoutUnit::from_px(8);
constexpr LayoutUnit kMinByContent = kCharacter * 6;
constexpr LayoutUnit kMaxByContent = kCharacter * 60;
constexpr LayoutUnit kMaxWidth = kCharacter * kMaxColumnCharacters;

LayoutUnit width_by_content(const ColumnPlan& plan) {
  if (plan.stated_by_cell > LayoutUnit()) return plan.stated_by_cell;
  return std::clamp(plan.content + kCellPadding + kCharacter, kMinByContent, kMaxByContent);
}

}  // namespace

std::optional<LayoutUnit> stated_width(const style::ComputedStyle& style, LayoutUnit available) {
  if (!style.width.is_length()) return std::nullopt;
  const LayoutUnit width = style.width.value.resolve(available);
  const bool has_padding = style.box_sizing == style::BoxSizing::BorderBox || style.width.value.has_percent();
  return has_padding ? width : width + kCellPadding;
}

std::vector<Column> resolve_column_widths(std::span<const ColumnPlan> plans, std::optional<LayoutUnit> table_width) {
  LayoutUnit stated;
  LayoutUnit by_content;
  for (const ColumnPlan& plan : plans) {
    if (plan.hidden) continue;
    stated += plan.stated.value_or(LayoutUnit());
    if (!plan.stated) by_content += width_by_content(plan);
  }
  const LayoutUnit left = table_width.value_or(LayoutUnit()) - stated;
  const bool shares = table_width && left > LayoutUnit() && by_content > LayoutUnit();
  std::vector<Column> columns;
  for (const ColumnPlan& plan : plans) {
    LayoutUnit width = plan.stated ? *plan.stated : width_by_content(plan);
    if (!plan.stated && shares) {
      width = std::max(LayoutUnit::scaled(left, width.raw(), by_content.raw()), kMinByContent);
    }
    columns.push_back({std::min(width, kMaxWidth), plan.hidden});
  }
  return columns;
}

}  // namespace gongwen::sheet
