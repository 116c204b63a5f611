#include "sheet/databook/build_book.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "schema/json_tree.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/detail/column_names.h"
#include "sheet/databook/detail/column_order.h"
#include "sheet/databook/detail/leaves.h"
#include "sheet/databook/detail/row_types.h"
#include "sheet/databook/detail/sheet_columns.h"
#include "sheet/databook/detail/sheet_maker.h"
#include "sheet/databook/table_plan.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <set>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Language;

/// Number of rows below the data that also get validations.
constexpr std::uint32_t kSpareRows = 1'000;
constexpr std::uint32_t kHeadRow = 0;
constexpr int kNumberWidth = 6;
constexpr int kParentWidth = 10;
constexpr int kRestWidth = 30;
constexpr int kPathWidth = 34;
constexpr int kRecordTitleWidth = 30;
constexpr int kRecordValueWidth = 60;
constexpr int kRecordHintWidth = 44;

int text_width(std::string_view text) { return static_cast<int>(sheet::estimate_width(text, 22).to_px() / 7.5) + 2; }

/// Column width in half-width characters, by the values that may be written.
int column_width(const Column& column, Language language) {
  int width = std::min(text_width(column.title.in(language)) / 2 + 3, 16);
  for (const std::string& choice : offered_choices(column.field, language)) {
    width = std::max(width, std::min(text_width(choice), 28));
  }
  const schema::SchemaField& field = column.field;
  if (!field.choices.empty()) return width;
  if (look_of(field) == Look::Date) return std::max(width, 13);
  if (field.types.has(schema::SchemaType::Array)) {
    const bool dates = field.parts.size() == 1 && field.parts.front().limits.format == schema::Format::Date;
    return std::max(width, dates ? 14 : 32);
  }
  if (!field.types.has(schema::SchemaType::String)) return std::max(width, 10);
  if (field.limits.format) return std::max(width, 20);
  const std::size_t most = field.limits.max_length.value_or(1'000);
  return std::max(width, most <= 20 ? 14 : most <= 60 ? 22 : most <= 200 ? 30 : 42);
}

class BookBuilder {
 public:
  BookBuilder(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options)
      : plan_(plan), schema_(schema), options_(options), has_example_(plan.tables.size()) {}

  sheet::Workbook build(std::vector<DataTable> tables) {
    const std::vector<std::vector<OwnedLeaf>> details = take_details(tables);
    if (is_wanted(plan_.tables[0])) write_record(tables[0]);
    for (std::size_t i = 1; i < plan_.tables.size(); ++i) {
      if (is_wanted(plan_.tables[i])) write_table(plan_.tables[i], tables[i]);
    }
    for (std::size_t i = 0; i < details.size(); ++i) {
      if (!details[i].empty()) write_detail(plan_.details[i], details[i]);
    }
    write_help();
    write_map(tables, details);
    for (const HiddenSheet& hidden : options_.hidden) write_hidden(hidden);
    if (!long_values_.empty()) write_long_values();
    book_.properties.title = sheet::first_utf16_units(options_.title, sheet::kMaxPropertyUnits);
    book_.stamp = options_.stamp;
    book_.formats = std::move(formats_).take();
    return std::move(book_);
  }

 private:
  std::string say(const diagnostics::BilingualText& text) const { return std::string(text.in(options_.language)); }
  const std::string& title(const Column& column) const { return column.title.in(options_.language); }

  /// Whether a table gets a sheet; a record without single values does not.
  bool is_wanted(const Table& table) const {
    if (table.pointer.empty()) return options_.lists.empty() || !table.columns.empty();
    const auto holds = [&table](const std::string& list) {
      return table.pointer == list || table.pointer.starts_with(list + "/");
    };
    return options_.lists.empty() || std::any_of(options_.lists.begin(), options_.lists.end(), holds);
  }

  /// Moves a text that is too long for a cell to the sheet for long values.
  DataCell fitting(const DataCell& cell) {
    if (cell_units(cell.text) <= kMaxCellUnits) return cell;
    std::string_view literal = cell.text;
    literal.remove_prefix(kLiteralMark.size());
    long_values_.emplace_back(literal);
    return {intake::RawType::Text, std::string(kLiteralMark) + kLongMark + std::to_string(long_values_.size())};
  }

  static Look head_look(const Column& column) {
    if (column.required) return Look::RequiredHead;
    return column.field.conditional ? Look::FormHead : Look::Head;
  }

  void add_head(SheetMaker& maker, const Column& column) {
    maker.sheet().notes.push_back({maker.place(), note_words(column, options_.language)});
    maker.add_text(title(column) + (column.required ? "*" : ""), head_look(column));
  }

  void add_validation(SheetMaker& maker, const Column& column, sheet::CellRange range) {
    sheet::DataValidation validation = validation_of(column, options_.language);
    validation.range = range;
    maker.sheet().validations.push_back(std::move(validation));
  }

  // The record: one line per value.

  void write_record(const DataTable& data) {
    const Table& record = plan_.tables[0];
    SheetMaker maker(book_, formats_, record.name(options_.language));
    maker.add_column(kRecordTitleWidth, Look::Text);
    maker.add_column(kRecordValueWidth, Look::Text);
    maker.add_column(kRecordHintWidth, Look::Hint);
    maker.begin_row();
    for (const auto& head : {texts::DatabookFieldHead, texts::DatabookValueHead, texts::DatabookHintHead}) {
      maker.add_text(say(head), Look::Head);
    }
    for (std::size_t i = 0; i < record.columns.size(); ++i) {
      write_line(maker, record.columns[i], data.rows.empty() ? DataCell{} : data.rows.front().cells[i]);
    }
    if (!data.rows.empty() && !data.rows.front().rest.text.empty()) write_rest_line(maker, data.rows.front().rest);
    maker.sheet().frozen = {1, 1};
    maker.sheet().print.repeated_rows = sheet::RowSpan{0, 0};
    maker.finish(false);
  }

  void write_line(SheetMaker& maker, const Column& column, const DataCell& cell) {
    maker.begin_row();
    add_head(maker, column);
    add_validation(maker, column, {maker.place(), maker.place()});
    add_name(column_name(plan_.tables[0], column), {maker.place(), maker.place()});
    maker.add_cell(fitting(cell), look_of(cell, look_of(column.field)), sheet::HorizontalAlign::Left);
    std::string words = entry_words(column, options_.language);
    const std::string_view description = column.field.description.in(options_.language);
    if (!description.empty()) words.append("\n").append(description);
    maker.add_text(words, Look::Hint);
  }

  void write_rest_line(SheetMaker& maker, const DataCell& rest) {
    maker.begin_row();
    maker.add_text(say(texts::DatabookRest), Look::Head);
    add_name(column_name(plan_.tables[0], kRestSuffix), {maker.place(), maker.place()});
    maker.add_cell(fitting(rest), Look::LongText);
    maker.add_text(say(texts::DatabookRestHint), Look::Hint);
  }

  // Tables: one row per item.

  /// As the hidden map sheet has it.
  static std::string key_of(const Column& column) {
    return column.path.empty() ? std::string(kItemKey) : std::string(kKeyMark) + column.pointer;
  }

  void write_table(const Table& table, const DataTable& data) {
    TableSheet sheet{table, order_columns(table, data, schema_), first_value_column(table), false};
    sheet.has_rest =
        std::any_of(data.rows.begin(), data.rows.end(), [](const DataRow& row) { return !row.rest.text.empty(); });
    SheetMaker maker(book_, formats_, table.name(options_.language));
    add_columns(maker, sheet);
    write_heads(maker, sheet);
    name_columns(sheet);
    if (options_.examples && data.rows.empty()) {
      write_example(maker, sheet);
      has_example_[static_cast<std::size_t>(&table - plan_.tables.data())] = true;
    }
    for (std::size_t i = 0; i < data.rows.size(); ++i) write_row(maker, sheet, data.rows[i], i + 1);
    add_validations(maker, sheet, static_cast<std::uint32_t>(data.rows.size()));
    grey_foreign_cells(maker, sheet, static_cast<std::uint32_t>(data.rows.size()));
    maker.sheet().frozen = {kHeadRow + 1, sheet.first_value};
    const auto last_row = std::max<std::uint32_t>(static_cast<std::uint32_t>(data.rows.size()), 1);
    maker.sheet().table = sheet::ListTable{free_table_name(maker.sheet().name),
                                           {{kHeadRow, 0}, {kHeadRow + last_row, sheet.column_count() - 1}}};
    maker.sheet().print.repeated_rows = sheet::RowSpan{kHeadRow, kHeadRow};
    maker.sheet().print.repeated_columns = sheet.first_value;
    maker.finish(true);
  }

  /// A table on its sheet.
  struct TableSheet {
    const Table& table;
    ColumnOrder order;
    std::uint32_t first_value;  // number of the columns before the values
    bool has_rest;

    std::uint32_t column_count() const {
      return static_cast<std::uint32_t>(first_value + order.columns.size() + (has_rest ? 1 : 0));
    }
    const Column& column(std::size_t place) const { return table.columns[order.columns[place]]; }
  };

  static std::uint32_t first_value_column(const Table& table) { return table.parent != 0 ? 2 : 1; }

  void add_columns(SheetMaker& maker, const TableSheet& sheet) {
    maker.add_column(kNumberWidth, Look::Number);
    if (sheet.table.parent != 0) maker.add_column(kParentWidth, Look::Number);
    for (std::size_t i = 0; i < sheet.order.columns.size(); ++i) {
      const Column& column = sheet.column(i);
      maker.add_column(column_width(column, options_.language), look_of(column.field));
      if (i >= sheet.order.shown) maker.collapse_column();
    }
    if (sheet.has_rest) maker.add_column(kRestWidth, Look::LongText);
    if (sheet.order.shown < sheet.order.columns.size()) maker.end_collapsed_columns();
  }

  /// Names refer to whole columns, so that they stay when rows are added, sorted or deleted.
  void name_columns(const TableSheet& sheet) {
    const auto add = [this](const std::optional<std::string>& name, std::uint32_t column) {
      if (name) add_name(*name, {{0, column}, {sheet::kMaxRows - 1, column}});
    };
    add(column_name(sheet.table, kNumberSuffix), 0);
    if (sheet.table.parent != 0) add(column_name(sheet.table, kParentSuffix), 1);
    std::uint32_t column = sheet.first_value;
    for (const std::size_t index : sheet.order.columns)
      add(column_name(sheet.table, sheet.table.columns[index]), column++);
    if (sheet.has_rest) add(column_name(sheet.table, kRestSuffix), column);
  }

  /// State of the sheet that is being made.
  void add_name(const std::optional<std::string>& name, const sheet::CellRange& range) {
    if (!name || !names_.insert(*name).second) return;
    sheet::DefinedName& added = book_.names.emplace_back();
    added.name = *name;
    added.sheet = book_.sheets.size();
    added.range = range;
  }

  /// The name of the sheet without characters that spreadsheets refuse in names of tables.
  std::string free_table_name(std::string_view sheet_name) {
    std::string kept;
    for (const auto& decoded : base::CodePoints(sheet_name)) {
      const char32_t c = decoded.code_point;
      const bool is_word = c < 0x80 ? base::is_ascii_alnum(static_cast<char>(c)) : c >= 0x4E00 && c <= 0x9FFF;
      if (is_word) base::append_utf8(kept, c);
    }
    if (!sheet::is_valid_defined_name(kept) || base::is_ascii_alnum(kept.front())) kept = "list_" + kept;
    std::string name = kept;
    for (int number = 2; !names_.insert(base::ascii_lowercase(name)).second; ++number) {
      name = kept + "_" + std::to_string(number);
    }
    return name;
  }

  void write_heads(SheetMaker& maker, const TableSheet& sheet) {
    const Table& table = sheet.table;
    maker.begin_row();
    const std::string number = say(texts::DatabookNumber);
    if (table.has_children) {
      maker.sheet().notes.push_back({maker.place(), say(texts::DatabookNumberNote)});
    }
    maker.add_text(number, Look::Head);
    if (table.parent != 0) {
      const std::string& owner = plan_.tables[table.parent].name(options_.language);
      maker.sheet().notes.push_back({maker.place(), texts::DatabookParentNote.in(options_.language, owner)});
      maker.add_text(owner + say(texts::DatabookParentNumber), Look::RequiredHead);
    }
    for (std::size_t i = 0; i < sheet.order.columns.size(); ++i) add_head(maker, sheet.column(i));
    if (sheet.has_rest) maker.add_text(say(texts::DatabookRest), Look::Head);
  }

  void write_example(SheetMaker& maker, const TableSheet& sheet) {
    maker.begin_row();
    maker.add_text(kExampleMark, Look::Example);
    if (sheet.table.parent != 0) maker.add_text(kExampleMark, Look::Example);
    for (std::size_t i = 0; i < sheet.order.columns.size(); ++i) {
      maker.add_text(example_text(sheet.column(i), options_.language), Look::Example);
    }
  }

  void write_row(SheetMaker& maker, const TableSheet& sheet, const DataRow& row, std::size_t number) {
    maker.begin_row();
    maker.add_cell({intake::RawType::Number, std::to_string(number)}, Look::Number);
    if (sheet.table.parent != 0) maker.add_cell({intake::RawType::Number, std::to_string(row.parent)}, Look::Number);
    for (const std::size_t index : sheet.order.columns) {
      const DataCell& cell = row.cells[index];
      maker.add_cell(fitting(cell), look_of(cell, look_of(sheet.table.columns[index].field)));
    }
    if (!row.rest.text.empty()) maker.add_cell(fitting(row.rest), Look::LongText);
  }

  /// The rows of a table and those that people may add.
  sheet::RowSpan rows_to_fill(std::uint32_t rows) const {
    const std::uint32_t first = kHeadRow + (options_.examples && rows == 0 ? 2 : 1);
    return {first, std::min(first + rows + kSpareRows, sheet::kMaxRows - 1)};
  }

  void add_validations(SheetMaker& maker, const TableSheet& sheet, std::uint32_t rows) {
    const auto [first, last] = rows_to_fill(rows);
    for (std::uint32_t i = 0; i < sheet.order.columns.size(); ++i) {
      const std::uint32_t column = sheet.first_value + i;
      add_validation(maker, sheet.column(i), {{first, column}, {last, column}});
    }
  }

  /// As soon as the type of a row is chosen, cells that this type does not have become grey.
  void grey_foreign_cells(SheetMaker& maker, const TableSheet& sheet, std::uint32_t rows) {
    const auto types = find_row_types(sheet.table, schema_, options_.language);
    if (!types) return;
    const auto place_of = [&sheet](std::size_t index) {
      const auto found = std::find(sheet.order.columns.begin(), sheet.order.columns.end(), index);
      return sheet.first_value + static_cast<std::uint32_t>(found - sheet.order.columns.begin());
    };
    const auto [first, last] = rows_to_fill(rows);
    for (const RowTypes::Of& of : types->columns) {
      const std::uint32_t column = place_of(of.column);
      maker.sheet().marks.push_back(grey_without(of, place_of(types->deciding), {{first, column}, {last, column}}));
    }
  }

  // Details: one row per value inside an object.

  struct OwnedLeaf {
    std::size_t owner;  // row in its table, from 1
    Leaf leaf;
  };

  /// Moves objects from the cells of the tables to the sheets of details.
  std::vector<std::vector<OwnedLeaf>> take_details(std::vector<DataTable>& tables) const {
    std::vector<std::vector<OwnedLeaf>> details(plan_.details.size());
    for (std::size_t i = 0; i < plan_.details.size(); ++i) {
      const Detail& detail = plan_.details[i];
      if (!is_wanted(plan_.tables[detail.table])) continue;
      std::vector<DataRow>& rows = tables[detail.table].rows;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        DataCell& cell = detail.column ? rows[row].cells[*detail.column] : rows[row].rest;
        auto leaves = leaves_of(cell.text);
        if (!leaves || details[i].size() + leaves->size() > sheet::kMaxRows - 2) continue;
        for (Leaf& leaf : *leaves) details[i].push_back({row + 1, std::move(leaf)});
        cell = {};
      }
    }
    return details;
  }

  void write_detail(const Detail& detail, const std::vector<OwnedLeaf>& leaves) {
    const bool has_owner = detail.table != 0;
    SheetMaker maker(book_, formats_, detail.names.in(options_.language));
    if (has_owner) maker.add_column(kParentWidth, Look::Number);
    maker.add_column(kPathWidth, Look::Text);
    maker.add_column(kRecordValueWidth, Look::LongText);
    maker.begin_row();
    if (has_owner) {
      const std::string& owner = plan_.tables[detail.table].name(options_.language);
      maker.sheet().notes.push_back({maker.place(), texts::DatabookParentNote.in(options_.language, owner)});
      maker.add_text(owner + say(texts::DatabookParentNumber), Look::RequiredHead);
    }
    maker.sheet().notes.push_back({maker.place(), say(texts::DatabookPathNote)});
    maker.add_text(say(texts::DatabookPathHead), Look::RequiredHead);
    const std::uint32_t values = maker.place().column;
    maker.add_text(say(texts::DatabookValueHead), Look::Head);
    for (const OwnedLeaf& row : leaves) {
      maker.begin_row();
      if (has_owner) maker.add_cell({intake::RawType::Number, std::to_string(row.owner)}, Look::Number);
      maker.add_text(row.leaf.path, Look::Text);
      maker.add_cell(fitting(row.leaf.value), look_of(row.leaf.value, Look::LongText), sheet::HorizontalAlign::Left);
    }
    add_name(detail_name(plan_, detail), {{0, values}, {sheet::kMaxRows - 1, values}});
    maker.sheet().frozen = {1, 0};
    maker.sheet().table = sheet::ListTable{free_table_name(maker.sheet().name),
                                           {{0, 0}, {static_cast<std::uint32_t>(leaves.size()), values}}};
    maker.sheet().print.repeated_rows = sheet::RowSpan{0, 0};
    maker.finish(false);
  }

  // Sheets without data.

  void write_help() {
    SheetMaker maker(book_, formats_, help_sheet_name(options_.language));
    for (const int width : {30, 60, 60}) maker.add_column(width, Look::LongText);
    add_name(std::string(kHelpName), {{0, 0}, {0, 0}});
    bool first = true;
    for (const HelpLine& line : help_lines(plan_, schema_, options_)) {
      maker.begin_row();
      const Look look = first ? Look::Title : line.head ? Look::Head : Look::LongText;
      for (const std::string& text : line.texts) maker.add_text(text, look);
      first = false;
    }
    maker.finish(true);
  }

  void write_map(const std::vector<DataTable>& tables, const std::vector<std::vector<OwnedLeaf>>& details) {
    SheetMaker maker(book_, formats_, std::string(kMapSheet));
    const auto line = [&maker](std::initializer_list<std::string_view> texts) {
      maker.begin_row();
      for (const std::string_view text : texts) maker.add_text(text, Look::Key);
    };
    for (const Table& table : plan_.tables) {
      if (!is_wanted(table)) continue;
      // Rows are counted, so that a deleted sheet is noticed when the workbook is read.
      const std::size_t rows = tables[static_cast<std::size_t>(&table - plan_.tables.data())].rows.size();
      line({kMapTable, table.name(options_.language), table.pointer, std::to_string(rows)});
      for (const Column& column : table.columns) {
        line({kMapColumn, table.name(options_.language), title(column), key_of(column)});
      }
    }
    for (const Table& table : plan_.tables) {
      if (!is_wanted(table) || !has_example_[static_cast<std::size_t>(&table - plan_.tables.data())]) continue;
      line({kMapTable, table.name(options_.language), table.pointer});
      for (const Column& column : table.columns) {
        line({kMapExample, table.name(options_.language), example_text(column, options_.language), key_of(column)});
      }
    }
    for (std::size_t i = 0; i < details.size(); ++i) {
      const auto name = details[i].empty() ? std::nullopt : detail_name(plan_, plan_.details[i]);
      if (name) line({kMapDetail, plan_.details[i].names.in(options_.language), *name});
    }
    maker.sheet().is_hidden = true;
    maker.finish(false);
  }

  void write_hidden(const HiddenSheet& hidden) {
    SheetMaker maker(book_, formats_, hidden.name);
    for (const std::vector<std::string>& row : hidden.rows) {
      maker.begin_row();
      for (const std::string& text : row) maker.add_text(text, Look::Key);
    }
    maker.sheet().is_hidden = true;
    maker.finish(false);
  }

  void write_long_values() {
    SheetMaker maker(book_, formats_, std::string(kLongSheet));
    for (std::string_view value : long_values_) {
      maker.begin_row_of(base::LayoutUnit::round_from_pt(15));
      while (!value.empty()) {
        const std::string_view piece = sheet::first_utf16_units(value, kMaxCellUnits / 2);
        maker.add_text(piece, Look::Key);
        value.remove_prefix(piece.size());
      }
    }
    maker.sheet().is_hidden = true;
    maker.finish(false);
  }

  const TablePlan& plan_;
  const schema::Schema& schema_;
  const BookOptions& options_;
  sheet::Workbook book_;
  sheet::FormatTable formats_;
  std::vector<std::string> long_values_;
  std::set<std::string> names_;    // of columns and tables
  std::vector<bool> has_example_;  // by table of the plan
};

}  // namespace

std::optional<sheet::Workbook> build_book(const schema::Schema& schema, const std::optional<data::Value>& root,
                                          const BookOptions& options, diagnostics::DiagnosticSink& sink) {
  const TablePlan plan = plan_tables(schema, std::max(kUsualListColumns, root ? widest_list(*root) : 0));
  std::vector<DataTable> tables(plan.tables.size());
  if (root) tables = rows_of(plan, *root, options.language);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i].rows.size() <= sheet::kMaxRows - 3 && plan.tables[i].columns.size() <= sheet::kMaxColumns - 3)
      continue;
    sink.report(messages::DatabookTooManyRows, diagnostics::Origin{}, plan.tables[i].title.english,
                plan.tables[i].title.chinese, tables[i].rows.size());
    return std::nullopt;
  }
  return BookBuilder(plan, schema, options).build(std::move(tables));
}

}  // namespace gongwen::databook
