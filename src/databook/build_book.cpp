#include "databook/build_book.h"

#include "databook/cell_value.h"
#include "databook/detail/sheet_maker.h"
#include "databook/table_plan.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

using diagnostics::Language;
namespace messages = diagnostics::messages;

/// Rows beyond the data that keep the rules, too.
constexpr std::uint32_t kSpareRows = 1'000;
/// Of a table: below the keys and an empty row.
constexpr std::uint32_t kHeadRow = 2;
constexpr int kNumberWidth = 6;
constexpr int kParentWidth = 10;
constexpr int kRestWidth = 30;
constexpr int kRecordTitleWidth = 30;
constexpr int kRecordValueWidth = 60;
constexpr int kRecordHintWidth = 44;

int text_width(std::string_view text) { return static_cast<int>(sheet::estimate_width(text, 22).to_px() / 7.5) + 2; }

/// In half-width characters, by what may be written.
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
  BookBuilder(const TablePlan& plan, const BookOptions& options)
      : plan_(plan), options_(options), has_example_(plan.tables.size()) {}

  sheet::Workbook build(const schema::Schema& schema, const std::vector<DataTable>& tables) {
    if (is_wanted(plan_.tables[0])) write_record(tables[0]);
    for (std::size_t i = 1; i < plan_.tables.size(); ++i) {
      if (is_wanted(plan_.tables[i])) write_table(plan_.tables[i], tables[i]);
    }
    write_help(schema);
    write_map();
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

  /// A record without single values has no sheet.
  bool is_wanted(const Table& table) const {
    if (table.pointer.empty()) return options_.lists.empty() || !table.columns.empty();
    const auto holds = [&table](const std::string& list) {
      return table.pointer == list || table.pointer.starts_with(list + "/");
    };
    return options_.lists.empty() || std::any_of(options_.lists.begin(), options_.lists.end(), holds);
  }

  /// What is too long for a cell goes to its own sheet.
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

  // The record: a line a value.

  void write_record(const DataTable& data) {
    const Table& record = plan_.tables[0];
    SheetMaker maker(book_, formats_, record.name(options_.language));
    maker.add_column(kRecordTitleWidth, Look::Text);
    maker.add_column(kRecordValueWidth, Look::Text);
    maker.add_column(kRecordHintWidth, Look::Hint);
    maker.add_column(8, Look::Key, true);
    maker.begin_row_of({});
    maker.skip();
    maker.add_text(kValueKey, Look::Key);
    maker.skip();
    maker.add_text(kRecordKey, Look::Key);
    maker.begin_row();
    for (const auto& head : {texts::DatabookFieldHead, texts::DatabookValueHead, texts::DatabookHintHead}) {
      maker.add_text(say(head), Look::Head);
    }
    for (std::size_t i = 0; i < record.columns.size(); ++i) {
      write_line(maker, record.columns[i], data.rows.empty() ? DataCell{} : data.rows.front().cells[i]);
    }
    if (!data.rows.empty() && !data.rows.front().rest.text.empty()) write_rest_line(maker, data.rows.front().rest);
    maker.sheet().frozen = {2, 1};
    maker.sheet().print.repeated_rows = sheet::RowSpan{1, 1};
    maker.finish(false);
  }

  void write_line(SheetMaker& maker, const Column& column, const DataCell& cell) {
    maker.begin_row();
    add_head(maker, column);
    add_validation(maker, column, {maker.place(), maker.place()});
    maker.add_cell(fitting(cell), look_of(cell, look_of(column.field)), sheet::HorizontalAlign::Left);
    std::string words = entry_words(column, options_.language);
    const std::string_view description = column.field.description.in(options_.language);
    if (!description.empty()) words.append("\n").append(description);
    maker.add_text(words, Look::Hint);
    maker.add_text(std::string(kKeyMark) + column.pointer, Look::Key);
  }

  void write_rest_line(SheetMaker& maker, const DataCell& rest) {
    maker.begin_row();
    maker.add_text(say(texts::DatabookRest), Look::Head);
    maker.add_cell(fitting(rest), Look::LongText);
    maker.add_text(say(texts::DatabookRestHint), Look::Hint);
    maker.add_text(kRestKey, Look::Key);
  }

  // Tables: a row an item.

  static std::string key_of(const Column& column) {
    return column.path.empty() ? std::string(kItemKey) : std::string(kKeyMark) + column.pointer;
  }

  void write_table(const Table& table, const DataTable& data) {
    const bool has_rest =
        std::any_of(data.rows.begin(), data.rows.end(), [](const DataRow& row) { return !row.rest.text.empty(); });
    SheetMaker maker(book_, formats_, table.name(options_.language));
    add_columns(maker, table, has_rest);
    write_keys(maker, table, has_rest);
    write_heads(maker, table, has_rest);
    if (options_.examples && data.rows.empty()) {
      write_example(maker, table);
      has_example_[static_cast<std::size_t>(&table - plan_.tables.data())] = true;
    }
    for (std::size_t i = 0; i < data.rows.size(); ++i) write_row(maker, table, data.rows[i], i + 1);
    add_validations(maker, table, static_cast<std::uint32_t>(data.rows.size()));
    const std::uint32_t fixed = table.parent != 0 ? 2 : 1;
    maker.sheet().frozen = {kHeadRow + 1, fixed};
    maker.sheet().filter =
        sheet::CellRange{{kHeadRow, 0}, {last_row_of_rules(data.rows.size()), last_column(table, has_rest)}};
    maker.sheet().print.repeated_rows = sheet::RowSpan{kHeadRow, kHeadRow};
    maker.finish(true);
  }

  void add_columns(SheetMaker& maker, const Table& table, bool has_rest) {
    maker.add_column(kNumberWidth, Look::Number);
    if (table.parent != 0) maker.add_column(kParentWidth, Look::Number);
    for (const Column& column : table.columns) {
      maker.add_column(column_width(column, options_.language), look_of(column.field));
    }
    if (has_rest) maker.add_column(kRestWidth, Look::LongText);
  }

  void write_keys(SheetMaker& maker, const Table& table, bool has_rest) {
    maker.begin_row_of({});
    maker.add_text(std::string(kTableKey) + table.pointer, Look::Key);
    if (table.parent != 0) maker.add_text(kParentKey, Look::Key);
    for (const Column& column : table.columns) maker.add_text(key_of(column), Look::Key);
    if (has_rest) maker.add_text(kRestKey, Look::Key);
    // Programs sort all rows that touch each other; the keys must not be among them.
    maker.begin_row_of({});
  }

  void write_heads(SheetMaker& maker, const Table& table, bool has_rest) {
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
    for (const Column& column : table.columns) add_head(maker, column);
    if (has_rest) maker.add_text(say(texts::DatabookRest), Look::Head);
  }

  void write_example(SheetMaker& maker, const Table& table) {
    maker.begin_row();
    maker.add_text(kExampleMark, Look::Example);
    if (table.parent != 0) maker.add_text(kExampleMark, Look::Example);
    for (const Column& column : table.columns) {
      maker.add_text(example_text(column, options_.language), Look::Example);
    }
  }

  void write_row(SheetMaker& maker, const Table& table, const DataRow& row, std::size_t number) {
    maker.begin_row();
    maker.add_cell({intake::RawType::Number, std::to_string(number)}, Look::Number);
    if (table.parent != 0) maker.add_cell({intake::RawType::Number, std::to_string(row.parent)}, Look::Number);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      maker.add_cell(fitting(row.cells[i]), look_of(row.cells[i], look_of(table.columns[i].field)));
    }
    if (!row.rest.text.empty()) maker.add_cell(fitting(row.rest), Look::LongText);
  }

  std::uint32_t first_row_of_rules(std::size_t rows) const {
    return kHeadRow + (options_.examples && rows == 0 ? 2 : 1);
  }

  std::uint32_t last_row_of_rules(std::size_t rows) const {
    const std::size_t last = first_row_of_rules(rows) + rows + kSpareRows;
    return static_cast<std::uint32_t>(std::min<std::size_t>(last, sheet::kMaxRows - 1));
  }

  static std::uint32_t last_column(const Table& table, bool has_rest) {
    const std::size_t fixed = (table.parent != 0 ? 2 : 1) + (has_rest ? 1 : 0);
    return static_cast<std::uint32_t>(table.columns.size() + fixed - 1);
  }

  void add_validations(SheetMaker& maker, const Table& table, std::uint32_t rows) {
    const std::uint32_t first = first_row_of_rules(rows);
    const std::uint32_t last = last_row_of_rules(rows);
    std::uint32_t column = table.parent != 0 ? 2 : 1;
    for (const Column& one : table.columns) {
      add_validation(maker, one, {{first, column}, {last, column}});
      ++column;
    }
  }

  // Sheets that are not for data.

  void write_help(const schema::Schema& schema) {
    SheetMaker maker(book_, formats_, help_sheet_name(options_.language));
    for (const int width : {30, 60, 60}) maker.add_column(width, Look::LongText);
    maker.begin_row_of({});
    maker.add_text(kHelpKey, Look::Key);
    bool first = true;
    for (const HelpLine& line : help_lines(plan_, schema, options_)) {
      maker.begin_row();
      const Look look = first ? Look::Title : line.head ? Look::Head : Look::LongText;
      for (const std::string& text : line.texts) maker.add_text(text, look);
      first = false;
    }
    maker.finish(true);
  }

  void write_map() {
    SheetMaker maker(book_, formats_, std::string(kMapSheet));
    const auto line = [&maker](std::initializer_list<std::string_view> texts) {
      maker.begin_row();
      for (const std::string_view text : texts) maker.add_text(text, Look::Key);
    };
    for (const Table& table : plan_.tables) {
      if (!is_wanted(table)) continue;
      line({kMapTable, table.name(options_.language), table.pointer});
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
  const BookOptions& options_;
  sheet::Workbook book_;
  sheet::FormatTable formats_;
  std::vector<std::string> long_values_;
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
  return BookBuilder(plan, options).build(schema, tables);
}

}  // namespace gongwen::databook
