#include "sheet/detail/sheet_sizes.h"

#include "diagnostics/catalogue/sheet.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

/// Width of a character in the standard font, 宋体 12 pt.
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

namespace {

/// Height of a row without content.
constexpr LayoutUnit kEmptyRowHeight = LayoutUnit::from_px(19);
/// Height of rows for which the file states none: 15 pt.
constexpr LayoutUnit kUsualRowHeight = LayoutUnit::from_px(20);
/// Programs may set a text wider than estimated.
constexpr LayoutUnit kReserve = LayoutUnit::from_px(12);
constexpr LayoutUnit kMaxHeight = LayoutUnit::from_px(kMaxRowHeightPt * 4 / 3);

LayoutUnit whole_px(LayoutUnit height) { return LayoutUnit::from_px((height + LayoutUnit::from_raw(63)).floor_px()); }

class HeightSetter {
 public:
  HeightSetter(Sheet& sheet, std::span<const std::uint32_t> looks, const CellLooks& table,
               diagnostics::DiagnosticSink& sink, bool fits_rows, std::uint32_t first_row)
      : sheet_(sheet), looks_(looks), table_(table), sink_(sink), first_row_(first_row), fits_rows_(fits_rows) {}

  void run() {
    for (std::size_t row = 0; row < sheet_.rows.size(); ++row) set_by_own_cells(row);
    // From top to bottom: cells that span fewer rows have mostly been given their room by then.
    for (const SpanningCell& cell : spanning_) spread(cell);
  }

 private:
  struct SpanningCell {
    const CellRange* range;
    LayoutUnit needed;
    diagnostics::OriginId origin;
  };

  void set_by_own_cells(std::size_t row) {
    Row& entry = sheet_.rows[row];
    entry.fits_content = fits_rows_ && is_free_row(row);
    if (entry.fits_content && has_one_line(entry)) {
      entry.height = kUsualRowHeight;
      return;
    }
    LayoutUnit height = std::max(entry.height, entry.cell_count == 0 ? kEmptyRowHeight : LayoutUnit());
    LayoutUnit content;
    diagnostics::OriginId tallest = sheet_.origin;
    for (std::uint32_t i = entry.first_cell; i < entry.first_cell + entry.cell_count; ++i) {
      const Cell& cell = sheet_.cells[i];
      const CellRange* const range = merged_range({first_row_ + static_cast<std::uint32_t>(row), cell.column});
      const LayoutUnit needed = needed_height(cell, looks_[i], range);
      if (range != nullptr && range->row_count() > 1) {
        spanning_.push_back({range, needed, cell.origin});
        merged_until_ = std::max(merged_until_, range->last.row + 1);
        continue;
      }
      content = std::max(content, needed);
      if (needed > height) {
        height = needed;
        tallest = cell.origin;
      }
    }
    entry.height = bounded(height, tallest);
    entry.blank = std::max(entry.height - whole_px(content + kEmptyRowHeight), LayoutUnit());
  }

  /// Whether the height of the row is only that of its texts, which programs find, too: it has no stated height, and no
  /// merged or turned cells.
  bool is_free_row(std::size_t row) {
    const Row& entry = sheet_.rows[row];
    const auto number = first_row_ + static_cast<std::uint32_t>(row);
    merged_range({number, 0});
    const bool has_merge = next_merge_ < sheet_.merges.size() && sheet_.merges[next_merge_].range.first.row == number;
    if (entry.height > LayoutUnit() || has_merge || number < merged_until_) return false;
    const auto looks = looks_.subspan(entry.first_cell, entry.cell_count);
    return std::all_of(looks.begin(), looks.end(), [this](std::uint32_t index) {
      const CellLook& look = table_.at(index);
      return look.min_height <= LayoutUnit() && look.setting.rotation == Rotation{};
    });
  }

  bool has_one_line(const Row& entry) {
    for (std::uint32_t i = entry.first_cell; i < entry.first_cell + entry.cell_count; ++i) {
      if (!fits_usual_row(sheet_.cells[i], looks_[i])) return false;
    }
    return true;
  }

  /// Whether the text of a cell surely fits on one line of a row without a stated height.
  bool fits_usual_row(const Cell& cell, std::uint32_t look_index) {
    const CellLook& look = table_.at(look_index);
    if (std::max(look.setting.line_height, look.setting.latin_line_height) > kUsualRowHeight) return false;
    const LayoutUnit width = sheet_.columns[cell.column].width - kReserve;
    return estimate_lines(text_of(cell), width, look.setting) == 1;
  }

  /// The merged range that starts at the place, or null. Call it for ascending places only.
  const CellRange* merged_range(CellPlace place) {
    while (next_merge_ < sheet_.merges.size() && sheet_.merges[next_merge_].range.first < place) ++next_merge_;
    const bool found = next_merge_ < sheet_.merges.size() && sheet_.merges[next_merge_].range.first == place;
    return found ? &sheet_.merges[next_merge_].range : nullptr;
  }

  LayoutUnit needed_height(const Cell& cell, std::uint32_t look_index, const CellRange* range) {
    const CellLook& look = table_.at(look_index);
    LayoutUnit width;
    const std::uint32_t last = range == nullptr ? cell.column : range->last.column;
    for (std::uint32_t column = cell.column; column <= last; ++column) width += sheet_.columns[column].width;
    return std::max(estimate_height(text_of(cell), width, look.setting), look.min_height);
  }

  /// The text of a cell that may wrap; numbers, dates and formulas never do.
  std::string_view text_of(const Cell& cell) {
    if (const auto* text = std::get_if<Text>(&cell.value)) return text->text;
    const auto* const rich = std::get_if<RichText>(&cell.value);
    if (rich == nullptr) return {};
    joined_.clear();
    for (const TextRun& run : sheet_.rich_texts[rich->index]) joined_ += run.text;
    return joined_;
  }

  /// Distributes the height that a merged cell lacks over its rows.
  void spread(const SpanningCell& cell) {
    LayoutUnit present;
    LayoutUnit blank;
    const std::uint32_t first = cell.range->first.row;
    for (std::uint32_t row = first; row <= cell.range->last.row; ++row) {
      present += sheet_.rows[row - first_row_].height;
      blank += sheet_.rows[row - first_row_].blank;
    }
    if (present - blank < cell.needed) {
      for (std::uint32_t row = first; row <= cell.range->last.row; ++row) sheet_.rows[row - first_row_].blank = {};
    }
    if (present >= cell.needed) return;
    const LayoutUnit share = (cell.needed - present) / static_cast<int>(cell.range->row_count());
    for (std::uint32_t row = first; row <= cell.range->last.row; ++row) {
      Row& entry = sheet_.rows[row - first_row_];
      entry.height = bounded(entry.height + share, cell.origin);
    }
  }

  LayoutUnit bounded(LayoutUnit height, diagnostics::OriginId origin) {
    if (height <= kMaxHeight) return std::min(whole_px(height), kMaxHeight);
    sink_.report(diagnostics::messages::SheetRowTooHigh, origin, static_cast<std::int64_t>(height.to_pt() + 0.5),
                 kMaxRowHeightPt);
    return kMaxHeight;
  }

  Sheet& sheet_;
  std::span<const std::uint32_t> looks_;
  const CellLooks& table_;
  diagnostics::DiagnosticSink& sink_;
  std::uint32_t first_row_;
  bool fits_rows_;
  std::vector<SpanningCell> spanning_;
  std::uint32_t merged_until_ = 0;  // the first row that no merged cell from above reaches
  std::size_t next_merge_ = 0;
  std::string joined_;
};

}  // namespace

void set_row_heights(Sheet& sheet, std::span<const std::uint32_t> looks, const CellLooks& table,
                     diagnostics::DiagnosticSink& sink, bool fits_rows, std::uint32_t first_row) {
  HeightSetter(sheet, looks, table, sink, fits_rows, first_row).run();
}

}  // namespace gongwen::sheet
