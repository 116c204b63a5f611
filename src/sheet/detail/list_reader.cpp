#include "sheet/detail/list_reader.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <string>

namespace gongwen::sheet {
namespace {

namespace messages = diagnostics::messages;
using dom::NodeId;

std::string text_of(const Sheet& sheet, const Cell* cell) {
  if (cell == nullptr) return {};
  if (const auto* const text = std::get_if<Text>(&cell->value)) return std::string(text->text);
  const auto* const rich = std::get_if<RichText>(&cell->value);
  std::string joined;
  if (rich == nullptr) return joined;
  for (const TextRun& run : sheet.rich_texts[rich->index]) joined += run.text;
  return joined;
}

class ListReader {
 public:
  ListReader(ListTable& table, const Sheet& sheet, const ListRows& rows, BuildContext& context,
             std::uint32_t first_row = 0)
      : table_(table), sheet_(sheet), rows_(rows), context_(context), first_row_(first_row) {}

  bool read_heads(NodeId node) {
    const dom::Attribute* const attribute = context_.input.tree.find_custom_attribute(node, "data-table");
    if (attribute == nullptr || attribute->value == "false") return false;
    if (!rows_.has_head) {
      context_.sink.report(messages::SheetNoHead, attribute->origin, "data-table");
      return false;
    }
    table_.origin = attribute->origin;
    return set_name(attribute->value) && has_only_single_cells(rows_.head, rows_.head) && set_heads();
  }

  bool read_body() { return set_range() && has_only_single_cells(table_.range.first.row + 1, table_.range.last.row); }

  /// Formulas that all cells of a column share.
  void read_formulas() {
    if (sheet_.formulas.empty()) return;
    const CellRange body = table_.body();
    std::vector<bool> differs(table_.columns.size());
    for (std::uint32_t row = body.first.row; row <= body.last.row && row < sheet_.rows.size(); ++row) {
      for (std::uint32_t column = 0; column < table_.columns.size(); ++column) {
        if (!differs[column]) differs[column] = !add_formula(row, column, row == body.first.row);
      }
    }
    for (std::size_t column = 0; column < table_.columns.size(); ++column) {
      if (differs[column]) table_.columns[column].formula.clear();
    }
  }

  void read_totals() {
    if (!table_.has_total) return;
    for (const Cell& cell : cells_at(table_.range.last.row)) table_.columns[cell.column].total = total_of(cell);
  }

 private:
  std::span<const Cell> cells_at(std::uint32_t row) const {
    const bool is_known = row >= first_row_ && row - first_row_ < sheet_.rows.size();
    return is_known ? sheet_.cells_of(sheet_.rows[row - first_row_]) : std::span<const Cell>();
  }

  const Cell* cell_at(CellPlace place) const {
    for (const Cell& cell : cells_at(place.row)) {
      if (cell.column == place.column) return &cell;
    }
    return nullptr;
  }

  bool is_taken(std::string_view name) const {
    const auto has_name = [name](const auto& named) {
      return base::equals_ignoring_ascii_case(named.name, name);
    };
    const Workbook& workbook = context_.workbook;
    return std::any_of(workbook.names.begin(), workbook.names.end(), has_name) ||
           std::any_of(workbook.sheets.begin(), workbook.sheets.end(),
                       [&](const Sheet& sheet) { return sheet.table && has_name(*sheet.table); });
  }

  bool set_name(std::string_view given) {
    if (given.empty() || given == "true") {
      std::uint32_t number = 1;
      while (is_taken(table_name_of_sheet(sheet_.name, number))) ++number;
      table_.name = table_name_of_sheet(sheet_.name, number);
      return true;
    }
    table_.name = given;
    const bool is_valid = is_valid_table_name(given);
    if (!is_valid) {
      context_.sink.report(messages::SheetTableName, table_.origin, given, table_name_of_sheet(given, 1));
    } else if (is_taken(given)) {
      context_.sink.report(messages::SheetTableNameTwice, table_.origin, given);
    }
    return is_valid && !is_taken(given);
  }

  /// A list without rows gets an empty one, as programs make it, if there is room.
  bool set_range() {
    const auto last_column = static_cast<std::uint32_t>(sheet_.columns.size() - 1);
    const bool is_empty = rows_.last == rows_.head;
    if (is_empty && !rows_.ends_sheet) return false;
    table_.range = {{rows_.head, 0}, {is_empty ? rows_.head + 1 : rows_.last, last_column}};
    table_.has_total = !is_empty && is_total_row();
    if (table_.has_total) ++table_.range.last.row;
    return true;
  }

  /// Whether the foot is a row of sums over the columns and of texts.
  bool is_total_row() const {
    const std::uint32_t row = rows_.last + 1;
    if (rows_.foot_rows != 1 || cells_at(row).empty()) return false;
    const auto is_merged = [row](const Merge& merge) {
      return merge.range.first.row <= row && row <= merge.range.last.row;
    };
    if (std::any_of(sheet_.merges.begin(), sheet_.merges.end(), is_merged)) return false;
    bool has_sum = false;
    for (const Cell& cell : cells_at(row)) {
      const bool is_sum = total_of(cell) != TotalFunction::None;
      has_sum = has_sum || is_sum;
      const bool is_label = std::holds_alternative<Text>(cell.value) || std::holds_alternative<Empty>(cell.value);
      if (!is_sum && !is_label) return false;
    }
    return has_sum;
  }

  TotalFunction total_of(const Cell& cell) const {
    const auto* const formula = std::get_if<Formula>(&cell.value);
    if (formula == nullptr) return TotalFunction::None;
    const CellRange body{{rows_.head + 1, cell.column}, {rows_.last, cell.column}};
    return total_function(sheet_.formulas[formula->index].expression, body);
  }

  bool has_only_single_cells(std::uint32_t first, std::uint32_t last) const {
    bool found = false;
    for (const Merge& merge : sheet_.merges) {
      if (merge.range.last.row < first || merge.range.first.row > last) continue;
      const Cell* const cell = cell_at(merge.range.first);
      context_.sink.report(messages::SheetTableMerge, cell == nullptr ? table_.origin : cell->origin,
                           to_text(merge.range));
      found = true;
    }
    return !found;
  }

  bool set_heads() {
    for (std::uint32_t column = 0; column < sheet_.columns.size(); ++column) {
      const Cell* const cell = cell_at({rows_.head, column});
      const diagnostics::OriginId origin = cell == nullptr ? table_.origin : cell->origin;
      std::string head = text_of(sheet_, cell);
      if (head.empty() || utf16_length(head) > kMaxTableHeadUnits) {
        context_.sink.report(messages::SheetTableHead, origin, column_letters(column), kMaxTableHeadUnits);
        return false;
      }
      const auto is_same = [&head](const TableColumn& other) {
        return base::equals_ignoring_ascii_case(other.head, head);
      };
      if (std::any_of(table_.columns.begin(), table_.columns.end(), is_same)) {
        context_.sink.report(messages::SheetTableHeadTwice, origin, head);
        return false;
      }
      table_.columns.push_back({std::move(head), {}, TotalFunction::None});
    }
    return true;
  }

  bool add_formula(std::uint32_t row, std::uint32_t column, bool is_first) {
    const Cell* const cell = cell_at({row, column});
    const auto* const formula = cell == nullptr ? nullptr : std::get_if<Formula>(&cell->value);
    if (formula == nullptr) return false;
    std::optional<std::string> general = row_formula(sheet_.formulas[formula->index].expression, row, table_);
    // The library takes `@` in a formula for its own mark of the row, so a head with it cannot be named there.
    if (!general || general->find('@') != std::string::npos || utf16_length(*general) > kMaxFormulaUnits) return false;
    if (is_first) table_.columns[column].formula = *std::move(general);
    return is_first || table_.columns[column].formula == *general;
  }

  ListTable& table_;
  const Sheet& sheet_;
  const ListRows& rows_;
  BuildContext& context_;
  std::uint32_t first_row_;  // of the rows in memory
};

/// The format of a cell that does not exist yet: without lines and background, which would fill the sheet to its end.
CellFormat format_below(CellFormat format) {
  format.borders = {};
  format.background = css::kTransparent;
  return format;
}

}  // namespace

std::optional<ListTable> begin_list_table(NodeId table, const Sheet& sheet, const ListRows& rows,
                                          BuildContext& context) {
  ListTable list;
  if (!ListReader(list, sheet, rows, context).read_heads(table)) return std::nullopt;
  return list;
}

bool end_list_table(ListTable& list, const Sheet& sheet, const ListRows& rows, std::uint32_t first_row,
                    BuildContext& context) {
  ListReader reader(list, sheet, rows, context, first_row);
  if (!reader.read_body()) return false;
  reader.read_totals();
  return true;
}

std::optional<ListTable> read_list_table(NodeId table, const Sheet& sheet, const ListRows& rows,
                                         BuildContext& context) {
  ListTable list;
  ListReader reader(list, sheet, rows, context);
  if (!reader.read_heads(table) || !reader.read_body()) return std::nullopt;
  reader.read_formulas();
  reader.read_totals();
  return list;
}

void format_columns_below(Sheet& sheet, const Row& last, FormatTable& formats) {
  for (const Cell& cell : sheet.cells_of(last)) {
    Column& column = sheet.columns[cell.column];
    if (!column.format) column.format = formats.add(format_below(formats.at(cell.format)));
  }
}

void let_table_grow(Sheet& sheet) {
  const CellRange body = sheet.table->body();
  sheet.print.may_grow = true;
  if (sheet.table->has_total) return;
  for (DataValidation& validation : sheet.validations) {
    CellRange& range = validation.range;
    const bool covers_body = range.first.row <= body.first.row && range.last.row == body.last.row;
    if (covers_body) range.last.row = std::min(range.last.row + kRowsTypedBelow, kMaxRows - 1);
  }
}

namespace {

class TextSpreader {
 public:
  TextSpreader(Sheet& sheet, FormatTable& formats, std::vector<std::uint32_t>& looks, const CellLooks& table,
               RowSpan body, std::uint32_t first_row)
      : sheet_(sheet), formats_(formats), looks_(looks), table_(table), body_(body), first_row_(first_row) {}

  void run() {
    std::vector<Merge> kept;
    std::vector<CellRange> spread;
    for (const Merge& merge : sheet_.merges) {
      if (may_spread(merge)) {
        spread.push_back(merge.range);
      } else {
        kept.push_back(merge);
      }
    }
    if (spread.empty()) return;
    sheet_.merges = std::move(kept);
    insert_cells(spread);
  }

 private:
  std::size_t index_of(CellPlace place) const {
    const Row& row = sheet_.rows[place.row - first_row_];
    for (std::size_t i = row.first_cell; i < std::size_t{row.first_cell} + row.cell_count; ++i) {
      if (sheet_.cells[i].column == place.column) return i;
    }
    return sheet_.cells.size();
  }

  bool may_spread(const Merge& merge) const {
    const CellRange& range = merge.range;
    if (range.row_count() > 1 || (range.first.row >= body_.first && range.first.row <= body_.last)) return false;
    const std::size_t index = index_of(range.first);
    if (index == sheet_.cells.size()) return false;
    const Cell& cell = sheet_.cells[index];
    const CellFormat& format = formats_.at(cell.format);
    const bool is_text = std::holds_alternative<Text>(cell.value) || std::holds_alternative<RichText>(cell.value);
    const bool is_at_start = format.horizontal == HorizontalAlign::General ||
                             format.horizontal == HorizontalAlign::Left || format.horizontal == HorizontalAlign::Center;
    if (!is_text || !is_at_start || format.rotation != Rotation{}) return false;
    const std::string text = text_of(sheet_, &cell);
    LayoutUnit width;
    for (std::uint32_t column = range.first.column; column <= range.last.column; ++column) {
      if (!sheet_.columns[column].hidden) width += sheet_.columns[column].width;
    }
    const TextSetting& setting = table_.at(looks_[index]).setting;
    return text.find('\n') == std::string::npos && estimate_width(text, setting.half_points) + kReserve <= width;
  }

  /// Cells for the places that the merged ones covered, in all rows from the first change on.
  void insert_cells(const std::vector<CellRange>& ranges) {
    std::vector<Cell> cells;
    std::vector<std::uint32_t> looks;
    std::size_t next = 0;
    for (std::size_t number = 0; number < sheet_.rows.size(); ++number) {
      Row& row = sheet_.rows[number];
      const std::size_t begin = cells.size();
      for (std::size_t i = row.first_cell; i < std::size_t{row.first_cell} + row.cell_count; ++i) {
        cells.push_back(sheet_.cells[i]);
        looks.push_back(looks_[i]);
        const CellPlace place{first_row_ + static_cast<std::uint32_t>(number), sheet_.cells[i].column};
        if (next < ranges.size() && ranges[next].first == place) spread(ranges[next++], cells, looks);
      }
      row.first_cell = static_cast<std::uint32_t>(begin);
      row.cell_count = static_cast<std::uint32_t>(cells.size() - begin);
    }
    sheet_.cells = std::move(cells);
    looks_ = std::move(looks);
  }

  void spread(const CellRange& range, std::vector<Cell>& cells, std::vector<std::uint32_t>& looks) {
    CellFormat format = formats_.at(cells.back().format);
    if (format.horizontal == HorizontalAlign::Center) format.horizontal = HorizontalAlign::CenterAcross;
    format.wrap = false;
    const Cell model = cells.back();
    const std::uint32_t look = looks.back();
    cells.pop_back();
    looks.pop_back();
    const Borders outer = format.borders;
    for (std::uint32_t column = range.first.column; column <= range.last.column; ++column) {
      const bool is_first = column == range.first.column;
      format.borders.left = is_first ? outer.left : BorderLine();
      format.borders.right = column == range.last.column ? outer.right : BorderLine();
      cells.push_back({column, formats_.add(format), model.origin, is_first ? model.value : CellValue(Empty{})});
      looks.push_back(look);
    }
  }

  /// Programs may set a text wider than estimated.
  static constexpr LayoutUnit kReserve = LayoutUnit::from_px(24);

  Sheet& sheet_;
  FormatTable& formats_;
  std::vector<std::uint32_t>& looks_;
  const CellLooks& table_;
  RowSpan body_;
  std::uint32_t first_row_;
};

}  // namespace

void spread_merged_texts(Sheet& sheet, FormatTable& formats, std::vector<std::uint32_t>& looks, const CellLooks& table,
                         RowSpan body, std::uint32_t first_row) {
  TextSpreader(sheet, formats, looks, table, body, first_row).run();
}

}  // namespace gongwen::sheet
