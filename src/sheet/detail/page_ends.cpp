#include "sheet/detail/sheet_builder.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

/// Programs differ in the heights of rows on paper; the pages that are planned are so much lower.
constexpr int kPlannedPercent = 97;
/// A row without a height of its own.
constexpr LayoutUnit kRowAboveChart = LayoutUnit::from_px(20);

class PageEnds {
 public:
  PageEnds(Sheet& sheet, FormatTable& formats) : sheet_(sheet), formats_(formats) {}

  void run() {
    const int percent = print_percent(sheet_);
    const LayoutUnit capacity = LayoutUnit::scaled(content_height(sheet_.print), kPlannedPercent, percent);
    LayoutUnit used;
    std::uint32_t page = 0;  // its first row
    for (std::uint32_t row = 0; row < sheet_.rows.size(); ++row) {
      if (sheet_.rows[row].breaks_page) {
        if (row > 0) end_page_before(row);
        page = row;
        used = {};
      }
      // What is beyond the limit of programs ends where they end it.
      if (row > page && used + sheet_.rows[row].height > capacity && pages_ended_ < kMaxPageBreaks) {
        page = best_end(page, row);
        end_page_before(page);
        used = {};
        for (std::uint32_t moved = page; moved < row; ++moved) used += sheet_.rows[moved].height;
      }
      used += sheet_.rows[row].height;
    }
  }

 private:
  /// What is side by side in a row: a cell, or cells made one.
  struct Span {
    std::uint32_t first_column = 0;
    std::uint32_t last_column = 0;
    Cell* cell = nullptr;
    Merge* merge = nullptr;
    Borders borders;
  };

  std::uint32_t best_end(std::uint32_t page, std::uint32_t row) const {
    std::uint32_t best = row;
    while (best > page + 1 && sheet_.rows[best - 1].keeps_next) --best;
    return best > page + 1 || !sheet_.rows[page].keeps_next ? best : row;
  }

  void end_page_before(std::uint32_t row) {
    ++pages_ended_;
    sheet_.rows[row].breaks_page = true;
    part_merges(row);
    draw(row - 1, &Borders::bottom);
    draw(row, &Borders::top);
  }

  /// What reaches over the end of the page goes on below it as an empty cell of its own.
  void part_merges(std::uint32_t row) {
    std::vector<Merge> parted;
    for (Merge& merge : sheet_.merges) {
      if (merge.range.first.row >= row || merge.range.last.row < row) continue;
      Merge below = merge;
      below.range.first.row = row;
      merge.range.last.row = row - 1;
      parted.push_back(below);
    }
    for (const Merge& below : parted) {
      add_empty_cell(row, below);
      if (!below.range.is_single_cell()) sheet_.merges.push_back(below);
    }
    std::erase_if(sheet_.merges, [](const Merge& merge) { return merge.range.is_single_cell(); });
    std::sort(sheet_.merges.begin(), sheet_.merges.end(),
              [](const Merge& a, const Merge& b) { return a.range.first < b.range.first; });
  }

  void add_empty_cell(std::uint32_t row, const Merge& merge) {
    const std::span<const Cell> cells = sheet_.cells_of(sheet_.rows[row]);
    const auto before = std::find_if(cells.begin(), cells.end(),
                                     [&](const Cell& cell) { return cell.column > merge.range.first.column; });
    const auto at = static_cast<std::ptrdiff_t>(sheet_.rows[row].first_cell) + (before - cells.begin());
    Cell cell;
    cell.column = merge.range.first.column;
    cell.format = merge.format;
    cell.origin = sheet_.origin;
    sheet_.cells.insert(sheet_.cells.begin() + at, cell);
    ++sheet_.rows[row].cell_count;
    for (std::size_t later = row + 1; later < sheet_.rows.size(); ++later) ++sheet_.rows[later].first_cell;
  }

  Cell* cell_at(CellPlace place) {
    const Row& row = sheet_.rows[place.row];
    for (std::uint32_t i = row.first_cell; i < row.first_cell + row.cell_count; ++i) {
      if (sheet_.cells[i].column == place.column) return &sheet_.cells[i];
    }
    return nullptr;
  }

  std::vector<Span> spans_of(std::uint32_t row) {
    std::vector<Span> spans;
    for (Merge& merge : sheet_.merges) {
      if (merge.range.first.row > row || merge.range.last.row < row) continue;
      spans.push_back({merge.range.first.column, merge.range.last.column, cell_at(merge.range.first), &merge,
                       formats_.at(merge.format).borders});
    }
    const Row& entry = sheet_.rows[row];
    for (std::uint32_t i = entry.first_cell; i < entry.first_cell + entry.cell_count; ++i) {
      Cell& cell = sheet_.cells[i];
      const bool is_merged = std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
        return span.first_column <= cell.column && cell.column <= span.last_column;
      });
      if (!is_merged) spans.push_back({cell.column, cell.column, &cell, nullptr, formats_.at(cell.format).borders});
    }
    return spans;
  }

  /// Draws a line along one edge of the frames that the row is in: from their left side to their right side.
  void draw(std::uint32_t row, BorderLine Borders::*edge) {
    std::vector<Span> spans = spans_of(row);
    std::uint32_t left = static_cast<std::uint32_t>(sheet_.columns.size());
    std::uint32_t right = 0;
    BorderLine line;
    for (const Span& span : spans) {
      if (span.borders.left.kind != LineKind::None && span.first_column < left) {
        left = span.first_column;
        line = span.borders.left;
      }
      if (span.borders.right.kind != LineKind::None) right = std::max(right, span.last_column);
    }
    for (const Span& span : spans) {
      const bool is_inside = span.first_column >= left && span.last_column <= right;
      if (!is_inside || (span.borders.*edge).kind != LineKind::None) continue;
      CellFormat format = formats_.at(span.merge != nullptr ? span.merge->format : span.cell->format);
      format.borders.*edge = line;
      const FormatId id = formats_.add(format);
      if (span.merge != nullptr) span.merge->format = id;
      if (span.cell != nullptr) span.cell->format = id;
    }
  }

  Sheet& sheet_;
  FormatTable& formats_;
  std::size_t pages_ended_ = 0;
};

}  // namespace

int print_percent(const Sheet& sheet) {
  if (!sheet.print.fit || sheet.print.fit->wide != 1) return 100;
  LayoutUnit width;
  for (const Column& column : sheet.columns) width += column.hidden ? LayoutUnit() : column.width;
  const LayoutUnit room = content_width(sheet.print);
  if (width <= room) return 100;
  return std::max(static_cast<int>(std::int64_t{room.raw()} * 100 / width.raw()), 1);
}

LayoutUnit planned_page_height(const Sheet& sheet) {
  return LayoutUnit::scaled(content_height(sheet.print), kPlannedPercent, print_percent(sheet));
}

void keep_chart_on_page(const Chart& chart, Sheet& sheet) {
  const LayoutUnit capacity = planned_page_height(sheet);
  const bool is_planned = sheet.print.fit && sheet.print.fit->tall == 0 && chart.height <= capacity;
  if (!is_planned || chart.place.row < sheet.rows.size()) return;
  LayoutUnit used;
  for (const Row& row : sheet.rows) {
    if (row.breaks_page || used + row.height > capacity) used = {};
    used += row.height;
  }
  if (used + kRowAboveChart + chart.height <= capacity) return;
  while (sheet.rows.size() <= chart.place.row) {
    Row& row = sheet.rows.emplace_back();
    row.height = kRowAboveChart;
    row.first_cell = static_cast<std::uint32_t>(sheet.cells.size());
  }
  sheet.rows.back().breaks_page = true;
}

void end_pages(Sheet& sheet, FormatTable& formats) {
  const bool is_planned = sheet.print.fit == PageFit{} && !sheet.print.repeated_rows && !sheet.filter;
  if (is_planned) PageEnds(sheet, formats).run();
}

}  // namespace gongwen::sheet
