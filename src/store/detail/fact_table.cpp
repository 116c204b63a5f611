#include "store/detail/fact_table.h"

#include "base/escapes.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "intake/cells.h"
#include "intake/given_values.h"
#include "sheet/databook/book_sheets.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/read_book.h"
#include "sheet/databook/table_plan.h"
#include "store/detail/fact_columns.h"
#include "store/record_text.h"

#include <algorithm>
#include <map>

namespace gongwen::store {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // without it, spreadsheets assume another encoding

/// Whether the text survives as a value within an item.
bool is_plain(const databook::DataCell& cell) {
  constexpr std::string_view kMarks[] = {"；", ";", "，", ",", "=", "\n", "json:"};
  return std::none_of(std::begin(kMarks), std::end(kMarks),
                      [&cell](std::string_view mark) { return cell.text.find(mark) != std::string::npos; });
}

class CsvWriter {
 public:
  CsvWriter(const std::vector<data::Value>& records, RecordType type, const RecordSchemas& schemas,
            diagnostics::Language language)
      : records_(records), columns_(schemas, type), language_(language) {
    base::Json list = base::Json::list();
    for (const data::Value& record : records) list.add(base::Json::written(data::value_json(record)));
    base::Json object = base::Json::object();
    object.set(type.info().plural, std::move(list));
    const std::string json = object.text();
    diagnostics::DiagnosticSink ignored;
    const auto document = data::read_json(diagnostics::SourceId(0), json, {}, ignored);
    tables_ = databook::rows_of(columns_.plan(), document->root(), language);
  }

  std::string write() {
    const std::vector<databook::DataRow>& rows = tables_[columns_.table()].rows;
    std::vector<std::vector<std::string>> lines(rows.size() + 1);
    const auto add = [&lines](const std::string& head, auto text_of) {
      std::vector<std::string> column{head};
      bool any = false;
      for (std::size_t i = 1; i < lines.size(); ++i) {
        column.push_back(text_of(i - 1));
        any = any || !column.back().empty();
      }
      for (std::size_t i = 0; any && i < lines.size(); ++i) lines[i].push_back(base::csv_cell(column[i]));
    };
    for (std::size_t i = 0; i < columns_.record().columns.size(); ++i) {
      add(columns_.record().columns[i].title.in(language_), [&](std::size_t row) { return rows[row].cells[i].text; });
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const databook::Table& list = columns_.plan().tables[i];
      if (i == columns_.table() || list.pointer.empty() || list.parent != columns_.table()) continue;
      add(list.title.in(language_), [&](std::size_t row) { return list_text(i, row); });
    }
    add(std::string(texts::DatabookRest.in(language_)), [&](std::size_t row) { return rows[row].rest.text; });
    std::string text(kByteOrderMark);
    for (const std::vector<std::string>& line : lines) {
      for (std::size_t i = 0; i < line.size(); ++i) text.append(i > 0 ? "," : "").append(line[i]);
      text += "\r\n";
    }
    return text;
  }

 private:
  std::string list_text(std::size_t index, std::size_t record) const {
    const databook::Table& list = columns_.plan().tables[index];
    std::string text;
    bool plain = true;
    for (std::size_t i = 0; i < tables_[index].rows.size(); ++i) {
      const databook::DataRow& row = tables_[index].rows[i];
      if (row.parent != record + 1) continue;
      std::string item;
      for (std::size_t j = 0; j < row.cells.size(); ++j) {
        if (row.cells[j].text.empty()) continue;
        plain = plain && is_plain(row.cells[j]);
        item.append(item.empty() ? "" : "，");
        if (!list.columns[j].path.empty()) item.append(list.columns[j].title.in(language_)).append("=");
        item.append(row.cells[j].text);
      }
      plain = plain && row.rest.text.empty() && !item.empty() && !has_rows_of_its_own(index, i + 1);
      text.append(text.empty() ? "" : "；").append(item);
    }
    if (plain) return text;
    const std::optional<data::Value> value = records_[record].find(list.path.back());
    return value ? "json:" + data::value_json(*value) : std::string();
  }

  bool has_rows_of_its_own(std::size_t table, std::size_t row) const {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (columns_.plan().tables[i].pointer.empty() || columns_.plan().tables[i].parent != table) continue;
      for (const databook::DataRow& child : tables_[i].rows) {
        if (child.parent == row) return true;
      }
    }
    return false;
  }

  const std::vector<data::Value>& records_;
  FactColumns columns_;
  diagnostics::Language language_;
  std::vector<databook::DataTable> tables_;
};

}  // namespace

std::string fact_table_csv(const std::vector<data::Value>& records, RecordType type, const RecordSchemas& schemas,
                           diagnostics::Language language) {
  return CsvWriter(records, type, schemas, language).write();
}

namespace {

namespace messages = diagnostics::messages;
using databook::Table;
using intake::LooseCell;
using intake::RawType;

constexpr std::uint32_t kKeyRow = 0;
constexpr std::uint32_t kFirstRow = 2;  // below keys and heads

RawType type_of(data::CellKind kind) {
  switch (kind) {
    case data::CellKind::Number: return RawType::Number;
    case data::CellKind::Boolean: return RawType::Boolean;
    case data::CellKind::Date: return RawType::Date;
    case data::CellKind::Text:
    case data::CellKind::Empty: return RawType::Text;
  }
  return RawType::Text;
}

/// Splits the text at any of the marks; drops empty parts.
std::vector<std::string_view> parts_of(std::string_view text, std::initializer_list<std::string_view> marks) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    const std::string_view part = intake::trim_blanks(text.substr(begin, end - begin));
    if (!part.empty()) parts.push_back(part);
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto mark =
        std::find_if(marks.begin(), marks.end(), [&](std::string_view one) { return text.substr(i).starts_with(one); });
    if (mark == marks.end()) {
      ++i;
      continue;
    }
    add(i);
    i += mark->size();
    begin = i;
  }
  add(text.size());
  return parts;
}

bool is_list_of_free_texts(const schema::SchemaField& field) {
  if (!field.types.has(schema::SchemaType::Array) || field.types.has(schema::SchemaType::String)) return false;
  if (field.parts.size() != 1 || !field.parts.front().name.empty()) return false;
  const schema::SchemaField& item = field.parts.front();
  return item.types.has(schema::SchemaType::String) && item.choices.empty() && !item.limits.format;
}

/// Converts the rows of a table to the sheets of a data workbook and lets its reader make the records. Cells are
/// therefore interpreted in the same way.
class TableReader {
 public:
  TableReader(const FactTable& table, const RecordSchemas& schemas, const Workspace& workspace)
      : table_(table),
        schemas_(schemas),
        workspace_(workspace),
        columns_(schemas, table.type),
        rows_(table.rows, columns_.heading_test()) {}

  base::Expected<FactRows> read() {
    const diagnostics::ErrorWatch watch(workspace_.sink);
    if (!read_heads()) return base::kReported;
    write_keys(columns_.table());
    while (const auto row = rows_.next_row(workspace_.sink)) read_row(*row);
    if (watch.saw_errors()) return base::kReported;
    return read_cells();
  }

 private:
  struct Head {
    std::string text;
    std::vector<FactTarget> targets;
    bool is_rest = false;
  };

  static bool is_filled(const data::TableCell& cell) {
    return cell.kind != data::CellKind::Empty && !intake::trim_blanks(cell.text).empty();
  }

  bool read_heads() {
    const diagnostics::ErrorWatch watch(workspace_.sink);
    const auto row = rows_.next_row(workspace_.sink);
    if (!row) {
      if (!watch.saw_errors()) {
        workspace_.sink.report(messages::DataTableEmpty, diagnostics::Origin{{table_.rows.source(), 0, 0}, {}});
      }
      return false;
    }
    for (const data::TableCell& cell : row->cells) read_head(cell);
    for (std::size_t i = 0; i < columns_.record().columns.size(); ++i) check_required(*row, i);
    return !watch.saw_errors();
  }

  void read_head(const data::TableCell& cell) {
    const std::string_view text = is_filled(cell) ? intake::trim_blanks(cell.text) : std::string_view();
    Head head{std::string(text), columns_.find(text), databook::is_either(text, texts::DatabookRest)};
    const bool counts_rows = databook::is_either(text, texts::DatabookNumber) || data::is_running_number(text);
    if (!text.empty() && head.targets.empty() && !head.is_rest && !counts_rows) report_unknown(cell, text);
    const auto same = std::find_if(heads_.begin(), heads_.end(), [&head](const Head& other) {
      return head.targets.size() == 1 && other.targets == head.targets;
    });
    if (same != heads_.end()) {
      workspace_.sink.report(messages::DataTableRepeatedColumn, {cell.place, {}}, same->text, text);
    }
    heads_.push_back(std::move(head));
  }

  void report_unknown(const data::TableCell& cell, std::string_view text) {
    const std::string_view nearest = base::find_nearest_name(text, columns_.known_names());
    const diagnostics::TextPair hint = nearest.empty() ? diagnostics::TextPair() : texts::DidYouMean.pair(nearest);
    workspace_.sink.report(messages::DataTableUnknownColumn, {cell.place, {}}, text, hint.chinese, hint.english);
  }

  /// The id may be missing, because the program assigns ids.
  void check_required(const data::TableRow& row, std::size_t index) {
    const databook::Column& column = columns_.record().columns[index];
    const FactTarget target{false, index};
    const bool present = std::any_of(heads_.begin(), heads_.end(), [&target](const Head& head) {
      return std::find(head.targets.begin(), head.targets.end(), target) != head.targets.end();
    });
    if (present || !column.required || column.pointer == "/id") return;
    workspace_.sink.report(messages::DataTableMissingColumn, {row.place, {}}, "`" + column.title.chinese + "`",
                           "`" + column.title.english + "`");
  }

  /// Adds a cell below the keys of a table's sheet. Sheets are named like their tables.
  LooseCell& put(std::size_t table, std::uint32_t row, std::uint32_t column, RawType type, std::string text) {
    cells_[table].push_back({columns_.plan().tables[table].names.chinese, row, column, type, std::move(text)});
    return cells_[table].back();
  }

  void remember(const LooseCell& cell, const std::string& place) {
    places_[databook::place_text(cell.sheet, cell.row, cell.column)] = place;
  }

  static std::uint32_t first_column(const Table& table) { return table.parent != 0 ? 2 : 1; }
  static std::uint32_t rest_column(const Table& table) {
    return first_column(table) + static_cast<std::uint32_t>(table.columns.size());
  }

  void write_keys(std::size_t index) {
    const Table& table = columns_.plan().tables[index];
    put(index, kKeyRow, 0, RawType::Text, std::string(databook::kTableKey) + table.pointer);
    if (table.parent != 0) put(index, kKeyRow, 1, RawType::Text, std::string(databook::kParentKey));
    std::uint32_t column = first_column(table);
    for (const databook::Column& one : table.columns) {
      put(index, kKeyRow, column++, RawType::Text,
          one.path.empty() ? std::string(databook::kItemKey) : std::string(databook::kKeyMark) + one.pointer);
    }
    put(index, kKeyRow, rest_column(table), RawType::Text, std::string(databook::kRestKey));
  }

  std::string place_of(std::size_t row, std::size_t column) const {
    return table_.prefix +
           intake::cell_reference_text({static_cast<std::uint32_t>(row - 1), static_cast<std::uint32_t>(column)});
  }

  std::string type_of_row(const data::TableRow& row) const {
    const std::optional<std::size_t> type = columns_.type_column();
    for (std::size_t i = 0; type && i < std::min(row.cells.size(), heads_.size()); ++i) {
      if (heads_[i].targets != std::vector{FactTarget{false, *type}} || !is_filled(row.cells[i])) continue;
      const databook::CellJson json = databook::decode_cell({RawType::Text, std::string(row.cells[i].text)},
                                                            columns_.record().columns[*type].field);
      return json.json.size() < 2 ? std::string() : json.json.substr(1, json.json.size() - 2);
    }
    return {};
  }

  void read_row(const data::TableRow& row) {
    row_ = kFirstRow + ordinal_++;
    rest_ = base::Json::object();
    const std::string type = type_of_row(row);
    remember(put(columns_.table(), row_, 0, RawType::Number, std::to_string(ordinal_)), place_of(row.number, 0));
    std::vector<std::pair<FactTarget, std::string>> used;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const data::TableCell& cell = row.cells[i];
      if (!is_filled(cell)) continue;
      if (i >= heads_.size() || heads_[i].text.empty()) {
        workspace_.sink.report(messages::DataTableNoHeader, {cell.place, {}}, row.number, i + 1);
        continue;
      }
      place_ = place_of(row.number, i);
      if (cell.kind == data::CellKind::Text && data::is_formula(cell.text)) {
        workspace_.sink.report(messages::DataTableFormula, {cell.place, {}}, row.number, heads_[i].text, cell.text);
      }
      if (heads_[i].is_rest) take_rest(cell.text);
      if (heads_[i].targets.empty()) continue;
      const FactTarget target = columns_.choose(heads_[i].targets, heads_[i].text, type);
      const auto twice = std::find_if(used.begin(), used.end(), [&](const auto& one) { return one.first == target; });
      if (twice != used.end()) {
        workspace_.sink.report(messages::DataTableRepeatedColumn, {cell.place, {}}, twice->second, heads_[i].text);
        continue;
      }
      used.emplace_back(target, heads_[i].text);
      target.is_list ? take_list(target.index, cell.text) : take_value(target.index, cell);
    }
    if (rest_.size() > 0) {
      const LooseCell& rest = put(columns_.table(), row_, rest_column(columns_.record()), RawType::Text,
                                  std::string(databook::kLiteralMark) + rest_.text());
      remember(rest, place_of(row.number, 0));
    }
  }

  void take_value(std::size_t index, const data::TableCell& cell) {
    std::string text(cell.text);
    const schema::SchemaField& field = columns_.record().columns[index].field;
    if (is_list_of_free_texts(field) && !text.starts_with(databook::kLiteralMark) &&
        text.find('\n') == std::string::npos) {
      std::string lines;
      for (const std::string_view item : parts_of(text, {"；", ";"})) {
        lines.append(lines.empty() ? "" : "\n").append(item);
      }
      text = lines;
    }
    const std::uint32_t column = first_column(columns_.record()) + static_cast<std::uint32_t>(index);
    LooseCell& made = put(columns_.table(), row_, column, type_of(cell.kind), std::move(text));
    made.shown = cell.shown;
    remember(made, place_);
  }

  void bad_literal() {
    workspace_.sink.report(messages::DatabookBadLiteral, diagnostics::Origin{}, table_.path + " " + place_);
  }

  std::optional<data::Document> parse_literal(std::string_view text) {
    if (text.starts_with(databook::kLiteralMark)) text.remove_prefix(databook::kLiteralMark.size());
    const diagnostics::SourceId source = workspace_.sources.add(table_.path + " " + place_, std::string(text));
    diagnostics::DiagnosticSink ignored;
    auto document = data::read_json(source, workspace_.sources.source_text(source), {}, ignored);
    if (document) return *std::move(document);
    bad_literal();
    return std::nullopt;
  }

  void take_rest(std::string_view text) {
    const auto document = parse_literal(text);
    if (document && document->root().is_object()) put_members(rest_, document->root());
    if (document && !document->root().is_object()) bad_literal();
  }

  void take_list(std::size_t index, std::string_view text) {
    const Table& table = columns_.plan().tables[index];
    if (text.starts_with(databook::kLiteralMark)) {
      const auto document = parse_literal(text);
      if (document) rest_.set(table.path.back(), base::Json::written(data::value_json(document->root())));
      return;
    }
    if (!cells_.contains(index)) write_keys(index);
    for (const std::string_view item : parts_of(text, {"；", ";", "\n"})) take_item(index, item);
  }

  /// Parses `国标计划号=20269001-T-469，是否通过审查=是`. Text after a comma without a name continues the preceding
  /// value.
  void take_item(std::size_t index, std::string_view item) {
    const Table& table = columns_.plan().tables[index];
    std::vector<std::pair<std::size_t, std::string>> values;
    std::string_view mark;
    for (std::size_t at = 0; at <= item.size();) {
      const std::size_t end = std::min({item.find("，", at), item.find(',', at), item.size()});
      const std::string_view part = item.substr(at, end - at);
      const std::size_t equals = part.find('=');
      const auto member = equals == std::string_view::npos
                              ? std::nullopt
                              : columns_.find_member(index, intake::trim_blanks(part.substr(0, equals)));
      if (member) {
        values.emplace_back(*member, std::string(intake::trim_blanks(part.substr(equals + 1))));
      } else if (!values.empty()) {
        values.back().second.append(mark).append(part);
      } else {
        values.emplace_back(bare_member(table), std::string(intake::trim_blanks(part)));
      }
      mark = item.substr(end, item.substr(end).starts_with("，") ? std::string_view("，").size() : 1);
      at = end + std::max<std::size_t>(mark.size(), 1);
    }
    const std::uint32_t row = kFirstRow + items_[index]++;
    remember(put(index, row, 1, RawType::Number, std::to_string(ordinal_)), place_);
    for (auto value = values.begin(); value != values.end(); ++value) {
      const bool again = std::any_of(values.begin(), value, [&](const auto& one) { return one.first == value->first; });
      const databook::Title& title = table.columns[value->first].title;
      if (again) {
        workspace_.sink.report(messages::DatabookGivenTwice, diagnostics::Origin{}, table_.path + " " + place_,
                               title.english, title.chinese);
      }
    }
    for (auto& [column, value] : values) {
      remember(
          put(index, row, first_column(table) + static_cast<std::uint32_t>(column), RawType::Text, std::move(value)),
          place_);
    }
  }

  static std::size_t bare_member(const Table& table) {
    if (table.item_column) return *table.item_column;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].required) return i;
    }
    return 0;
  }

  base::Expected<FactRows> read_cells() {
    intake::ReturnedFile book;
    std::vector<LooseCell>& all = book.loose_cells;
    for (auto& [table, cells] : cells_) all.insert(all.end(), cells.begin(), cells.end());
    diagnostics::DiagnosticSink told;
    databook::BookData data = databook::read_book(book, schemas_.lists(), table_.path, told);
    for (diagnostics::Diagnostic diagnostic : told.diagnostics()) {
      for (std::string& argument : diagnostic.arguments) argument = with_true_place(argument);
      workspace_.sink.add(std::move(diagnostic));
    }
    if (told.has_errors()) return base::kReported;
    for (auto& [pointer, place] : data.places) {
      if (const auto known = places_.find(place); known != places_.end()) place = known->second;
    }
    const diagnostics::SourceId source = workspace_.sources.add(table_.path, std::move(data.json));
    workspace_.documents.add_cells(source, std::move(data.places));
    auto document = data::read_json(source, workspace_.sources.source_text(source), {}, workspace_.sink);
    if (!document) return base::kReported;
    note_stated(data.stated);
    return FactRows{*std::move(document), std::move(data.stated)};
  }

  /// The generated sheets have all columns; the table states only those that its heads name, and complete lists.
  void note_stated(databook::StatedParts& stated) const {
    for (databook::StatedTable& table : stated.tables) table = {};
    for (const Head& head : heads_) {
      databook::StatedTable& own = stated.tables[columns_.table()];
      own.has_rest = own.has_rest || head.is_rest;
      for (const FactTarget& target : head.targets) {
        target.is_list ? state_list(target.index, stated) : void(own.columns.insert(target.index));
      }
    }
  }

  void state_list(std::size_t index, databook::StatedParts& stated) const {
    databook::StatedTable& list = stated.tables[index];
    list.has_sheet = list.has_rest = true;
    for (std::size_t i = 0; i < columns_.plan().tables[index].columns.size(); ++i) list.columns.insert(i);
    for (std::size_t below = index + 1; below < stated.tables.size(); ++below) {
      if (columns_.plan().tables[below].parent == index) state_list(below, stated);
    }
  }

  std::string with_true_place(const std::string& argument) const {
    if (!argument.starts_with(table_.path + " ")) return argument;
    const auto known = places_.find(argument.substr(table_.path.size() + 1));
    return known == places_.end() ? argument : table_.path + " " + known->second;
  }

  const FactTable& table_;
  const RecordSchemas& schemas_;
  const Workspace& workspace_;
  FactColumns columns_;
  data::HeadedTable rows_;
  std::vector<Head> heads_;
  std::map<std::size_t, std::vector<LooseCell>> cells_;  // by table of the plan
  std::map<std::size_t, std::uint32_t> items_;           // rows of lists so far
  std::map<std::string, std::string> places_;  // of the generated sheets' cells: their places in the real table
  base::Json rest_ = base::Json::object();     // of the current row
  std::string place_;                          // of the current cell
  std::uint32_t ordinal_ = 0;
  std::uint32_t row_ = 0;
};

}  // namespace

base::Expected<FactRows> read_fact_table(const FactTable& table, const RecordSchemas& schemas,
                                         const Workspace& workspace) {
  return TableReader(table, schemas, workspace).read();
}

}  // namespace gongwen::store
