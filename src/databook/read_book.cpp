#include "data/readers.h"
#include "data/values.h"
#include "databook/build_book.h"
#include "databook/cell_value.h"
#include "databook/sheet_columns.h"
#include "diagnostics/catalogue/databook.h"
#include "intake/field_value.h"
#include "resources/source_store.h"
#include "schema/json_tree.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;
using intake::LooseCell;
using schema::JsonNode;

bool is_blank(const LooseCell* cell) { return cell == nullptr || intake::trim_blanks(cell->text).empty(); }

class BookReader {
 public:
  BookReader(const TablePlan& plan, const std::string& file, diagnostics::DiagnosticSink& sink)
      : plan_(plan), file_(file), sink_(sink), rows_(plan.tables.size()) {}

  BookData read(const std::vector<LooseCell>& cells) {
    const std::vector<SheetCells> sheets = cells_by_sheet(cells);
    for (const SheetCells& sheet : sheets) {
      if (sheet.name == kLongSheet) long_values_ = &sheet;
    }
    const std::vector<SheetColumns> found = find_columns(plan_, sheets, file_, sink_);
    if (found.empty()) sink_.report(messages::DatabookNoTables, diagnostics::Origin{}, file_);
    for (const SheetColumns& columns : found) {
      columns_ = &columns;
      sheet_ = columns.sheet;
      columns.table == 0 ? read_record() : read_rows();
    }
    schema::WrittenJson written = schema::write_json_tree(root_, plan_.root);
    BookData result{std::move(written.json), {}};
    for (const auto& [pointer, number] : written.places) result.places.emplace(pointer, places_[number]);
    return result;
  }

 private:
  /// The rows of a table by their numbers.
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
    return cell == row.end() || is_blank(cell->second) ? nullptr : cell->second;
  }

  void read_record() {
    if (root_.place == JsonNode::kNoPlace) set_place(&root_, sheet_->name);
    for (const auto& [number, row] : sheet_->rows) {
      if (number >= columns_->first_row) read_line(row);
    }
  }

  void read_line(const SheetRow& row) {
    const LooseCell* const key = cell_at(row, columns_->number);
    if (key != nullptr && key->text.starts_with(kKeyMark)) {
      const LooseCell* const value = cell_at(row, columns_->value);
      if (value != nullptr) read_keyed(key->text, *value);
      return;
    }
    // A line that somebody added, or of a sheet that has lost its keys.
    for (auto cell = row.begin(); cell != row.end(); ++cell) {
      if (is_blank(cell->second)) continue;
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

  void read_keyed(std::string_view key, const LooseCell& value) {
    if (key == kRestKey) return merge_rest(&root_, value);
    const std::string_view pointer = key.substr(kKeyMark.size());
    for (const Column& column : plan_.tables[0].columns) {
      if (column.pointer == pointer) return put(&root_, column, value);
    }
    report(messages::DatabookUnknownColumn, value, pointer);
  }

  void read_rows() {
    last_parent_ = nullptr;
    for (const auto& [number, row] : sheet_->rows) {
      if (number >= columns_->first_row) read_row(row);
    }
  }

  static bool is_example(const LooseCell* cell) {
    return cell != nullptr && intake::trim_blanks(cell->text).starts_with(kExampleMark);
  }

  void read_row(const SheetRow& row) {
    const LooseCell* const number = cell_at(row, columns_->number);
    const LooseCell* const parent = cell_at(row, columns_->parent);
    if (is_example(number) || is_example(parent)) return;
    const LooseCell* first = cell_at(row, columns_->rest);
    for (const auto& [column, index] : columns_->columns) {
      if (first == nullptr) first = cell_at(row, column);
    }
    if (first == nullptr && number == nullptr) return;
    JsonNode* const node = add_row(parent, first);
    if (node == nullptr) return;
    set_place(node, place(number != nullptr ? *number : *row.begin()->second));
    if (number != nullptr) remember(*number, node);
    rows_[columns_->table].all.push_back(node);
    fill_row(row, node);
  }

  /// A new item of the list that the row belongs to. A row without values may be one that nobody filled in.
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

  /// Blank cells before the last one are empty texts: a list has no holes.
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

  /// `json:#3` is the third row of the sheet of long values.
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
    if (is_cell_error(cell.text)) {
      report(messages::DatabookCellError, cell, cell.text);
      return {};
    }
    CellJson decoded = decode_cell({cell.type, text_of(cell)}, column.field);
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
  std::vector<std::string> places_;  // what the numbers in the tree stand for
  std::vector<KnownRows> rows_;
  const SheetCells* long_values_ = nullptr;
  const SheetColumns* columns_ = nullptr;
  const SheetCells* sheet_ = nullptr;
  JsonNode* last_parent_ = nullptr;
};

}  // namespace

BookData read_book(const std::vector<LooseCell>& cells, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink) {
  const TablePlan plan = plan_tables(schema, std::max(kUsualListColumns, count_positions(cells)));
  return BookReader(plan, file, sink).read(cells);
}

}  // namespace gongwen::databook
