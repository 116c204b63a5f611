#include "sheet/databook/detail/sheet_columns.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "intake/cells.h"
#include "intake/given_values.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/detail/column_names.h"
#include "sheet/databook/detail/sheet_maker.h"
#include "sheet/limits.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;

/// Number of rows at the top in which keys and heads are searched.
constexpr std::uint32_t kRowsWithHeads = 20;

/// A head without its mark for required values.
std::string_view plain_head(std::string_view text) {
  text = intake::trim_blanks(text);
  for (const std::string_view mark : {std::string_view("*"), std::string_view("＊")}) {
    if (text.ends_with(mark)) text.remove_suffix(mark.size());
  }
  return intake::trim_blanks(text);
}

/// The meaning of a head for its column: an index in the table, or one of these.
using Meaning = long;
constexpr Meaning kNumberColumn = -1;
constexpr Meaning kParentColumn = -2;
constexpr Meaning kRestColumn = -3;

std::optional<std::size_t> find_pointer(const Table& table, std::string_view pointer) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].pointer == pointer && !table.columns[i].path.empty()) return i;
  }
  return std::nullopt;
}

class Finder {
 public:
  Finder(const TablePlan& plan, const BookMap& map, const std::vector<intake::DataName>& names, BookSheets& sheets,
         const std::string& file, diagnostics::DiagnosticSink& sink)
      : plan_(plan), map_(map), sheets_(sheets), file_(file), sink_(sink) {
    index_names(names);
  }

  std::optional<SheetColumns> find(SheetCells& sheet) {
    SheetColumns found;
    found.sheet = &sheet;
    for (const auto& [number, row] : sheet.rows) {
      if (number < kRowsWithHeads && (is_help(row) || help_sheets_.contains(sheet.name))) return std::nullopt;
      if (!find_table(row, found)) continue;
      if (found.table != 0) sheets_.spread_merges(sheet);
      return read_keyed(number, found) ? std::optional(found) : std::nullopt;
    }
    return find_without_keys(sheet, found) ? std::optional(found) : std::nullopt;
  }

  std::vector<DetailColumns> take_details() { return std::move(details_); }

 private:
  const Table& table_of(const SheetColumns& found) const { return plan_.tables[found.table]; }

  std::string place(const SheetColumns& found, std::uint32_t row, std::uint32_t column) const {
    return file_ + " " + place_text(found.sheet->name, row, column);
  }

  static bool is_help(const SheetRow& row) {
    return std::any_of(row.begin(), row.end(), [](const auto& cell) { return cell.second->text == kHelpKey; });
  }

  static std::string_view text_at(const SheetRow& row, std::uint32_t column) {
    const auto cell = row.find(column);
    return cell == row.end() ? std::string_view() : intake::trim_blanks(cell->second->text);
  }

  static std::size_t count_cells(const SheetRow& row) {
    return static_cast<std::size_t>(
        std::count_if(row.begin(), row.end(), [](const auto& cell) { return !is_blank(*cell.second); }));
  }

  // Heads.

  /// Whether the column has this title now, or had it when the workbook was made.
  bool is_called(const SheetColumns& found, std::size_t column, std::string_view head) const {
    const Column& one = table_of(found).columns[column];
    const auto was = map_.tables[found.table].titles.find(head);
    const bool named = !table_of(found).rows_are_lists && one.path.size() == 1 && one.path.front() == head;
    return one.title.chinese == head || base::equals_ignoring_ascii_case(one.title.english, head) || named ||
           (was != map_.tables[found.table].titles.end() && was->second == column);
  }

  std::optional<Meaning> meaning(const SheetColumns& found, std::string_view text) const {
    const std::string_view head = plain_head(text);
    if (head.empty()) return std::nullopt;
    // Most texts are not titles: a quick test in advance.
    const bool may_be_title = titles(found.table).contains(base::ascii_lowercase(head));
    const auto column = may_be_title ? find_title(table_of(found), head) : std::nullopt;
    if (column) return static_cast<Meaning>(*column);
    const auto& titles = map_.tables[found.table].titles;
    if (const auto was = titles.find(head); was != titles.end()) return static_cast<Meaning>(was->second);
    if (is_either(head, texts::DatabookNumber)) return kNumberColumn;
    if (is_either(head, texts::DatabookRest)) return kRestColumn;
    const bool names_parent =
        head.ends_with(texts::DatabookParentNumber.chinese) || head.ends_with(texts::DatabookParentNumber.english);
    return names_parent ? std::optional(kParentColumn) : std::nullopt;
  }

  /// The titles of a table, in lowercase.
  const std::unordered_set<std::string>& titles(std::size_t table) const {
    const auto [entry, added] = titles_.try_emplace(table);
    if (!added) return entry->second;
    for (const Column& column : plan_.tables[table].columns) {
      entry->second.insert(base::ascii_lowercase(column.title.chinese));
      entry->second.insert(base::ascii_lowercase(column.title.english));
      if (column.path.size() == 1) entry->second.insert(base::ascii_lowercase(column.path.front()));
    }
    return entry->second;
  }

  bool is_meant(const SheetColumns& found, Meaning own, std::string_view text) const {
    const std::string_view head = plain_head(text);
    if (own >= 0) return is_called(found, static_cast<std::size_t>(own), head);
    return meaning(found, head) == own;
  }

  using Meanings = std::map<std::uint32_t, Meaning>;  // by column

  /// Whether most cells of a row, and more than one, are the heads of their columns.
  bool is_row_of_heads(const SheetColumns& found, const Meanings& columns, const SheetRow& row) const {
    std::size_t heads = 0;
    for (const auto& [column, own] : columns) {
      const std::string_view text = text_at(row, column);
      heads += !text.empty() && is_meant(found, own, text) ? 1 : 0;
    }
    return heads > 1 && 2 * heads >= count_cells(row);
  }

  // Sheets with keys.

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

  bool read_keyed(std::uint32_t keys, SheetColumns& found) {
    const SheetRow& row = found.sheet->rows.at(keys);
    found.skipped.insert(keys);
    if (found.table == 0) {
      // Each line carries its key, so lines may be anywhere.
      found.number = column_of(row, kRecordKey);
      found.value = column_of(row, kValueKey);
      return true;
    }
    const Meanings columns = read_keys(row, found);
    const auto heads = find_heads(keys, columns, found);
    if (!heads) return false;
    static const SheetRow kNone;
    const auto head_row = found.sheet->rows.find(*heads);
    assign(columns, head_row == found.sheet->rows.end() ? kNone : head_row->second, found);
    if (head_row != found.sheet->rows.end()) add_own_columns(head_row->second, found);
    report_without_heads(head_row == found.sheet->rows.end() ? kNone : head_row->second, found);
    return true;
  }

  static std::optional<std::uint32_t> column_of(const SheetRow& row, std::string_view key) {
    const auto cell = std::find_if(row.begin(), row.end(), [key](const auto& one) { return one.second->text == key; });
    return cell == row.end() ? std::nullopt : std::optional(cell->first);
  }

  /// Finds the row of the heads. It is below the keys, unless a user has inserted titles between them or sorted the
  /// rows. Sets where the data starts. Returns nullopt, after a report, if it is unclear which rows are data.
  std::optional<std::uint32_t> find_heads(std::uint32_t keys, const Meanings& columns, SheetColumns& found) {
    std::vector<std::uint32_t> heads;
    for (const auto& [number, row] : found.sheet->rows) {
      if (number != keys && is_row_of_heads(found, columns, row)) heads.push_back(number);
    }
    // Workbooks of older versions have no empty row between keys and heads.
    const auto next = found.sheet->rows.upper_bound(keys);
    const bool is_file = found.sheet->view != nullptr && next != found.sheet->rows.end();
    const std::uint32_t below = is_file ? next->first : keys + 1;
    if (heads.empty()) {
      // Either all heads were renamed, or their row was deleted and the first row of data has taken its place.
      const auto row = found.sheet->rows.find(below);
      const auto number = row == found.sheet->rows.end() ? std::nullopt : column_of_table_key(keys, found);
      const auto cell = number ? row->second.find(*number) : SheetRow::const_iterator();
      const bool is_data = number && cell != row->second.end() && cell->second->type == intake::RawType::Number;
      found.first_row = is_data ? below : below + 1;
      if (!are_titles(found, 0, keys, keys)) return refuse(found, keys);
      return is_data ? keys : below;
    }
    const std::uint32_t first = heads.front();
    const bool at_top = first < keys && count_rows(found, 0, first, keys) == 0;
    // Sorting moved the keys among the rows or to their end; everything else below the heads is data.
    if (at_top) {
      found.first_row = first + 1;
      sink_.report(messages::DatabookMovedKeys, diagnostics::Origin{}, place(found, keys, 0));
    } else if (first < keys || !are_titles(found, 0, first, keys)) {
      return refuse(found, first);
    } else {
      found.first_row = first + 1;
      report_rows_above(found, first, keys);
    }
    for (std::size_t i = 1; i < heads.size(); ++i) {
      found.skipped.insert(heads[i]);
      sink_.report(messages::DatabookRepeatedHeads, diagnostics::Origin{}, place(found, heads[i], 0));
    }
    return first;
  }

  std::optional<std::uint32_t> refuse(const SheetColumns& found, std::uint32_t row) {
    sink_.report(messages::DatabookMovedHeads, diagnostics::Origin{}, place(found, row, 0));
    return std::nullopt;
  }

  std::optional<std::uint32_t> column_of_table_key(std::uint32_t keys, const SheetColumns& found) const {
    return column_of(found.sheet->rows.at(keys), std::string(kTableKey) + table_of(found).pointer);
  }

  static std::size_t count_rows(const SheetColumns& found, std::uint32_t begin, std::uint32_t end,
                                std::uint32_t except) {
    std::size_t count = 0;
    for (auto row = found.sheet->rows.lower_bound(begin); row != found.sheet->rows.end() && row->first < end; ++row) {
      count += row->first != except && count_cells(row->second) > 0 ? 1 : 0;
    }
    return count;
  }

  /// Whether none of these rows has more than one cell.
  static bool are_titles(const SheetColumns& found, std::uint32_t begin, std::uint32_t end, std::uint32_t except) {
    for (auto row = found.sheet->rows.lower_bound(begin); row != found.sheet->rows.end() && row->first < end; ++row) {
      if (row->first != except && count_cells(row->second) > 1) return false;
    }
    return true;
  }

  void report_rows_above(const SheetColumns& found, std::uint32_t heads, std::uint32_t except) {
    for (const auto& [number, row] : found.sheet->rows) {
      if (number >= heads) break;
      if (number == except || count_cells(row) == 0) continue;
      const auto cell = std::find_if(row.begin(), row.end(), [](const auto& one) { return !is_blank(*one.second); });
      sink_.report(messages::DatabookRowsAbove, diagnostics::Origin{}, place(found, number, cell->first),
                   cell->second->text);
    }
  }

  Meanings read_keys(const SheetRow& row, const SheetColumns& found) const {
    Meanings keyed;
    for (const auto& [column, cell] : row) {
      const std::string_view key = cell->text;
      if (key.starts_with(kTableKey)) {
        keyed.emplace(column, kNumberColumn);
      } else if (key == kParentKey) {
        keyed.emplace(column, kParentColumn);
      } else if (key == kRestKey) {
        keyed.emplace(column, kRestColumn);
      } else if (key == kItemKey && table_of(found).item_column) {
        keyed.emplace(column, static_cast<Meaning>(*table_of(found).item_column));
      } else if (key.starts_with(kKeyMark)) {
        const auto known = find_pointer(table_of(found), key.substr(kKeyMark.size()));
        if (known) keyed.emplace(column, static_cast<Meaning>(*known));
      }
    }
    return keyed;
  }

  /// If a head belongs to another column than the key below it, the head decides: it is what people see.
  void assign(const Meanings& keyed, const SheetRow& heads, SheetColumns& found) {
    std::map<Meaning, std::uint32_t> taken;
    for (const auto& [column, key] : keyed) {
      const std::string_view text = text_at(heads, column);
      const auto meant = text.empty() || is_meant(found, key, text) ? std::nullopt : meaning(found, text);
      if (meant) {
        sink_.report(messages::DatabookHeadMoved, diagnostics::Origin{},
                     place(found, heads.find(column)->second->row, column), plain_head(text), title_of(found, key));
      }
      const auto [other, is_first] = taken.emplace(meant.value_or(key), column);
      if (is_first) {
        set(column, meant.value_or(key), found);
      } else {
        sink_.report(messages::DatabookSameHead, diagnostics::Origin{},
                     place(found, heads.empty() ? 0 : heads.begin()->second->row, column),
                     title_of(found, meant.value_or(key)));
      }
    }
  }

  std::string title_of(const SheetColumns& found, Meaning meaning) const {
    if (meaning >= 0) return table_of(found).columns[static_cast<std::size_t>(meaning)].title.chinese;
    return std::string(meaning == kRestColumn     ? texts::DatabookRest.chinese
                       : meaning == kNumberColumn ? texts::DatabookNumber.chinese
                                                  : texts::DatabookParentNumber.chinese);
  }

  static void set(std::uint32_t column, Meaning meaning, SheetColumns& found) {
    if (meaning == kNumberColumn) {
      found.number = column;
    } else if (meaning == kParentColumn) {
      found.parent = column;
    } else if (meaning == kRestColumn) {
      found.rest = column;
    } else {
      found.columns.emplace(column, static_cast<std::size_t>(meaning));
    }
  }

  static bool is_known(std::uint32_t column, const SheetColumns& found) {
    return found.columns.contains(column) || found.number == column || found.parent == column || found.rest == column;
  }

  static bool is_used(std::size_t column, const SheetColumns& found) {
    return std::any_of(found.columns.begin(), found.columns.end(),
                       [column](const auto& used) { return used.second == column; });
  }

  /// Columns that users added are recognised by their heads, or skipped.
  void add_own_columns(const SheetRow& heads, SheetColumns& found) {
    for (const auto& [column, cell] : heads) {
      if (is_known(column, found) || is_blank(*cell)) continue;
      const auto title = find_title(table_of(found), cell->text);
      if (title && !is_used(*title, found)) {
        found.columns.emplace(column, *title);
      } else if (first_value(column, found) != nullptr) {
        sink_.report(messages::DatabookUnknownColumn, diagnostics::Origin{}, place(found, cell->row, column),
                     cell->text);
      }
    }
  }

  static const intake::LooseCell* first_value(std::uint32_t column, const SheetColumns& found) {
    for (auto row = found.sheet->rows.lower_bound(found.first_row); row != found.sheet->rows.end(); ++row) {
      const auto cell = row->second.find(column);
      const bool is_value =
          cell != row->second.end() && !is_blank(*cell->second) && !found.skipped.contains(row->first);
      if (is_value) return cell->second;
    }
    return nullptr;
  }

  /// Reports values in columns without a head.
  void report_without_heads(const SheetRow& heads, const SheetColumns& found) {
    std::set<std::uint32_t> seen;
    for (auto row = found.sheet->rows.lower_bound(found.first_row); row != found.sheet->rows.end(); ++row) {
      if (found.skipped.contains(row->first)) continue;
      for (const auto& [column, cell] : row->second) {
        if (is_blank(*cell) || is_known(column, found) || !text_at(heads, column).empty()) continue;
        if (!seen.insert(column).second) continue;
        sink_.report(messages::DatabookNoHead, diagnostics::Origin{}, place(found, cell->row, column), cell->text);
      }
    }
  }

  // Sheets without keys.

  /// The data about a sheet in the defined names of a workbook.
  struct NamesOfSheet {
    std::map<std::size_t, Meanings> columns;   // by table
    std::map<std::uint32_t, Meaning> lines;    // of the record, by row
    std::optional<std::uint32_t> line_values;  // the column of these lines
  };

  void index_names(const std::vector<intake::DataName>& names) {
    if (names.empty()) return;
    std::map<std::string, std::pair<std::size_t, Meaning>, std::less<>> known;
    const auto add = [&known](const std::optional<std::string>& name, std::size_t table, Meaning meaning) {
      if (name) known.emplace(*name, std::pair(table, meaning));
    };
    for (std::size_t table = 0; table < plan_.tables.size(); ++table) {
      const Table& one = plan_.tables[table];
      for (std::size_t i = 0; i < one.columns.size(); ++i) {
        add(column_name(one, one.columns[i]), table, static_cast<Meaning>(i));
      }
      add(column_name(one, kNumberSuffix), table, kNumberColumn);
      add(column_name(one, kParentSuffix), table, kParentColumn);
      add(column_name(one, kRestSuffix), table, kRestColumn);
    }
    std::map<std::string, std::size_t, std::less<>> details;
    for (std::size_t i = 0; i < plan_.details.size(); ++i) {
      if (const auto name = detail_name(plan_, plan_.details[i])) details.emplace(*name, i);
    }
    for (const intake::DataName& name : names) {
      const std::string text = base::ascii_lowercase(name.name);
      if (text == kHelpName) help_sheets_.insert(name.sheet);
      if (const auto detail = details.find(text); detail != details.end()) {
        detail_names_.emplace(name.sheet, std::pair(detail->second, name.column));
        continue;
      }
      const auto found = known.find(text);
      if (found == known.end()) continue;
      const auto [table, meaning] = found->second;
      NamesOfSheet& sheet = names_[name.sheet];
      if (table == 0) {
        sheet.lines.emplace(name.row, meaning);
        sheet.line_values = name.column;
      } else {
        sheet.columns[table].emplace(name.column, meaning);
      }
    }
  }

  /// The row of a sheet that looks most like the heads of a table.
  struct HeadRow {
    std::optional<std::uint32_t> row;
    std::size_t known = 0;  // heads of the table
    std::size_t count = 0;  // cells in the row
  };

  HeadRow find_head_row(const SheetCells& sheet, const SheetColumns& found, std::uint32_t rows,
                        std::size_t least = 2) const {
    HeadRow best;
    for (const auto& [number, row] : sheet.rows) {
      if (number >= rows) break;
      std::set<Meaning> meanings;
      for (const auto& [column, cell] : row) {
        if (cell->type != intake::RawType::Text) continue;
        if (const auto meant = meaning(found, cell->text)) meanings.insert(*meant);
      }
      const std::size_t count = count_cells(row);
      if (meanings.size() < least || 2 * meanings.size() < count || meanings.size() <= best.known) continue;
      best = {number, meanings.size(), count};
    }
    return best;
  }

  bool is_named(const SheetCells& sheet, std::size_t table) const {
    const diagnostics::TextPair& names = plan_.tables[table].names;
    return sheet.name == map_.tables[table].sheet || base::equals_ignoring_ascii_case(names.chinese, sheet.name) ||
           base::equals_ignoring_ascii_case(names.english, sheet.name);
  }

  /// The table of a sheet: by the names of its columns, by its own name, or else by its heads.
  std::optional<std::size_t> choose_table(const SheetCells& sheet, const NamesOfSheet& names) const {
    const auto most = std::max_element(names.columns.begin(), names.columns.end(),
                                       [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    if (!names.lines.empty() && (most == names.columns.end() || most->second.size() < names.lines.size())) return 0;
    SheetColumns tried;
    tried.sheet = &sheet;
    if (most != names.columns.end()) {
      tried.table = most->first;
      const bool fits = is_named(sheet, most->first) || find_head_row(sheet, tried, sheet::kMaxRows).row.has_value();
      if (fits) return most->first;
    }
    for (std::size_t table = 0; table < plan_.tables.size(); ++table) {
      if (is_named(sheet, table)) return table;
    }
    return choose_by_heads(sheet);
  }

  /// A sheet that was copied or renamed has nearly all heads of a table and hardly any others.
  std::optional<std::size_t> choose_by_heads(const SheetCells& sheet) const {
    std::optional<std::size_t> best;
    std::size_t most = 0;
    SheetColumns tried;
    tried.sheet = &sheet;
    for (std::size_t table = 1; table < plan_.tables.size(); ++table) {
      tried.table = table;
      const HeadRow heads = find_head_row(sheet, tried, kRowsWithHeads);
      const std::size_t all = plan_.tables[table].columns.size();
      const bool fits =
          heads.known > 1 && 4 * heads.known >= 3 * heads.count && 2 * heads.known >= std::min(all, heads.count + 1);
      if (!fits || heads.known + own_parent(sheet, table) <= most) continue;
      most = heads.known + own_parent(sheet, table);
      best = table;
    }
    return best ? best : is_record(sheet) ? std::optional<std::size_t>(0) : std::nullopt;
  }

  /// Tables with the same heads differ in the sheet that their rows belong to: 1 if it is this one.
  std::size_t own_parent(const SheetCells& sheet, std::size_t table) const {
    if (plan_.tables[table].parent == 0) return 0;
    const diagnostics::TextPair& owner = plan_.tables[plan_.tables[table].parent].names;
    const std::string chinese = owner.chinese + std::string(texts::DatabookParentNumber.chinese);
    const std::string english = owner.english + std::string(texts::DatabookParentNumber.english);
    for (const auto& [number, row] : sheet.rows) {
      if (number >= kRowsWithHeads) break;
      for (const auto& [column, cell] : row) {
        if (plain_head(cell->text) == chinese || plain_head(cell->text) == english) return 1;
      }
    }
    return 0;
  }

  static bool is_record(const SheetCells& sheet) {
    for (const auto& [number, row] : sheet.rows) {
      if (number >= kRowsWithHeads) break;
      const bool has_field = holds(row, texts::DatabookFieldHead);
      if (has_field && holds(row, texts::DatabookValueHead)) return true;
    }
    return false;
  }

  static bool holds(const SheetRow& row, const diagnostics::BilingualText& text) {
    return std::any_of(row.begin(), row.end(),
                       [&text](const auto& cell) { return is_either(intake::trim_blanks(cell.second->text), text); });
  }

  bool find_without_keys(SheetCells& sheet, SheetColumns& found) {
    if (const auto detail = choose_detail(sheet)) {
      take_detail(sheet, *detail);
      return false;
    }
    static const NamesOfSheet kNone;
    const auto named = names_.find(sheet.name);
    const NamesOfSheet& names = named == names_.end() ? kNone : named->second;
    const auto table = is_either(sheet.name, texts::DatabookHelpSheet) ? std::nullopt : choose_table(sheet, names);
    if (!table) {
      const bool is_own = is_either(sheet.name, texts::DatabookHelpSheet);
      if (!is_own) sink_.report(messages::DatabookUnknownSheet, diagnostics::Origin{}, file_, sheet.name);
      return false;
    }
    found.table = *table;
    if (found.table == 0) {
      take_lines(sheet, names, found);
      return true;
    }
    sheets_.spread_merges(sheet);
    const auto columns = names.columns.find(found.table);
    return find_rows(sheet, columns == names.columns.end() ? Meanings() : columns->second, found);
  }

  /// The detail of the plan whose values a sheet holds: by the name of their column, or by its own name.
  std::optional<std::size_t> choose_detail(const SheetCells& sheet) const {
    if (const auto named = detail_names_.find(sheet.name); named != detail_names_.end()) return named->second.first;
    for (std::size_t i = 0; i < plan_.details.size(); ++i) {
      const diagnostics::TextPair& names = plan_.details[i].names;
      if (sheet.name == names.chinese || base::equals_ignoring_ascii_case(sheet.name, names.english)) return i;
    }
    return std::nullopt;
  }

  void take_detail(const SheetCells& sheet, std::size_t detail) {
    const bool has_owner = plan_.details[detail].table != 0;
    const auto same = std::find_if(details_.begin(), details_.end(),
                                   [detail](const DetailColumns& other) { return other.detail == detail; });
    if (same != details_.end()) {
      sink_.report(messages::DatabookSameTable, diagnostics::Origin{}, file_, same->sheet->name, sheet.name);
      return;
    }
    for (const auto& [number, row] : sheet.rows) {
      DetailColumns found{&sheet, detail, number + 1, std::nullopt};
      std::optional<std::uint32_t> path;
      std::optional<std::uint32_t> value;
      for (const auto& [column, cell] : row) {
        const std::string_view head = plain_head(cell->text);
        if (is_either(head, texts::DatabookPathHead)) path = column;
        if (is_either(head, texts::DatabookValueHead)) value = column;
        const bool names_owner =
            head.ends_with(texts::DatabookParentNumber.chinese) || head.ends_with(texts::DatabookParentNumber.english);
        if (has_owner && names_owner) found.owner = column;
      }
      if (!path || !value || (has_owner && !found.owner)) continue;
      SheetColumns above;
      above.sheet = &sheet;
      if (!are_titles(above, 0, number, number)) {
        refuse(above, number);
        return;
      }
      found.path = *path;
      found.value = *value;
      details_.push_back(found);
      return;
    }
    sink_.report(messages::DatabookNoHeads, diagnostics::Origin{}, file_, sheet.name);
  }

  /// Lines of the record are known by their titles. The value is below the head of the values, or where its name is.
  static void take_lines(const SheetCells& sheet, const NamesOfSheet& names, SheetColumns& found) {
    for (const auto& [number, row] : sheet.rows) {
      if (number >= kRowsWithHeads || !holds(row, texts::DatabookFieldHead)) continue;
      for (const auto& [column, cell] : row) {
        if (is_either(intake::trim_blanks(cell->text), texts::DatabookValueHead)) found.value = column;
      }
      if (found.value) break;
    }
    if (!found.value) found.value = names.line_values;
    for (const auto& [row, meaning] : names.lines) {
      if (meaning >= 0) found.lines.emplace(row, static_cast<std::size_t>(meaning));
      if (meaning == kRestColumn) found.rest_line = row;
    }
  }

  /// Finds the heads, the columns and the first row of a list.
  bool find_rows(const SheetCells& sheet, Meanings named, SheetColumns& found) {
    HeadRow heads = find_head_row(sheet, found, sheet::kMaxRows);
    // Further down, a single word may be a value that equals the title of a column.
    if (!heads.row) heads = find_head_row(sheet, found, kRowsWithHeads, 1);
    if (!heads.row) return find_rows_without_heads(sheet, named, found);
    if (!are_titles(found, 0, *heads.row, *heads.row)) {
      refuse(found, *heads.row);
      return false;
    }
    found.first_row = *heads.row + 1;
    report_rows_above(found, *heads.row, *heads.row);
    const SheetRow& row = sheet.rows.at(*heads.row);
    drop_stale(named, row, found);
    assign(named, row, found);
    add_headed(row, found);
    skip_repeated_heads(sheet, *heads.row, found);
    report_without_heads(row, found);
    return true;
  }

  /// For sheets whose heads were all renamed, or their row deleted: only names tell what the columns hold.
  bool find_rows_without_heads(const SheetCells& sheet, const Meanings& named, SheetColumns& found) {
    if (named.empty()) {
      sink_.report(messages::DatabookNoHeads, diagnostics::Origin{}, file_, sheet.name);
      return false;
    }
    assign(named, {}, found);
    const auto first = sheet.rows.begin();
    if (first == sheet.rows.end()) return true;
    const auto number = found.number ? first->second.find(*found.number) : SheetRow::const_iterator();
    const bool is_data = found.number && number != first->second.end() &&
                         (number->second->type == intake::RawType::Number || number->second->text == kExampleMark);
    found.first_row = is_data ? first->first : first->first + 1;
    static const SheetRow kNoHeads;
    report_without_heads(is_data ? kNoHeads : first->second, found);
    return true;
  }

  /// Removes names that no longer belong to their columns: programs that do not know names leave them behind when they
  /// insert or move columns. Known heads count more than names.
  void drop_stale(Meanings& named, const SheetRow& heads, const SheetColumns& found) const {
    std::set<Meaning> headed;
    for (const auto& [column, cell] : heads) {
      if (const auto meant = meaning(found, cell->text)) headed.insert(*meant);
    }
    std::size_t same = 0;
    std::size_t other = 0;
    for (const auto& [column, own] : named) {
      const std::string_view text = text_at(heads, column);
      if (text.empty() || !meaning(found, text)) continue;
      (is_meant(found, own, text) ? same : other) += 1;
    }
    if (other > same) named.clear();
    std::erase_if(named, [&](const auto& entry) {
      const std::string_view text = text_at(heads, entry.first);
      const bool is_known = !text.empty() && meaning(found, text).has_value();
      return !is_known && headed.contains(entry.second);
    });
  }

  /// Columns without names are recognised by their heads, or skipped.
  void add_headed(const SheetRow& heads, SheetColumns& found) {
    for (const auto& [column, cell] : heads) {
      if (is_known(column, found) || is_blank(*cell)) continue;
      const auto meant = meaning(found, cell->text);
      const bool is_free = meant && (*meant >= 0               ? !is_used(static_cast<std::size_t>(*meant), found)
                                     : *meant == kNumberColumn ? !found.number
                                     : *meant == kParentColumn ? !found.parent && table_of(found).parent != 0
                                                               : !found.rest);
      if (is_free) {
        set(column, *meant, found);
      } else if (first_value(column, found) != nullptr) {
        sink_.report(messages::DatabookUnknownColumn, diagnostics::Origin{}, place(found, cell->row, column),
                     cell->text);
      }
    }
  }

  void skip_repeated_heads(const SheetCells& sheet, std::uint32_t heads, SheetColumns& found) {
    Meanings columns;
    for (const auto& [column, index] : found.columns) columns.emplace(column, static_cast<Meaning>(index));
    if (found.number) columns.emplace(*found.number, kNumberColumn);
    for (auto below = sheet.rows.upper_bound(heads); below != sheet.rows.end(); ++below) {
      if (!is_row_of_heads(found, columns, below->second)) continue;
      found.skipped.insert(below->first);
      sink_.report(messages::DatabookRepeatedHeads, diagnostics::Origin{}, place(found, below->first, 0));
    }
  }

  const TablePlan& plan_;
  const BookMap& map_;
  BookSheets& sheets_;
  const std::string& file_;
  diagnostics::DiagnosticSink& sink_;
  std::map<std::string, NamesOfSheet> names_;  // by sheet
  std::map<std::string, std::pair<std::size_t, std::uint32_t>> detail_names_;
  std::vector<DetailColumns> details_;
  std::set<std::string> help_sheets_;
  mutable std::map<std::size_t, std::unordered_set<std::string>> titles_;
};

}  // namespace

BookMap read_book_map(const TablePlan& plan, const SheetCells* map) {
  BookMap found;
  found.tables.resize(plan.tables.size());
  if (map == nullptr) return found;
  std::optional<std::size_t> current;
  for (const auto& [number, row] : map->rows) {
    const auto text = [&row = row](std::uint32_t column) {
      const auto cell = row.find(column);
      return cell == row.end() ? std::string_view() : std::string_view(cell->second->text);
    };
    if (text(0) == kMapTable) {
      const auto table = std::find_if(plan.tables.begin(), plan.tables.end(),
                                      [&](const Table& candidate) { return candidate.pointer == text(2); });
      current = table == plan.tables.end() ? std::nullopt
                                           : std::optional(static_cast<std::size_t>(table - plan.tables.begin()));
      if (current) {
        BookMap::OfTable& known = found.tables[*current];
        known.sheet = text(1);
        std::from_chars(text(3).data(), text(3).data() + text(3).size(), known.rows);
      }
    }
    if (text(0) == kMapDetail) {
      for (std::size_t i = 0; i < plan.details.size(); ++i) {
        if (detail_name(plan, plan.details[i]) == text(2)) found.details.emplace(i, text(1));
      }
    }
    if (!current || !text(3).starts_with(kKeyMark)) continue;
    const Table& table = plan.tables[*current];
    const auto column = text(3) == kItemKey ? table.item_column : find_pointer(table, text(3).substr(kKeyMark.size()));
    BookMap::OfTable& known = found.tables[*current];
    if (text(0) == kMapColumn && column) known.titles.emplace(text(2), *column);
    if (text(0) == kMapExample) known.has_examples = true;
    if (text(0) == kMapExample && column) known.examples.emplace(*column, text(2));
  }
  return found;
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

std::size_t count_positions(const intake::ReturnedFile& book) {
  constexpr std::string_view kPosition = "gw:/";
  std::size_t count = 0;
  for (const intake::DataName& name : book.data_names) count = std::max(count, count_named_positions(name.name));
  for (const intake::LooseCell& cell : book.loose_cells) {
    const bool may_be_key = cell.row < kRowsWithHeads || cell.sheet == kMapSheet;
    if (!may_be_key || !cell.text.starts_with(kPosition)) continue;
    std::size_t position = 0;
    const char* const end = cell.text.data() + cell.text.size();
    const auto [stop, error] = std::from_chars(cell.text.data() + kPosition.size(), end, position);
    if (error == std::errc() && stop == end && position < kMaxPositions) count = std::max(count, position + 1);
  }
  return count;
}

FoundSheets find_columns(const TablePlan& plan, const BookMap& map, const std::vector<intake::DataName>& names,
                         BookSheets& sheets, const std::string& file, diagnostics::DiagnosticSink& sink) {
  sheets.report_hidden(file, sink);
  FoundSheets all;
  std::vector<SheetColumns>& found = all.tables;
  Finder finder(plan, map, names, sheets, file, sink);
  for (SheetCells& sheet : sheets.visible()) {
    auto columns = finder.find(sheet);
    if (!columns) continue;
    const auto same = std::find_if(found.begin(), found.end(),
                                   [&columns](const SheetColumns& other) { return other.table == columns->table; });
    if (same == found.end()) {
      found.push_back(*std::move(columns));
    } else {
      sink.report(messages::DatabookSameTable, diagnostics::Origin{}, file, same->sheet->name, sheet.name);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const SheetColumns& a, const SheetColumns& b) { return a.table < b.table; });
  all.details = finder.take_details();
  return all;
}

}  // namespace gongwen::databook
