#include "databook/sheet_columns.h"

#include "base/ascii.h"
#include "databook/cell_value.h"
#include "databook/detail/sheet_maker.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "intake/cells.h"
#include "intake/field_value.h"

#include <algorithm>
#include <charconv>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;

/// Number of rows, from the first on, in which keys and heads are looked for.
constexpr std::uint32_t kRowsWithHeads = 20;

constexpr std::size_t kMaxPositions = 16'384;

/// A head without the mark of what must be filled in.
std::string_view plain_head(std::string_view text) {
  text = intake::trim_blanks(text);
  for (const std::string_view mark : {std::string_view("*"), std::string_view("＊")}) {
    if (text.ends_with(mark)) text.remove_suffix(mark.size());
  }
  return intake::trim_blanks(text);
}

bool is_key(const intake::LooseCell& cell) { return cell.text.starts_with(kKeyMark); }

std::optional<std::size_t> find_pointer(const Table& table, std::string_view pointer) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].pointer == pointer && !table.columns[i].path.empty()) return i;
  }
  return std::nullopt;
}

class Finder {
 public:
  Finder(const TablePlan& plan, const std::string& file, diagnostics::DiagnosticSink& sink)
      : plan_(plan), file_(file), sink_(sink) {}

  std::optional<SheetColumns> find(const SheetCells& sheet) {
    if (sheet.name.starts_with('_') || sheet.rows.empty()) return std::nullopt;
    SheetColumns found;
    found.sheet = &sheet;
    for (const auto& [number, row] : sheet.rows) {
      if (number >= kRowsWithHeads) break;
      const auto key = std::find_if(row.begin(), row.end(), [](const auto& cell) { return is_key(*cell.second); });
      if (key == row.end()) continue;
      if (key->second->text == kHelpKey) return std::nullopt;
      if (read_keys(number, row, found)) return found;
    }
    if (find_by_heads(found)) return found;
    sink_.report(messages::DatabookUnknownSheet, diagnostics::Origin{}, file_, sheet.name);
    return std::nullopt;
  }

 private:
  const Table& table_of(const SheetColumns& found) const { return plan_.tables[found.table]; }

  bool read_keys(std::uint32_t number, const SheetRow& row, SheetColumns& found) {
    if (!find_table(row, found)) return false;
    found.first_row = number + 2;
    for (const auto& [column, cell] : row) read_key(column, cell->text, found);
    const auto heads = found.sheet->rows.find(number + 1);
    if (found.table != 0 && heads != found.sheet->rows.end()) add_own_columns(heads->second, found);
    return true;
  }

  bool find_table(const SheetRow& row, SheetColumns& found) const {
    for (const auto& [column, cell] : row) {
      if (cell->text == kRecordKey) {
        found.table = 0;
        return true;
      }
      if (!cell->text.starts_with(kTableKey)) continue;
      const std::string_view pointer = std::string_view(cell->text).substr(kTableKey.size());
      const auto table = std::find_if(plan_.tables.begin(), plan_.tables.end(),
                                      [pointer](const Table& candidate) { return candidate.pointer == pointer; });
      if (table == plan_.tables.end()) continue;
      found.table = static_cast<std::size_t>(table - plan_.tables.begin());
      return true;
    }
    return false;
  }

  void read_key(std::uint32_t column, std::string_view key, SheetColumns& found) const {
    if (key == kRecordKey || key.starts_with(kTableKey)) {
      found.number = column;
    } else if (key == kParentKey) {
      found.parent = column;
    } else if (key == kRestKey) {
      found.rest = column;
    } else if (key == kValueKey) {
      found.value = column;
    } else if (key == kItemKey && table_of(found).item_column) {
      found.columns.emplace(column, *table_of(found).item_column);
    } else if (key.starts_with(kKeyMark)) {
      const auto known = find_pointer(table_of(found), key.substr(kKeyMark.size()));
      if (known) found.columns.emplace(column, *known);
    }
  }

  bool is_known(std::uint32_t column, const SheetColumns& found) const {
    return found.columns.contains(column) || found.number == column || found.parent == column || found.rest == column;
  }

  bool is_used(std::size_t column, const SheetColumns& found) const {
    return std::any_of(found.columns.begin(), found.columns.end(),
                       [column](const auto& used) { return used.second == column; });
  }

  /// Columns that somebody added: known by their heads, or skipped.
  void add_own_columns(const SheetRow& heads, SheetColumns& found) {
    for (const auto& [column, cell] : heads) {
      if (is_known(column, found)) continue;
      const auto title = find_title(table_of(found), cell->text);
      if (title && !is_used(*title, found)) {
        found.columns.emplace(column, *title);
      } else if (has_values(column, found)) {
        sink_.report(messages::DatabookUnknownColumn, diagnostics::Origin{},
                     file_ + " " + place_text(found.sheet->name, cell->row, column), cell->text);
      }
    }
  }

  static bool has_values(std::uint32_t column, const SheetColumns& found) {
    const auto first = found.sheet->rows.lower_bound(found.first_row);
    return std::any_of(first, found.sheet->rows.end(),
                       [column](const auto& row) { return row.second.contains(column); });
  }

  /// Without keys: a sheet that is called like a table, with a row of heads.
  bool find_by_heads(SheetColumns& found) {
    const auto named = std::find_if(plan_.tables.begin(), plan_.tables.end(), [&found](const Table& table) {
      return base::equals_ignoring_ascii_case(table.names.chinese, found.sheet->name) ||
             base::equals_ignoring_ascii_case(table.names.english, found.sheet->name);
    });
    if (named == plan_.tables.end()) return false;
    found.table = static_cast<std::size_t>(named - plan_.tables.begin());
    if (found.table == 0) return true;  // lines are known by their titles
    for (const auto& [number, row] : found.sheet->rows) {
      if (number >= kRowsWithHeads) break;
      const bool heads = std::any_of(row.begin(), row.end(), [this, &found](const auto& cell) {
        return find_title(table_of(found), cell.second->text).has_value();
      });
      if (!heads) continue;
      found.first_row = number + 1;
      find_fixed_heads(row, found);
      add_own_columns(row, found);
      return true;
    }
    return false;
  }

  void find_fixed_heads(const SheetRow& row, SheetColumns& found) const {
    for (const auto& [column, cell] : row) {
      const std::string_view head = plain_head(cell->text);
      if (is_either(head, texts::DatabookNumber)) found.number = column;
      const bool names_parent =
          head.ends_with(texts::DatabookParentNumber.chinese) || head.ends_with(texts::DatabookParentNumber.english);
      if (names_parent) found.parent = column;
      if (is_either(head, texts::DatabookRest)) found.rest = column;
    }
  }

  const TablePlan& plan_;
  const std::string& file_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

std::vector<SheetCells> cells_by_sheet(const std::vector<intake::LooseCell>& cells) {
  std::vector<SheetCells> sheets;
  for (const intake::LooseCell& cell : cells) {
    auto sheet = std::find_if(sheets.begin(), sheets.end(),
                              [&cell](const SheetCells& candidate) { return candidate.name == cell.sheet; });
    if (sheet == sheets.end()) sheet = sheets.insert(sheets.end(), {cell.sheet, {}});
    sheet->rows[cell.row][cell.column] = &cell;
  }
  return sheets;
}

std::string place_text(const std::string& sheet, std::uint32_t row, std::uint32_t column) {
  return sheet + "!" + intake::cell_reference_text({row, column});
}

std::optional<std::size_t> find_title(const Table& table, std::string_view text) {
  const std::string_view head = plain_head(text);
  if (head.empty()) return std::nullopt;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.title.chinese == head || base::equals_ignoring_ascii_case(column.title.english, head)) return i;
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].path.size() == 1 && table.columns[i].path.front() == head) return i;
  }
  return std::nullopt;
}

std::size_t count_positions(const std::vector<intake::LooseCell>& cells) {
  constexpr std::string_view kPosition = "gw:/";
  std::size_t count = 0;
  for (const intake::LooseCell& cell : cells) {
    if (cell.row >= kRowsWithHeads || !cell.text.starts_with(kPosition)) continue;
    std::size_t position = 0;
    const char* const end = cell.text.data() + cell.text.size();
    const auto [stop, error] = std::from_chars(cell.text.data() + kPosition.size(), end, position);
    if (error == std::errc() && stop == end && position < kMaxPositions) count = std::max(count, position + 1);
  }
  return count;
}

std::vector<SheetColumns> find_columns(const TablePlan& plan, const std::vector<SheetCells>& sheets,
                                       const std::string& file, diagnostics::DiagnosticSink& sink) {
  std::vector<SheetColumns> found;
  Finder finder(plan, file, sink);
  for (const SheetCells& sheet : sheets) {
    if (auto columns = finder.find(sheet)) found.push_back(*std::move(columns));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const SheetColumns& a, const SheetColumns& b) { return a.table < b.table; });
  return found;
}

}  // namespace gongwen::databook
