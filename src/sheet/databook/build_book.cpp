#include "sheet/databook/build_book.h"

#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "schema/json_tree.h"
#include "schema/table_cells.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/detail/sheet_columns.h"
#include "sheet/databook/detail/sheet_maker.h"
#include "sheet/databook/table_plan.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;
using intake::LooseCell;
using schema::JsonNode;

class BookReader {
 public:
  BookReader(const TablePlan& plan, const std::string& file, diagnostics::DiagnosticSink& sink)
      : plan_(plan), file_(file), sink_(sink), rows_(plan.tables.size()) {}

  BookData read(const intake::ReturnedFile& book) {
    BookSheets sheets(book);
    long_values_ = sheets.own(kLongSheet);
    map_ = read_book_map(plan_, sheets.own(kMapSheet));
    const diagnostics::ErrorWatch watch(sink_);
    const std::vector<SheetColumns> found = find_columns(plan_, map_, sheets, file_, sink_);
    if (found.empty() && !watch.saw_errors()) sink_.report(messages::DatabookNoTables, diagnostics::Origin{}, file_);
    for (const SheetColumns& columns : found) {
      columns_ = &columns;
      sheet_ = columns.sheet;
      columns.table == 0 ? read_record() : read_rows();
      report_beside(*sheet_, area_of(columns), file_, sink_);
    }
    schema::WrittenJson written = schema::write_json_tree(root_, plan_.root);
    BookData result{std::move(written.json), {}};
    for (const auto& [pointer, number] : written.places) result.places.emplace(pointer, places_[number]);
    return result;
  }

 private:
  /// The rows of a table by number.
  struct KnownRows {
    std::map<std::string, JsonNode*, std::less<>> by_number;
    std::set<std::string, std::less<>> repeated;
    std::vector<JsonNode*> all;
  };

  std::string place(const LooseCell& cell) const { return place_text(cell.sheet, cell.row, cell.column); }

  template <typename... Arguments>
  void report(diagnostics::DiagnosticId id, const LooseCell& cell, const Arguments&... arguments) {
    sink_.report(id, diagnostics::Origin{}, file_ + " " + place(cell), arguments...);
  }

  const LooseCell* cell_at(const SheetRow& row, std::optional<std::uint32_t> column) const {
    const auto cell = column ? row.find(*column) : row.end();
    return cell == row.end() || is_blank(*cell->second) ? nullptr : cell->second;
  }

  static ReadArea area_of(const SheetColumns& columns) {
    ReadArea area{columns.first_row, {}, columns.table != 0, columns.skipped};
    const auto add = [&area](const std::optional<std::uint32_t>& column) {
      if (column) area.columns.push_back(*column);
    };
    for (const auto& [column, index] : columns.columns) area.columns.push_back(column);
    if (columns.table == 0) {
      area.columns.assign({columns.value.value_or(1)});
      return area;
    }
    add(columns.number);
    add(columns.parent);
    add(columns.rest);
    std::sort(area.columns.begin(), area.columns.end());
    return area;
  }

  void read_record() {
    if (root_.place == JsonNode::kNoPlace) set_place(&root_, sheet_->name);
    for (const auto& [number, row] : sheet_->rows) {
      if (number >= columns_->first_row && !columns_->skipped.contains(number)) read_line(row);
    }
  }

  void read_line(const SheetRow& row) {
    const LooseCell* const key = cell_at(row, columns_->number);
    if (key != nullptr && key->text.starts_with(kKeyMark)) {
      const LooseCell* const value = cell_at(row, columns_->value);
      if (value != nullptr) read_keyed(key->text, label_of(row), *value);
      return;
    }
    // A line that somebody added, or a line of a sheet without keys.
    for (auto cell = row.begin(); cell != row.end(); ++cell) {
      if (is_blank(*cell->second)) continue;
      if (is_either(intake::trim_blanks(cell->second->text), texts::DatabookFieldHead)) return;
      const LooseCell* const value = cell_at(row, columns_->value.value_or(cell->first + 1));
      if (value == nullptr || value == cell->second) return;
      const auto column = find_title(plan_.tables[0], cell->second->text);
      if (!column) {
        if (columns_->value) report(messages::DatabookUnknownColumn, *cell->second, cell->second->text);
        return;
      }
      return put(&root_, plan_.tables[0].columns[*column], *value);
    }
  }

  /// The title of a line in the record: its first cell before the value.
  const LooseCell* label_of(const SheetRow& row) const {
    for (const auto& [column, cell] : row) {
      if (columns_->value && column >= *columns_->value) break;
      if (!is_blank(*cell)) return cell;
    }
    return nullptr;
  }

  /// If the title belongs to another line than the key, the title decides: it is what people see.
  void read_keyed(std::string_view key, const LooseCell* label, const LooseCell& value) {
    const Table& record = plan_.tables[0];
    const std::string_view pointer = key.substr(kKeyMark.size());
    const auto keyed = std::find_if(record.columns.begin(), record.columns.end(),
                                    [pointer](const Column& column) { return column.pointer == pointer; });
    const auto titled = label == nullptr ? std::nullopt : find_title(record, label->text);
    const bool is_other = titled && (keyed == record.columns.end() || !is_titled(*keyed, *label));
    if (is_other) {
      report(messages::DatabookHeadMoved, *label, label->text,
             keyed == record.columns.end() ? std::string(pointer) : keyed->title.chinese);
      return put(&root_, record.columns[*titled], value);
    }
    if (key == kRestKey) return merge_rest(&root_, value);
    if (keyed == record.columns.end()) return report(messages::DatabookUnknownColumn, value, pointer);
    put(&root_, *keyed, value);
  }

  bool is_titled(const Column& column, const LooseCell& label) const {
    const auto own = static_cast<std::size_t>(&column - plan_.tables[0].columns.data());
    std::string_view text = intake::trim_blanks(label.text);
    if (text.ends_with('*')) text = intake::trim_blanks(text.substr(0, text.size() - 1));
    const auto was = map_.tables[0].titles.find(text);
    if (was != map_.tables[0].titles.end() && was->second == own) return true;
    const bool named = column.path.size() == 1 && column.path.front() == text;
    return named || column.title.chinese == text || base::equals_ignoring_ascii_case(column.title.english, text);
  }

  void read_rows() {
    last_parent_ = nullptr;
    for (const auto& [number, row] : sheet_->rows) {
      if (number >= columns_->first_row && !columns_->skipped.contains(number)) read_row(row);
    }
  }

  /// Whether an example row contains exactly what it had when the workbook was made. Workbooks of older versions do not
  /// record that.
  bool is_untouched_example(const SheetRow& row) const {
    const Table& table = plan_.tables[columns_->table];
    const BookMap::OfTable& known = map_.tables[columns_->table];
    const auto was_there = [&](std::size_t index, const LooseCell& cell) {
      const std::string_view text = intake::trim_blanks(cell.text);
      if (known.has_examples) {
        const auto example = known.examples.find(index);
        return example != known.examples.end() && intake::trim_blanks(example->second) == text;
      }
      return intake::trim_blanks(example_text(table.columns[index], diagnostics::Language::Chinese)) == text ||
             intake::trim_blanks(example_text(table.columns[index], diagnostics::Language::English)) == text;
    };
    const bool columns = std::all_of(columns_->columns.begin(), columns_->columns.end(), [&](const auto& column) {
      const LooseCell* const cell = cell_at(row, column.first);
      return cell == nullptr || was_there(column.second, *cell);
    });
    const auto is_mark = [this, &row](const std::optional<std::uint32_t>& column) {
      const LooseCell* const cell = cell_at(row, column);
      return cell == nullptr || is_example(cell);
    };
    return columns && is_mark(columns_->number) && is_mark(columns_->parent) && cell_at(row, columns_->rest) == nullptr;
  }

  /// Whether this is a total or a note below the rows, without a number.
  bool is_remark_row(const LooseCell* number, const LooseCell* first) const {
    if (number != nullptr) return data::is_remark(number->text);
    return first != nullptr && data::is_remark(first->text);
  }

  static bool is_example(const LooseCell* cell) {
    return cell != nullptr && intake::trim_blanks(cell->text).starts_with(kExampleMark);
  }

  void read_row(const SheetRow& row) {
    const LooseCell* number = cell_at(row, columns_->number);
    const LooseCell* const parent = cell_at(row, columns_->parent);
    if (is_example(number) || is_example(parent)) {
      if (!is_untouched_example(row)) report(messages::DatabookFilledExample, *row.begin()->second);
      return;
    }
    const LooseCell* first = nullptr;
    for (const auto& [column, index] : columns_->columns) {
      if (first == nullptr) first = cell_at(row, column);
    }
    if (first == nullptr) first = cell_at(row, columns_->rest);
    if (first == nullptr && number == nullptr) return;
    // Row numbers that no other table refers to may be uncalculated formulas.
    const bool is_needed = plan_.tables[columns_->table].has_children || first == nullptr;
    if (number != nullptr && number->trouble == data::CellError::NoResult && !is_needed) number = nullptr;
    if (first == nullptr && number->trouble != data::CellError::None) return;
    if (is_remark_row(number, first)) {
      const LooseCell& cell = number != nullptr ? *number : *first;
      return report(messages::DatabookNotARecord, cell, cell.text);
    }
    constexpr std::size_t kSeveral = 3;
    const auto filled = std::count_if(row.begin(), row.end(), [](const auto& cell) { return !is_blank(*cell.second); });
    if (first != nullptr && filled == 1 && columns_->columns.size() >= kSeveral) {
      report(messages::DatabookOneCell, *first, first->text);
    }
    if (number != nullptr && report_trouble(*number, file_, sink_)) return;
    if (parent != nullptr && report_trouble(*parent, file_, sink_)) return;
    JsonNode* const node = add_row(parent, first);
    if (node == nullptr) return;
    set_place(node, place(number != nullptr ? *number : *row.begin()->second));
    if (number != nullptr) remember(*number, node);
    rows_[columns_->table].all.push_back(node);
    fill_row(row, node);
  }

  /// Adds an item to the list that the row belongs to. A row without values may be one that nobody filled in.
  JsonNode* add_row(const LooseCell* parent, const LooseCell* first) {
    const Table& table = plan_.tables[columns_->table];
    JsonNode* const object = table.parent == 0 ? &root_ : parent_node(table.parent, parent, first);
    if (object == nullptr) return nullptr;
    JsonNode* const list = object->follow(table.path);
    JsonNode* const item = list == nullptr ? nullptr : list->add_item();
    if (item == nullptr && first != nullptr)
      report(messages::DatabookGivenTwice, *first, table.title.english, table.title.chinese);
    return item;
  }

  JsonNode* parent_node(std::size_t table, const LooseCell* parent, const LooseCell* first) {
    const KnownRows& known = rows_[table];
    const Table& owner = plan_.tables[table];
    if (parent == nullptr) {
      if (last_parent_ == nullptr && known.all.size() == 1) last_parent_ = known.all.front();
      if (last_parent_ == nullptr && first != nullptr) {
        report(messages::DatabookNoParent, *first, "", owner.names.chinese);
      }
      return last_parent_;
    }
    const std::string number = intake::narrow_text(intake::trim_blanks(parent->text));
    if (known.repeated.contains(number)) {
      report(messages::DatabookSameNumber, *parent, number, owner.names.chinese);
      return nullptr;
    }
    const auto found = known.by_number.find(number);
    if (found == known.by_number.end()) {
      report(messages::DatabookNoParent, *parent, number, owner.names.chinese);
      return nullptr;
    }
    return last_parent_ = found->second;
  }

  void remember(const LooseCell& cell, JsonNode* node) {
    KnownRows& known = rows_[columns_->table];
    std::string number = intake::narrow_text(intake::trim_blanks(cell.text));
    if (!known.by_number.emplace(number, node).second) known.repeated.insert(std::move(number));
  }

  void fill_row(const SheetRow& row, JsonNode* node) {
    const Table& table = plan_.tables[columns_->table];
    if (table.rows_are_lists) fill_list(row, node);
    for (const auto& [column, index] : columns_->columns) {
      const LooseCell* const cell = cell_at(row, column);
      if (cell != nullptr && !table.rows_are_lists) put(node, table.columns[index], *cell);
    }
    if (const LooseCell* const rest = cell_at(row, columns_->rest)) merge_rest(node, *rest);
  }

  /// Blank cells before the last filled one become empty texts: a list has no gaps.
  void fill_list(const SheetRow& row, JsonNode* node) {
    const Table& table = plan_.tables[columns_->table];
    std::map<std::size_t, const LooseCell*> by_position;
    for (const auto& [column, index] : columns_->columns) {
      if (const LooseCell* const cell = cell_at(row, column)) by_position[index] = cell;
    }
    if (by_position.empty()) return;
    for (std::size_t i = 0; i <= by_position.rbegin()->first; ++i) {
      JsonNode* const item = node->add_item();
      const auto cell = by_position.find(i);
      if (cell != by_position.end()) {
        set(item, decode(*cell->second, table.columns[i]), *cell->second);
      } else {
        item->type = JsonNode::Type::Scalar;
        item->json = table.columns[i].field.types.has(schema::SchemaType::String) ? "\"\"" : "null";
      }
    }
  }

  /// Resolves `json:#3` to the third row of the sheet for long values.
  std::string text_of(const LooseCell& cell) {
    const std::string_view text = cell.text;
    if (cell.type != intake::RawType::Text || !text.starts_with(kLiteralMark)) return cell.text;
    if (text.size() <= kLiteralMark.size() || text[kLiteralMark.size()] != kLongMark) return cell.text;
    const std::string_view digits = text.substr(kLiteralMark.size() + 1);
    std::uint32_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    std::string whole(kLiteralMark);
    if (long_values_ == nullptr || number == 0) return cell.text;
    const auto row = long_values_->rows.find(number - 1);
    if (row == long_values_->rows.end()) return cell.text;
    for (const auto& [column, piece] : row->second) whole += piece->text;
    return whole;
  }

  std::string decode(const LooseCell& cell, const Column& column) {
    if (report_trouble(cell, file_, sink_)) return {};
    report_odd_format(cell, file_, sink_);
    const data::TableCell told{kind_of(cell.type), cell.text, {}, cell.shown};
    const schema::SeenCell seen = schema::seen_cell(told, column.field);
    if (seen.lost_digits) {
      report(messages::DatabookLostDigits, cell, cell.text);
      return {};
    }
    if (seen.differs) report(messages::DatabookShownOtherwise, cell, cell.shown, cell.text);
    const bool as_shown = seen.text.data() == told.shown.data() && !told.shown.empty();
    CellJson decoded = decode_cell(
        as_shown ? DataCell{intake::RawType::Text, cell.shown} : DataCell{cell.type, text_of(cell)}, column.field);
    if (decoded.bad_literal) report(messages::DatabookBadLiteral, cell);
    return std::move(decoded.json);
  }

  void put(JsonNode* object, const Column& column, const LooseCell& cell) {
    std::string json = decode(cell, column);
    if (json.empty()) return;
    JsonNode* const node = object->follow(column.path);
    if (node == nullptr || node->type != JsonNode::Type::Nothing) {
      return report(messages::DatabookGivenTwice, cell, column.title.english, column.title.chinese);
    }
    set(node, std::move(json), cell);
  }

  void set(JsonNode* node, std::string json, const LooseCell& cell) {
    if (json.empty()) return;
    node->type = JsonNode::Type::Scalar;
    node->json = std::move(json);
    set_place(node, place(cell));
  }

  void set_place(JsonNode* node, std::string place) {
    node->place = places_.size();
    places_.push_back(std::move(place));
  }

  void merge_rest(JsonNode* node, const LooseCell& cell) {
    const std::string text = text_of(cell);
    const std::string_view literal =
        std::string_view(text).substr(text.starts_with(kLiteralMark) ? kLiteralMark.size() : 0);
    resources::SourceStore store;
    diagnostics::DiagnosticSink unread;
    const diagnostics::SourceId source = store.add("rest", std::string(literal));
    const auto document = data::read_json(source, store.source_text(source), {}, unread);
    if (!document) return report(messages::DatabookBadLiteral, cell);
    merge(node, document->root(), cell);
  }

  void merge(JsonNode* node, const data::Value& value, const LooseCell& cell) {
    const bool opens = node->type == JsonNode::Type::Nothing || node->type == JsonNode::Type::Object;
    if (value.is_object() && value.size() > 0 && opens) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        JsonNode* const member = node->member(value.key_at(i));
        if (member != nullptr) merge(member, value.at(i), cell);
      }
      return;
    }
    if (!node->is_empty()) {
      return report(messages::DatabookGivenTwice, cell, value.key(), value.key());
    }
    std::string json;
    data::append_value_json(json, value);
    *node = {};
    set(node, std::move(json), cell);
  }

  const TablePlan& plan_;
  const std::string& file_;
  diagnostics::DiagnosticSink& sink_;
  JsonNode root_;
  std::vector<std::string> places_;  // the places that numbers in the tree refer to
  std::vector<KnownRows> rows_;
  BookMap map_;
  const SheetCells* long_values_ = nullptr;
  const SheetColumns* columns_ = nullptr;
  const SheetCells* sheet_ = nullptr;
  JsonNode* last_parent_ = nullptr;
};

}  // namespace

BookData read_book(const intake::ReturnedFile& book, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink) {
  const TablePlan plan = plan_tables(schema, std::max(kUsualListColumns, count_positions(book.loose_cells)));
  return BookReader(plan, file, sink).read(book);
}

namespace {

using diagnostics::Language;

/// Number of rows below the data that also get validations.
constexpr std::uint32_t kSpareRows = 1'000;
/// In tables: below the keys and an empty row.
constexpr std::uint32_t kHeadRow = 2;
constexpr int kNumberWidth = 6;
constexpr int kParentWidth = 10;
constexpr int kRestWidth = 30;
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

  // Tables: one row per item.

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
    // Sorting in programs includes all adjacent rows; the empty row keeps the keys out.
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

  // Sheets without data.

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
