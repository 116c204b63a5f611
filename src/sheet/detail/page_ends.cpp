#include "sheet/detail/page_ends.h"

#include "sheet/limits.h"
#include "sheet/page_setup.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <limits>

// Page breaks of printed sheets. Programs draw no lines at their own page breaks and print rows with slightly different
// heights, so pages of forms are planned with a reserve and ended explicitly: boxes are closed, heads repeated, long
// texts split. Before that, rows may give up blank room if it saves pages.
namespace gongwen::sheet {
namespace {

/// Blank room is given up in steps of 1/16, only as much as reduces the number of pages.
constexpr int kSteps = 16;

class BlankRoom {
 public:
  explicit BlankRoom(Sheet& sheet) : sheet_(sheet), capacity_(planned_page_height(sheet)) {}

  void run() {
    std::size_t begin = 0;
    for (std::size_t row = 1; row <= sheet_.rows.size(); ++row) {
      const bool ends_part = row == sheet_.rows.size() || sheet_.rows[row].breaks_page;
      if (!ends_part) continue;
      const int pages = give(begin, row);
      if (row < sheet_.rows.size() && sheet_.rows[row].gives_room && pages > 1) {
        // The next part continues on the same page; check the blank room of both parts again.
        sheet_.rows[row].breaks_page = false;
      } else {
        set_heights(begin, row);
        begin = row;
      }
    }
  }

 private:
  LayoutUnit height_of(const Row& row) const {
    return row.gives_room ? row.height - LayoutUnit::scaled(row.blank, step_, kSteps) : row.height;
  }

  int count_pages(std::size_t begin, std::size_t end) const {
    int pages = 1;
    LayoutUnit used;
    for (std::size_t row = begin; row < end; ++row) {
      const LayoutUnit height = height_of(sheet_.rows[row]);
      if (used > LayoutUnit() && used + height > capacity_) {
        ++pages;
        used = {};
      }
      used += height;
    }
    return pages;
  }

  /// Finds the smallest share of blank room to give up that saves pages. Returns the number of pages then needed.
  int give(std::size_t begin, std::size_t end) {
    step_ = kSteps;
    const int pages = count_pages(begin, end);
    for (step_ = 0; step_ < kSteps && count_pages(begin, end) > pages;) ++step_;
    return pages;
  }

  void set_heights(std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      sheet_.rows[row].height = LayoutUnit::from_px(height_of(sheet_.rows[row]).floor_px());
    }
  }

  Sheet& sheet_;
  LayoutUnit capacity_;
  int step_ = 0;
};

}  // namespace

void give_up_blank_room(Sheet& sheet) {
  if (sheet.print.fit == PageFit{}) BlankRoom(sheet).run();
}

namespace {

/// Programs print rows with slightly different heights, so pages are planned with this share of the height.
constexpr int kPlannedPercent = 97;
/// Content higher than this share of the page does not fit on one page in any program.
constexpr int kOverfullPercent = 103;
/// Minimum type size on paper, 8 pt.
constexpr int kReadableHalfPoints = 16;
/// A text is split only if both parts have at least this many lines.
constexpr std::uint32_t kLeastLines = 2;
/// Maximum number of rows without content that may be flattened at the end of a page.
constexpr std::uint32_t kMaxBlankRows = 8;
/// Height left to a row for which there is no room.
constexpr LayoutUnit kThinnestRow = LayoutUnit::from_px(1);
/// Height of a row above the chart that states none.
constexpr LayoutUnit kRowAboveChart = LayoutUnit::from_px(20);

class PageEnds {
 public:
  PageEnds(Sheet& sheet, FormatTable& formats, std::vector<RepeatedHead> heads, std::vector<std::uint32_t> looks,
           const CellLooks& table)
      : sheet_(sheet),
        formats_(formats),
        heads_(std::move(heads)),
        looks_(std::move(looks)),
        table_(table),
        capacity_(planned_page_height(sheet)) {}

  /// Walks the rows page by page and ends a page before the first row that does not fit, after splitting its text if
  /// that is possible. Returns the inserted rows.
  std::vector<RowsAdded> run() {
    LayoutUnit used;
    std::uint32_t page = 0;  // its first row
    for (std::uint32_t row = 0; row < sheet_.rows.size(); ++row) {
      if (sheet_.rows[row].breaks_page) {
        const std::uint32_t repeated = row > 0 ? end_page_before(row, false) : 0;
        page = row;
        row += repeated;
        used = height_of(page, row);
      }
      // Programs can store a limited number of page breaks; further pages end wherever the program ends them.
      const bool is_full = row > page && used + sheet_.rows[row].height > capacity_;
      if (is_full && ends_blank(row)) {
        // Blank rows at the end do not get a page; hidden ones stay hidden.
        if (sheet_.rows[row].height > LayoutUnit()) {
          sheet_.rows[row].height = std::max(capacity_ - used, kThinnestRow);
        }
      } else if (is_full && is_room_of_list(row)) {
        // The blank room below a list ends with the page: it is no reason to repeat the head of the list.
        sheet_.rows[row].height = std::max(capacity_ - used, kThinnestRow);
      } else if (is_full && pages_ended_ < kMaxPageBreaks) {
        const bool is_overfull = (used + sheet_.rows[row].height) * kPlannedPercent > capacity_ * kOverfullPercent;
        const bool is_parted = part_text(row, capacity_ - used);
        row += is_parted ? 1 : 0;
        page = is_parted ? row : best_end(page, row);
        const bool is_free = page == row && is_overfull && !is_parted;
        row += end_page_before(page, is_free);
        used = height_of(page, row);
      }
      used += sheet_.rows[row].height;
    }
    return std::move(added_);
  }

 private:
  /// A cell or merged range within a row.
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

  /// Whether nothing is shown from this row to the next forced page break or the end: only a few rows of spacing.
  bool ends_blank(std::uint32_t row) const {
    std::uint32_t end = row + 1;
    while (end < sheet_.rows.size() && !sheet_.rows[end].breaks_page) {
      if (++end - row > kMaxBlankRows) return false;
    }
    while (row < end && is_blank(row)) ++row;
    return row == end;
  }

  bool is_blank(std::uint32_t row) const {
    const auto reaches_in = [row](const Merge& merge) {
      return merge.range.first.row <= row && row <= merge.range.last.row &&
             merge.range.last.row > merge.range.first.row;
    };
    if (std::any_of(sheet_.merges.begin(), sheet_.merges.end(), reaches_in)) return false;
    const std::span<const Cell> cells = sheet_.cells_of(sheet_.rows[row]);
    return std::all_of(cells.begin(), cells.end(), [this](const Cell& cell) {
      const CellFormat& format = formats_.at(cell.format);
      const bool has_frame = format.borders.left.kind != LineKind::None ||
                             format.borders.right.kind != LineKind::None ||
                             format.borders.bottom.kind != LineKind::None;
      return std::holds_alternative<Empty>(cell.value) && !has_frame && format.background.is_transparent() &&
             format.locked;
    });
  }

  /// Whether the row is only blank room that closes the box of a list with a repeated head, without a line above it.
  bool is_room_of_list(std::uint32_t row) const {
    const Row& entry = sheet_.rows[row];
    if (head_above(row) == heads_.end() || entry.cell_count == 0 || entry.height <= LayoutUnit()) return false;
    const auto reaches_in = [row](const Merge& merge) {
      return merge.range.first.row < row && row <= merge.range.last.row;
    };
    if (std::any_of(sheet_.merges.begin(), sheet_.merges.end(), reaches_in)) return false;
    const auto has_line = [this](std::uint32_t at, BorderLine Borders::*edge) {
      const std::span<const Cell> cells = sheet_.cells_of(sheet_.rows[at]);
      return std::any_of(cells.begin(), cells.end(), [&](const Cell& cell) {
        return (formats_.at(cell.format).borders.*edge).kind != LineKind::None;
      });
    };
    const std::span<const Cell> cells = sheet_.cells_of(entry);
    const bool is_empty = std::all_of(cells.begin(), cells.end(), [this](const Cell& cell) {
      return std::holds_alternative<Empty>(cell.value) && formats_.at(cell.format).locked;
    });
    return is_empty && !has_line(row, &Borders::top) && !has_line(row - 1, &Borders::bottom);
  }

  LayoutUnit height_of(std::uint32_t first, std::uint32_t end) const {
    LayoutUnit height;
    for (std::uint32_t row = first; row < end; ++row) height += sheet_.rows[row].height;
    return height;
  }

  /// Ends a page before the row. `is_free`: every program would end it here anyway, unless its columns are wider and
  /// its pages therefore hold more; then a break is written only if something around it was changed for it.
  /// Returns the number of rows repeated before the row.
  std::uint32_t end_page_before(std::uint32_t row, bool is_free) {
    ++pages_ended_;
    const bool is_parted = part_merges(row);
    const std::uint32_t repeated = repeat_head(row);
    sheet_.rows[row + repeated].breaks_page = false;
    const bool is_closed = draw(row - 1, &Borders::bottom);
    const bool is_opened = draw(row, &Borders::top);
    sheet_.rows[row].breaks_page = !is_free || is_parted || repeated > 0 || is_closed || is_opened;
    return repeated;
  }

  /// The merged range that starts at the place, or null.
  Merge* merge_at(CellPlace place) {
    const auto found = std::find_if(sheet_.merges.begin(), sheet_.merges.end(),
                                    [&](const Merge& merge) { return merge.range.first == place; });
    return found == sheet_.merges.end() ? nullptr : &*found;
  }

  LayoutUnit width_of(CellPlace place) {
    const Merge* const merge = merge_at(place);
    LayoutUnit width;
    const std::uint32_t last = merge == nullptr ? place.column : merge->range.last.column;
    for (std::uint32_t column = place.column; column <= last; ++column) width += sheet_.columns[column].width;
    return width;
  }

  /// Splits the only text of a row that is higher than the room, if whole sentences fit into both parts. The rest goes
  /// into a new row below, whose other cells are empty.
  bool part_text(std::uint32_t row, LayoutUnit room) {
    if (sheet_.rows.size() >= kMaxRows) return false;
    const Row& entry = sheet_.rows[row];
    std::optional<std::uint32_t> high;
    for (std::uint32_t i = entry.first_cell; i < entry.first_cell + entry.cell_count; ++i) {
      const CellPlace place{row, sheet_.cells[i].column};
      const Merge* const merge = merge_at(place);
      if (merge != nullptr && merge->range.row_count() > 1) continue;
      const auto* const text = std::get_if<Text>(&sheet_.cells[i].value);
      const std::string_view words = text == nullptr ? std::string_view() : text->text;
      const bool is_rich = std::holds_alternative<RichText>(sheet_.cells[i].value);
      if (!is_rich && estimate_height(words, width_of(place), table_.at(looks_[i]).setting) <= room) continue;
      if (high || text == nullptr) return false;
      high = i;
    }
    return high && part_cell(row, *high, room);
  }

  /// Splits the text of one cell after the last sentence that fits into `room`. Returns false, without a change, if
  /// either part would have fewer than kLeastLines lines.
  bool part_cell(std::uint32_t row, std::uint32_t index, LayoutUnit room) {
    const TextSetting& setting = table_.at(looks_[index]).setting;
    const std::string_view text = std::get<Text>(sheet_.cells[index].value).text;
    const LayoutUnit width = width_of({row, sheet_.cells[index].column});
    const std::uint32_t lines = estimate_lines(text, width, setting);
    const LayoutUnit line = std::max(setting.line_height, setting.latin_line_height);
    if (setting.rotation != Rotation{} || !setting.wrap || line <= LayoutUnit()) return false;
    const std::int64_t fitting = (room - setting.vertical_padding).raw() / line.raw();
    if (fitting < kLeastLines || lines < 2 * kLeastLines) return false;
    const std::size_t end = fitting_sentences(text, width, setting, static_cast<std::uint32_t>(fitting));
    const std::string_view rest = text.substr(end);
    if (end == 0 || rest.empty() || estimate_lines(text.substr(0, end), width, setting) < kLeastLines ||
        estimate_lines(rest, width, setting) < kLeastLines) {
      return false;
    }
    const bool keeps_next = sheet_.rows[row].keeps_next;
    continue_below(row);
    sheet_.cells[index].value = Text{text.substr(0, end)};
    cell_at({row + 1, sheet_.cells[index].column})->value = Text{rest};
    sheet_.rows[row].height = estimate_height(text.substr(0, end), width, setting);
    sheet_.rows[row].keeps_next = false;
    sheet_.rows[row + 1].height = estimate_height(rest, width, setting);
    sheet_.rows[row + 1].keeps_next = keeps_next;
    return true;
  }

  /// Inserts a row of empty cells that look like those of the row above; merged cells that end at that row extend into
  /// it.
  void continue_below(std::uint32_t row) {
    make_room(row + 1, 1);
    for (Merge& merge : sheet_.merges) {
      if (merge.range.row_count() > 1 && merge.range.last.row == row) ++merge.range.last.row;
    }
    for (RepeatedHead& head : heads_) {
      if (head.end == row + 1) ++head.end;
    }
    const Row source = sheet_.rows[row];
    Row& below = sheet_.rows[row + 1];
    below.outline_level = source.outline_level;
    below.gives_room = source.gives_room;
    below.breaks_page = false;
    for (std::uint32_t i = source.first_cell; i < source.first_cell + source.cell_count; ++i) {
      const Merge* const merge = merge_at({row, sheet_.cells[i].column});
      if (merge != nullptr && merge->range.row_count() > 1) continue;
      Cell cell = sheet_.cells[i];
      cell.value = Empty{};
      const std::uint32_t at = below.first_cell + below.cell_count++;
      sheet_.cells.insert(sheet_.cells.begin() + at, cell);
      looks_.insert(looks_.begin() + at, looks_[i]);
    }
    for (std::size_t later = row + 2; later < sheet_.rows.size(); ++later) {
      sheet_.rows[later].first_cell += below.cell_count;
    }
    copy_merges({row, 1, 0}, row + 1);
  }

  /// The head that is repeated if a page ends before the row.
  std::vector<RepeatedHead>::const_iterator head_above(std::uint32_t row) const {
    return std::find_if(heads_.begin(), heads_.end(), [&](const RepeatedHead& candidate) {
      return candidate.first + candidate.count < row && row < candidate.end;
    });
  }

  /// Repeats the head above the row, unless that leaves too little room. Returns the number of rows inserted.
  std::uint32_t repeat_head(std::uint32_t row) {
    const auto head = head_above(row);
    if (head == heads_.end()) return 0;
    const RepeatedHead rows = *head;
    const LayoutUnit height = height_of(rows.first, rows.first + rows.count);
    if (height + sheet_.rows[row].height > capacity_ || sheet_.rows.size() + rows.count > kMaxRows) return 0;
    make_room(row, rows.count);
    for (std::uint32_t i = 0; i < rows.count; ++i) copy_row(rows.first + i, row + i);
    copy_merges(rows, row);
    return rows.count;
  }

  /// Moves everything from the row on down by `count` rows.
  void make_room(std::uint32_t row, std::uint32_t count) {
    std::uint32_t added_before = 0;
    for (const RowsAdded& rows : added_) added_before += rows.count;
    added_.push_back({row - added_before, count});
    Row empty = sheet_.rows[row - 1];
    empty.first_cell += empty.cell_count;
    empty.cell_count = 0;
    sheet_.rows.insert(sheet_.rows.begin() + row, count, empty);
    const auto move_down = [&](CellPlace& place) {
      place.row += place.row >= row ? count : 0;
    };
    for (Merge& merge : sheet_.merges) {
      move_down(merge.range.first);
      move_down(merge.range.last);
    }
    for (Hyperlink& link : sheet_.links) move_down(link.place);
    for (CellNote& note : sheet_.notes) move_down(note.place);
    for (RepeatedHead& head : heads_) {
      if (head.first >= row) head.first += count;
      if (head.end > row) head.end += count;
    }
    sheet_.print.area.last.row += count;
  }

  void copy_row(std::uint32_t from, std::uint32_t to) {
    const Row source = sheet_.rows[from];
    const auto cells = sheet_.cells_of(source);
    const std::vector<Cell> copies(cells.begin(), cells.end());
    sheet_.cells.insert(sheet_.cells.begin() + sheet_.rows[to].first_cell, copies.begin(), copies.end());
    const std::vector<std::uint32_t> looks(looks_.begin() + source.first_cell,
                                           looks_.begin() + source.first_cell + source.cell_count);
    looks_.insert(looks_.begin() + sheet_.rows[to].first_cell, looks.begin(), looks.end());
    Row& row = sheet_.rows[to];
    row.height = source.height;
    row.fits_content = source.fits_content;
    row.outline_level = source.outline_level;
    row.keeps_next = true;
    row.breaks_page = false;
    row.cell_count = source.cell_count;
    for (std::size_t later = to + 1; later < sheet_.rows.size(); ++later) {
      sheet_.rows[later].first_cell += source.cell_count;
    }
  }

  void copy_merges(const RepeatedHead& head, std::uint32_t to) {
    std::vector<Merge> copies;
    for (const Merge& merge : sheet_.merges) {
      if (merge.range.first.row < head.first || merge.range.last.row >= head.first + head.count) continue;
      Merge copy = merge;
      copy.range.first.row += to - head.first;
      copy.range.last.row += to - head.first;
      copies.push_back(copy);
    }
    sheet_.merges.insert(sheet_.merges.end(), copies.begin(), copies.end());
    sort_merges();
  }

  void sort_merges() {
    std::sort(sheet_.merges.begin(), sheet_.merges.end(),
              [](const Merge& a, const Merge& b) { return a.range.first < b.range.first; });
  }

  /// Splits merged ranges that cross the end of the page; the lower part becomes a separate empty cell.
  /// Returns whether there was any.
  bool part_merges(std::uint32_t row) {
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
    sort_merges();
    return !parted.empty();
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
    looks_.insert(looks_.begin() + at, look_of(merge));
    ++sheet_.rows[row].cell_count;
    for (std::size_t later = row + 1; later < sheet_.rows.size(); ++later) ++sheet_.rows[later].first_cell;
  }

  /// The look of an empty cell below a merged range: that of the range.
  std::uint32_t look_of(const Merge& merge) {
    const Cell* const cell = cell_at(merge.range.first);
    return cell == nullptr ? 0 : looks_[static_cast<std::size_t>(cell - sheet_.cells.data())];
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

  /// Draws a line along one edge of the row, from the left to the right side of the surrounding frames.
  /// Returns whether a line was missing.
  bool draw(std::uint32_t row, BorderLine Borders::*edge) {
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
    bool is_drawn = false;
    for (const Span& span : spans) {
      const bool is_inside = span.first_column >= left && span.last_column <= right;
      if (!is_inside || (span.borders.*edge).kind != LineKind::None) continue;
      is_drawn = true;
      CellFormat format = formats_.at(span.merge != nullptr ? span.merge->format : span.cell->format);
      format.borders.*edge = line;
      const FormatId id = formats_.add(format);
      if (span.merge != nullptr) span.merge->format = id;
      if (span.cell != nullptr) span.cell->format = id;
    }
    return is_drawn;
  }

  Sheet& sheet_;
  FormatTable& formats_;
  std::vector<RepeatedHead> heads_;
  std::vector<std::uint32_t> looks_;  // by cell of the sheet
  const CellLooks& table_;
  LayoutUnit capacity_;
  std::vector<RowsAdded> added_;
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

void keep_type_readable(Sheet& sheet, const FormatTable& formats) {
  if (sheet.print.fit != PageFit{1, 1}) return;
  LayoutUnit height;
  for (const Row& row : sheet.rows) height += row.height;
  int smallest = std::numeric_limits<int>::max();
  for (const Cell& cell : sheet.cells) {
    if (std::holds_alternative<Empty>(cell.value)) continue;
    smallest = std::min<int>(smallest, formats.at(cell.format).font.half_points);
  }
  const std::int64_t room = content_height(sheet.print).raw();
  if (room * std::int64_t{smallest} < std::int64_t{height.raw()} * kReadableHalfPoints) sheet.print.fit = PageFit{1, 0};
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

std::vector<RowsAdded> end_pages(Sheet& sheet, FormatTable& formats, std::vector<RepeatedHead> heads,
                                 std::vector<std::uint32_t> looks, const CellLooks& table) {
  const bool is_planned = sheet.print.fit == PageFit{} && !sheet.print.repeated_rows && !sheet.filter;
  if (!is_planned) return {};
  return PageEnds(sheet, formats, std::move(heads), std::move(looks), table).run();
}

}  // namespace gongwen::sheet
