#include "sheet/databook/read_book.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cells.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "schema/describe_fields.h"
#include "schema/json_tree.h"
#include "schema/table_cells.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/detail/leaves.h"
#include "sheet/databook/detail/sheet_columns.h"
#include "sheet/databook/detail/sheet_maker.h"
#include "sheet/databook/table_plan.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;
using intake::LooseCell;
using schema::JsonNode;

/// The date of a number that a spreadsheet would show as a date of our time; nullopt for others, such as 20260804.
std::optional<std::string> day_of_number(const std::string& text) {
  double serial = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), serial);
  const bool is_day = error == std::errc() && end == text.data() + text.size() && serial >= sheet::kFirstPlausibleDay &&
                      serial <= sheet::kLastPlausibleDay;
  return is_day ? intake::date_of_serial(serial, false) : std::nullopt;
}

class BookReader {
 public:
  BookReader(const TablePlan& plan, const std::string& file, diagnostics::DiagnosticSink& sink,
             const ReadBookOptions& options)
      : plan_(plan), file_(file), sink_(sink), options_(options), rows_(plan.tables.size()) {}

  BookData read(const intake::ReturnedFile& book) {
    BookSheets sheets(book);
    long_values_ = sheets.own(kLongSheet);
    pictures_ = &book.pictures;
    map_ = read_book_map(plan_, sheets.own(kMapSheet));
    const diagnostics::ErrorWatch watch(sink_);
    const FoundSheets found = find_columns(plan_, map_, book.data_names, sheets, file_, sink_);
    if (found.tables.empty() && !watch.saw_errors())
      sink_.report(messages::DatabookNoTables, diagnostics::Origin{}, file_);
    note_stated(found);
    for (const SheetColumns& columns : found.tables) {
      columns_ = &columns;
      sheet_ = columns.sheet;
      place_pictures(sheets);
      columns.table == 0 ? read_record() : read_rows();
      report_beside(*sheet_, area_of(columns, sheet_->rows), file_, sink_);
    }
    for (const DetailColumns& detail : found.details) read_detail(detail);
    report_missing(sheets);
    schema::WrittenJson written = schema::write_json_tree(root_, plan_.root);
    BookData result{std::move(written.json), {}, std::move(stated_)};
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

  void note_stated(const FoundSheets& found) {
    stated_.tables.resize(plan_.tables.size());
    for (const SheetColumns& columns : found.tables) {
      StatedTable& stated = stated_.tables[columns.table];
      stated.has_sheet = true;
      stated.has_rest = columns.rest.has_value() || columns.rest_line.has_value();
      for (const auto& [column, index] : columns.columns) stated.columns.insert(index);
      if (columns.table == 0) note_lines(columns, stated);
    }
    for (const DetailColumns& detail : found.details) stated_.details.insert(detail.detail);
  }

  /// The lines of the record, whether they are filled in or not.
  void note_lines(const SheetColumns& columns, StatedTable& stated) {
    columns_ = &columns;
    sheet_ = columns.sheet;
    for (const auto& [row, column] : columns.lines) stated.columns.insert(column);
    for (const auto& [number, row] : sheet_->rows) {
      const LooseCell* const label = number >= columns.first_row ? label_of(row) : nullptr;
      const auto titled = label == nullptr ? std::nullopt : title_of_line(*label);
      if (titled) stated.columns.insert(*titled);
    }
  }

  /// Reports sheets and columns that the workbook was made with but no longer has. Hidden sheets, and visible ones that
  /// could not be read, have already been reported.
  void report_missing(BookSheets& sheets) {
    const auto is_there = [&sheets](const std::string& name) {
      return sheets.is_hidden(name) || std::any_of(sheets.visible().begin(), sheets.visible().end(),
                                                   [&name](const SheetCells& sheet) { return sheet.name == name; });
    };
    for (std::size_t i = 0; i < plan_.tables.size(); ++i) {
      const BookMap::OfTable& was = map_.tables[i];
      if (was.sheet.empty()) continue;
      if (stated_.tables[i].has_sheet) {
        report_missing_columns(i);
      } else if (!is_there(was.sheet)) {
        if (was.rows > 0) {
          sink_.report(messages::DatabookSheetMissing, diagnostics::Origin{}, file_, was.sheet, was.rows);
        } else {
          report_unstated(messages::DatabookEmptySheetMissing, file_, was.sheet);
        }
      }
    }
    for (const auto& [detail, sheet] : map_.details) {
      if (stated_.details.contains(detail) || is_there(sheet)) continue;
      report_unstated(messages::DatabookEmptySheetMissing, file_, sheet);
    }
  }

  void report_missing_columns(std::size_t table) {
    if (options_.unstated == Unstated::Keep) return;
    std::set<std::size_t> missing;
    for (const auto& [title, column] : map_.tables[table].titles) {
      if (!stated_.tables[table].columns.contains(column)) missing.insert(column);
    }
    for (const std::size_t column : missing) {
      const Title& title = plan_.tables[table].columns[column].title;
      report_unstated(messages::DatabookColumnMissing, file_ + " " + map_.tables[table].sheet, title.english,
                      title.chinese);
    }
  }

  template <typename... Arguments>
  void report_unstated(diagnostics::DiagnosticId id, const Arguments&... arguments) {
    const bool is_error = options_.unstated == Unstated::Error;
    sink_.report_as(is_error ? diagnostics::Severity::Error : diagnostics::Severity::Warning, id, diagnostics::Origin{},
                    arguments...);
  }

  std::string place(const LooseCell& cell) const { return place_text(cell.sheet, cell.row, cell.column); }

  template <typename... Arguments>
  void report(diagnostics::DiagnosticId id, const LooseCell& cell, const Arguments&... arguments) {
    sink_.report(id, diagnostics::Origin{}, file_ + " " + place(cell), arguments...);
  }

  const LooseCell* cell_at(const SheetRow& row, std::optional<std::uint32_t> column) const {
    const auto cell = column ? row.find(*column) : row.end();
    return cell == row.end() || is_blank(*cell->second) ? nullptr : cell->second;
  }

  ReadArea area_of(const SheetColumns& columns, const std::map<std::uint32_t, SheetRow>& rows) const {
    ReadArea area{columns.first_row, {}, columns.table != 0, columns.skipped, picture_values_};
    // Examples in folded columns are not data hidden by a user.
    for (const auto& [number, row] : rows) {
      const bool is_item = columns.table != 0 && number >= columns.first_row;
      if (is_item && is_example(cell_at(row, columns.number))) area.skipped.insert(number);
    }
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

  /// Puts the pictures that lie over blank cells of fields for pictures into these cells.
  void place_pictures(BookSheets& sheets) {
    picture_values_.clear();
    if (sheet_->view == nullptr) return;
    SheetCells& sheet = sheets.visible()[static_cast<std::size_t>(sheet_ - sheets.visible().data())];
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> placed;
    for (const intake::OverCells& over : sheet_->view->over) {
      const auto place = over.is_picture ? intake::parse_cell_reference(over.cell) : std::nullopt;
      if (!place) continue;
      const auto [row, column] = first_of_merge(place->row, place->column);
      const Column* const field = column_at(row, column);
      if (field == nullptr || !schema::takes_picture(field->field)) continue;
      LooseCell cell{sheet_->name, row, column, intake::RawType::Text, {}};
      cell.trouble = data::CellError::Picture;
      cell.picture = over.picture;
      const auto known = placed.find({row, column});
      if (known != placed.end()) {
        picture_values_.insert(&over);
        // Programs may write the same picture twice, the second one for older versions.
        if (known->second == over.picture && over.picture != 0) continue;
        report(messages::DatabookGivenTwice, cell, field->title.english, field->title.chinese);
        continue;
      }
      const auto found = sheet_->rows.find(row);
      if (found != sheet_->rows.end() && cell_at(found->second, column) != nullptr) continue;
      placed.emplace(std::pair(row, column), over.picture);
      picture_values_.insert(&over);
      sheets.add_cell(sheet, std::move(cell));
    }
    // A picture on merged cells counts for each of their rows, as a text does.
    if (!placed.empty() && columns_->table != 0) sheets.spread_merges(sheet);
  }

  std::pair<std::uint32_t, std::uint32_t> first_of_merge(std::uint32_t row, std::uint32_t column) const {
    for (const intake::CellArea& merge : sheet_->view->merges) {
      const bool is_in = row >= merge.first_row && row <= merge.last_row && column >= merge.first_column &&
                         column <= merge.last_column;
      if (is_in) return {merge.first_row, merge.first_column};
    }
    return {row, column};
  }

  /// The column of the plan to which a cell belongs; null if its row or line has no such column, or is not read.
  const Column* column_at(std::uint32_t row, std::uint32_t column) const {
    if (row < columns_->first_row || columns_->skipped.contains(row)) return nullptr;
    const Table& table = plan_.tables[columns_->table];
    if (columns_->table != 0) {
      const auto known = columns_->columns.find(column);
      return known == columns_->columns.end() ? nullptr : &table.columns[known->second];
    }
    const auto line = columns_->value == column ? sheet_->rows.find(row) : sheet_->rows.end();
    if (line == sheet_->rows.end()) return nullptr;
    const LooseCell* const label = label_of(line->second);
    if (label != nullptr) {
      if (const auto titled = title_of_line(*label)) return &table.columns[*titled];
    }
    const auto named = columns_->lines.find(row);
    return named == columns_->lines.end() || has_titled_line(named->second) ? nullptr : &table.columns[named->second];
  }

  void read_record() {
    if (root_.place == JsonNode::kNoPlace) set_place(&root_, sheet_->name);
    for (const auto& [number, row] : sheet_->rows) {
      if (number >= columns_->first_row && !columns_->skipped.contains(number)) read_line(number, row);
    }
  }

  void read_line(std::uint32_t number, const SheetRow& row) {
    const LooseCell* const key = cell_at(row, columns_->number);
    if (key != nullptr && key->text.starts_with(kKeyMark)) {
      const LooseCell* const value = cell_at(row, columns_->value);
      if (value != nullptr) read_keyed(key->text, label_of(row), *value);
      return;
    }
    const LooseCell* const label = label_of(row);
    if (label != nullptr && is_either(intake::trim_blanks(label->text), texts::DatabookFieldHead)) return;
    const LooseCell* const value = columns_->value ? cell_at(row, columns_->value) : value_after(row, label);
    if (value == nullptr) return;
    const auto titled = label == nullptr ? std::nullopt : title_of_line(*label);
    if (titled) return put(&root_, plan_.tables[0].columns[*titled], *value);
    const bool is_rest = label != nullptr && is_either(intake::trim_blanks(label->text), texts::DatabookRest);
    if (is_rest || columns_->rest_line == number) return merge_rest(&root_, *value);
    // A renamed line is recognised by the name of its cell, unless another line has its title.
    const auto named = columns_->lines.find(number);
    if (named != columns_->lines.end() && !has_titled_line(named->second)) {
      return put(&root_, plan_.tables[0].columns[named->second], *value);
    }
    if (label != nullptr && columns_->value) return report(messages::DatabookUnknownColumn, *label, label->text);
    if (columns_->value) report(messages::DatabookNoHead, *value, value->text);
  }

  static const LooseCell* value_after(const SheetRow& row, const LooseCell* label) {
    if (label == nullptr) return nullptr;
    const auto next = row.find(label->column + 1);
    return next == row.end() || is_blank(*next->second) ? nullptr : next->second;
  }

  /// The column of the record whose title the line has: the title of today, or that when the workbook was made.
  std::optional<std::size_t> title_of_line(const LooseCell& label) const {
    if (const auto column = find_title(plan_.tables[0], label.text)) return column;
    std::string_view text = intake::trim_blanks(label.text);
    if (text.ends_with('*')) text = intake::trim_blanks(text.substr(0, text.size() - 1));
    const auto was = map_.tables[0].titles.find(text);
    return was == map_.tables[0].titles.end() ? std::nullopt : std::optional(was->second);
  }

  bool has_titled_line(std::size_t column) const {
    return std::any_of(sheet_->rows.begin(), sheet_->rows.end(), [&](const auto& row) {
      const LooseCell* const label = label_of(row.second);
      return label != nullptr && title_of_line(*label) == column;
    });
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
    dropped_.reset();
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

  /// Adds an item to the list to which the row belongs. A row without values may be one that has not been filled in.
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
    // The sheet is missing, which is reported once.
    if (!stated_.tables[table].has_sheet && map_.tables[table].rows > 0) return nullptr;
    if (parent == nullptr && dropped_) {
      if (first != nullptr) report(messages::DatabookOrphanLeftOut, *first, *dropped_, owner.names.chinese);
      return nullptr;
    }
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
    dropped_.reset();
    const auto found = known.by_number.find(number);
    if (found == known.by_number.end() && options_.drops_orphans) {
      // Rows below it without a number belong to it, too.
      dropped_ = number;
      report(messages::DatabookOrphanLeftOut, *parent, number, owner.names.chinese);
      return nullptr;
    }
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

  /// Values inside objects; they come last, because they belong to rows.
  void read_detail(const DetailColumns& columns) {
    const Detail& detail = plan_.details[columns.detail];
    last_parent_ = nullptr;
    dropped_.reset();
    for (auto row = columns.sheet->rows.lower_bound(columns.first_row); row != columns.sheet->rows.end(); ++row) {
      const LooseCell* const owner = cell_at(row->second, columns.owner);
      const LooseCell* const path = cell_at(row->second, columns.path);
      const LooseCell* const value = cell_at(row->second, columns.value);
      report_unread(row->second, columns);
      if (owner == nullptr && path == nullptr && value == nullptr) continue;
      if (owner != nullptr && report_trouble(*owner, file_, sink_)) continue;
      if (path != nullptr && report_trouble(*path, file_, sink_)) continue;
      JsonNode* const node = detail.table == 0 ? &root_ : parent_node(detail.table, owner, value);
      if (value == nullptr || node == nullptr) continue;
      const std::string_view where = path == nullptr ? std::string_view() : intake::trim_blanks(path->text);
      if (!is_leaf_path(where)) {
        report(messages::DatabookBadPath, path == nullptr ? *value : *path, where);
        continue;
      }
      put_leaf(node, detail, where, *value);
    }
    ReadArea area{columns.first_row, {columns.path, columns.value}, true};
    if (columns.owner) area.columns.push_back(*columns.owner);
    std::sort(area.columns.begin(), area.columns.end());
    report_beside(*columns.sheet, area, file_, sink_);
  }

  void report_unread(const SheetRow& row, const DetailColumns& columns) {
    for (const auto& [column, cell] : row) {
      const bool is_read = column == columns.path || column == columns.value || column == columns.owner;
      if (!is_read && !is_blank(*cell)) report(messages::DatabookNoHead, *cell, cell->text);
    }
  }

  void put_leaf(JsonNode* row, const Detail& detail, std::string_view path, const LooseCell& cell) {
    const Table& table = plan_.tables[detail.table];
    if (report_trouble(cell, file_, sink_)) return;
    JsonNode* const object = detail.column ? row->follow(table.columns[*detail.column].path) : row;
    JsonNode* const node = object == nullptr ? nullptr : follow_leaf(*object, path);
    if (node == nullptr || node->type != JsonNode::Type::Nothing) {
      return report(messages::DatabookGivenTwice, cell, path, path);
    }
    CellJson decoded = decode_cell({cell.type, text_of(cell)}, leaf_field());
    if (decoded.bad_literal) report(messages::DatabookBadLiteral, cell);
    set(node, std::move(decoded.json), cell);
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

  /// The value of a cell that shows a picture.
  std::string picture_json(const LooseCell& cell, const schema::SchemaField& field) {
    if (cell.picture == 0 || cell.picture > pictures_->size()) {
      sink_.report(messages::IntakePictureField, diagnostics::Origin{}, file_, place(cell), place(cell));
      return {};
    }
    constexpr std::size_t kMostBytes = std::size_t{64} << 20;
    const std::string& address = (*pictures_)[cell.picture - 1];
    picture_bytes_ += address.size();
    if (picture_bytes_ > kMostBytes) {
      // One file may be the picture of many cells.
      const bool is_first = picture_bytes_ - address.size() <= kMostBytes;
      const diagnostics::TextPair limit = texts::IntakeMorePictures.pair(kMostBytes >> 20);
      if (is_first) {
        sink_.report(messages::IntakeLimit, diagnostics::Origin{}, file_, limit.english, limit.chinese);
      }
      return {};
    }
    const bool is_list = !schema::media_type_of(field).starts_with("image/");
    return (is_list ? "[" : "") + base::json_string(address) + (is_list ? "]" : "");
  }

  std::string decode(const LooseCell& cell, const Column& column) {
    const bool is_picture = cell.trouble == data::CellError::Picture && schema::takes_picture(column.field);
    if (is_picture) return picture_json(cell, column.field);
    if (report_trouble(cell, file_, sink_)) return {};
    report_odd_format(cell, file_, sink_);
    const data::TableCell told{kind_of(cell.type), cell.text, {}, cell.shown};
    const schema::SeenCell seen = schema::seen_cell(told, column.field);
    if (seen.lost_digits) {
      report(messages::DatabookLostDigits, cell, cell.text);
      return {};
    }
    if (seen.differs) report(messages::DatabookShownOtherwise, cell, cell.shown, cell.text);
    const auto day = cell.type == intake::RawType::Number && takes_dates(column.field) &&
                             !column.field.types.has(schema::SchemaType::Number)
                         ? day_of_number(cell.text)
                         : std::nullopt;
    if (day) {
      report(messages::DatabookNumberForDate, cell, cell.text, *day);
      return {};
    }
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
    *node = {};
    set(node, data::value_json(value), cell);
  }

  const TablePlan& plan_;
  const std::string& file_;
  diagnostics::DiagnosticSink& sink_;
  ReadBookOptions options_;
  JsonNode root_;
  std::vector<std::string> places_;  // the places that numbers in the tree refer to
  std::vector<KnownRows> rows_;
  BookMap map_;
  StatedParts stated_;  // without the plan
  const SheetCells* long_values_ = nullptr;
  const std::vector<std::string>* pictures_ = nullptr;
  std::set<const intake::OverCells*> picture_values_;  // of the sheet that is being read
  std::size_t picture_bytes_ = 0;
  const SheetColumns* columns_ = nullptr;
  const SheetCells* sheet_ = nullptr;
  JsonNode* last_parent_ = nullptr;
  std::optional<std::string> dropped_;  // the number of the deleted row whose rows are being left out
};

}  // namespace

BookData read_book(const intake::ReturnedFile& book, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink, const ReadBookOptions& options) {
  TablePlan plan = plan_tables(schema, std::max(kUsualListColumns, count_positions(book)));
  BookData data = BookReader(plan, file, sink, options).read(book);
  data.stated.plan = std::move(plan);
  return data;
}

}  // namespace gongwen::databook
