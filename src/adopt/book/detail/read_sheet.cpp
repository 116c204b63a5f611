#include "adopt/book/detail/read_sheet.h"

#include "adopt/book/detail/blocks.h"
#include "adopt/book/detail/formula_references.h"
#include "base/escapes.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/book.h"
#include "intake/cells.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::book {
namespace {

namespace messages = diagnostics::messages;
using adopt::Tag;
using adopt::TagScope;
using adopt::TagType;

std::size_t number_in(std::string_view digits, std::size_t otherwise) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : otherwise;
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char sign) { return base::is_ascii_space(sign); });
}

std::string column_text(std::uint32_t column) { return to_text(ReferenceEnd{.column = column}); }

void add_text(RowModel& row, std::string_view text) {
  if (row.pieces.empty() || row.pieces.back().type != RowPiece::Type::Text) row.pieces.push_back({});
  row.pieces.back().text += text;
}

/// A start tag without some attributes, up to its `>` or `/>`.
std::string start_without(const XmlPart& xml, const PartElement& element,
                          std::initializer_list<std::string_view> names) {
  std::string text(xml.source(element.begin, element.inner_begin - (element.is_empty() ? 2 : 1)));
  for (const std::string_view name : names) {
    const auto place = word::find_attribute(xml.xml(), element, name);
    if (!place) continue;
    // Includes the blank before its name, and the quotation mark after its value.
    std::size_t begin = place->begin - element.begin;
    const std::size_t end = place->end + 1 - element.begin;
    begin = text.rfind(name, begin - 1);
    while (begin > 0 && base::is_ascii_space(text[begin - 1])) --begin;
    text.replace(begin, end - begin, end - begin, '\x01');
  }
  std::erase(text, '\x01');
  while (!text.empty() && base::is_ascii_space(text.back())) text.pop_back();
  return text;
}

}  // namespace

bool SheetReader::read() {
  // Named cells need a place for their values, which all programs write.
  if (sheet_.data >= sheet_.xml.elements().size() && !names_.empty()) return false;
  const auto rows = seen_rows();
  if (!rows) return false;
  check_heads(*rows);
  write_rows(*rows);
  check_formulas();
  read_headers();
  out_.command(Command::EndSheet);
  return true;
}

std::string SheetReader::place_of(std::uint32_t row, std::uint32_t column) const {
  return sheet_.name + "!" + column_text(column) + std::to_string(row);
}

// Rows and cells of the template.

std::optional<std::vector<SheetReader::SeenRow>> SheetReader::seen_rows() {
  std::vector<SeenRow> rows;
  const std::vector<PartElement>& all = sheet_.xml.elements();
  if (sheet_.data < all.size()) {
    const PartElement& data = all[sheet_.data];
    std::size_t row = 0;
    for (auto at = static_cast<std::uint32_t>(sheet_.data + 1); at < data.after_children; at = all[at].after_children) {
      if (all[at].name != "row") continue;
      // Without a number, a row follows the one before it.
      const std::size_t before = row;
      const std::string number = sheet_.xml.attribute(all[at], "r");
      row = number_in(number, number.empty() ? row + 1 : 0);
      if (row <= before || row > kLastRow) return std::nullopt;
      rows.push_back(seen_row(&all[at], static_cast<std::uint32_t>(row)));
    }
  }
  for (const auto& [cell, name] : names_) {
    const auto found = std::lower_bound(rows.begin(), rows.end(), cell.first,
                                        [](const SeenRow& one, std::uint32_t number) { return one.row < number; });
    if (found == rows.end() || found->row != cell.first) rows.insert(found, seen_row(nullptr, cell.first));
  }
  return rows;
}

SheetReader::SeenRow SheetReader::seen_row(const PartElement* element, std::uint32_t row) {
  SeenRow seen;
  seen.element = element;
  seen.row = row;
  std::uint32_t column = 0;
  if (element != nullptr) {
    const std::vector<PartElement>& all = sheet_.xml.elements();
    for (std::uint32_t at = sheet_.xml.index_of(*element) + 1; at < element->after_children;
         at = all[at].after_children) {
      if (all[at].name != "c") continue;
      const auto place = intake::parse_cell_reference(sheet_.xml.attribute(all[at], "r"));
      column = place ? place->column + 1 : column + 1;
      SeenCell cell;
      cell.element = &all[at];
      cell.column = column;
      look_at(cell, row);
      seen.cells.push_back(std::move(cell));
    }
  }
  add_named(seen);
  for (const SeenCell& cell : seen.cells) {
    seen.is_filled = seen.is_filled || cell.is_filled;
    seen.has_row_tags = seen.has_row_tags || std::ranges::count(cell.is_of_row, true) > 0;
  }
  return seen;
}

void SheetReader::look_at(SeenCell& cell, std::uint32_t row) {
  const XmlPart& xml = sheet_.xml;
  const PartElement* const value = xml.child(*cell.element, "v");
  const PartElement* const formula = xml.child(*cell.element, "f");
  const std::string type = xml.attribute(*cell.element, "t");
  cell.has_content = formula != nullptr || (value != nullptr && !value->is_empty());
  const std::string place = place_of(row, cell.column);
  if (formula != nullptr) {
    const std::string text = xml.text_of(*formula);
    if (find_open_tag(text) != std::string_view::npos)
      sink_.report(messages::BookTagInFormula, out_.origin(place), place);
    if (!text.empty() && xml.attribute(*formula, "t") == "shared")
      shared_[xml.attribute(*formula, "si")] = {text, row, cell.column};
    return;
  }
  if (type == "s" && value != nullptr) {
    const std::size_t index = number_in(base::trim_ascii_space(xml.text_of(*value)), texts_.strings.size());
    if (index >= texts_.strings.size()) return;
    const CellText& shared = texts_.strings[index];
    if (shared.tags.empty() && find_open_tag(shared.text) == std::string_view::npos) return;
    cell.text = shared;
    used_strings_.insert(index);
  } else if (type == "inlineStr") {
    const PartElement* const text = xml.child(*cell.element, "is");
    if (text == nullptr) return;
    cell.text = cell_text(xml, *text);
    cell.has_content = !cell.text.text.empty();
  }
  const bool is_open = find_open_tag(cell.text.text) != std::string_view::npos;
  if (cell.text.tags.empty() && !is_open) return;
  cell.is_filled = true;
  judge_tags(cell, place);
}

/// A tag applies to its row if it is marked so, or if its block begins or ends in another cell.
void SheetReader::judge_tags(SeenCell& cell, std::string_view place) {
  const std::vector<Tag>& tags = cell.text.tags;
  cell.is_of_row.assign(tags.size(), false);
  std::vector<std::vector<std::size_t>> open;  // statements of blocks that have not ended
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const Tag& tag = tags[i];
    if (tag.scope == TagScope::Row) {
      cell.is_of_row[i] = tag.type == TagType::Statement;
      continue;
    }
    if (tag.scope != TagScope::Inline) {
      const std::string written = cell.text.text.substr(tag.begin, tag.end - tag.begin);
      sink_.report(messages::BookTagScope, out_.origin(cell.text.text, tag.begin, place), written);
      continue;
    }
    if (tag.is_start()) {
      open.push_back({i});
    } else if (tag.is_end()) {
      if (open.empty())
        cell.is_of_row[i] = true;
      else
        open.pop_back();
    } else if (tag.is_branch()) {
      if (open.empty())
        cell.is_of_row[i] = true;
      else
        open.back().push_back(i);
    }
  }
  for (const std::vector<std::size_t>& block : open) {
    for (const std::size_t tag : block) cell.is_of_row[tag] = true;
  }
  // The rest of the cell, without the tags of its row.
  std::size_t at = 0;
  cell.has_content = false;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const bool is_text = !is_blank(std::string_view(cell.text.text).substr(at, tags[i].begin - at));
    cell.has_content = cell.has_content || is_text || (!cell.is_of_row[i] && tags[i].type != TagType::Comment);
    at = tags[i].end;
  }
  cell.has_content = cell.has_content || !is_blank(std::string_view(cell.text.text).substr(at));
}

/// Cells with the name of a field show its value; they stay empty if the data has none.
void SheetReader::add_named(SeenRow& row) {
  for (auto named = names_.lower_bound({row.row, 0}); named != names_.end() && named->first.first == row.row; ++named) {
    const std::uint32_t column = named->first.second;
    auto cell = std::lower_bound(row.cells.begin(), row.cells.end(), column,
                                 [](const SeenCell& one, std::uint32_t number) { return one.column < number; });
    if (cell == row.cells.end() || cell->column != column) {
      cell = row.cells.insert(cell, SeenCell{});
      cell->column = column;
    }
    if (cell->is_filled) continue;  // its tags take precedence
    if (cell->element != nullptr && sheet_.xml.child(*cell->element, "f") != nullptr) {
      const std::string place = place_of(row.row, column);
      sink_.report(messages::BookNamedFormula, out_.origin(place), place, named->second.name);
      continue;
    }
    cell->is_filled = true;
    cell->has_content = true;
    cell->text.text = "{{ " + named->second.expression + " }}";
    cell->text.runs.clear();
    cell->text.tags = adopt::find_tags(cell->text.text);
    cell->is_of_row.assign(cell->text.tags.size(), false);
  }
}

void SheetReader::check_heads(const std::vector<SeenRow>& rows) {
  for (const TableModel& table : sheet_.tables) {
    for (const SeenRow& row : rows) {
      if (row.row + 1 != table.first_row) continue;
      for (const SeenCell& cell : row.cells) {
        if (!cell.is_filled || cell.column < table.first_column || cell.column > table.last_column) continue;
        const std::string place = place_of(row.row, cell.column);
        sink_.report(messages::BookTableHead, out_.origin(place), place);
      }
    }
  }
}

/// The row above a list is above all of its rows: a formula in them that uses the balance of the row before, such as
/// `=C1+B2`, would use the first one each time, or no value from a row that has only the tag of the list.
void SheetReader::check_formulas() {
  const auto list_of = [&](std::uint32_t row) {
    std::size_t loop = sheet_.loops.loop_of(row);
    while (loop != kNoLoop && sheet_.loops.parent(loop) != kNoLoop) loop = sheet_.loops.parent(loop);
    return loop;
  };
  std::size_t list = kNoLoop;
  RowRange above;  // the rows with tags before the current list, and the one that stays before them
  std::uint32_t last = 0;
  for (const RowModel& row : sheet_.rows) {
    if (absent_.contains(row.row)) continue;
    if (list_of(row.row) != list) above = {last, row.row - 1};
    last = row.row;
    list = list_of(row.row);
    if (list == kNoLoop) continue;
    for (const RowPiece& piece : row.pieces) {
      if (piece.type != RowPiece::Type::Formula) continue;
      const FormulaSlot& slot = sheet_.formulas[piece.index];
      const auto cell = sole_reference(std::string_view(slot.place).substr(slot.place.rfind('!') + 1));
      const std::vector<Reference> all = find_references(slot.text);
      const auto balance = std::find_if(all.begin(), all.end(), [&](const Reference& one) {
        return cell && one.sheet.empty() && !one.last && !one.first.is_row_fixed && one.first.row >= above.first &&
               one.first.row <= above.last && one.first.column == cell->first.column;
      });
      if (balance != all.end())
        sink_.report(messages::BookRowAbove, out_.origin(slot.place), slot.place, to_text(balance->first));
    }
  }
}

// The text.

void SheetReader::write_rows(const std::vector<SeenRow>& rows) {
  for (const SeenRow& row : rows) {
    const bool is_fixed = blocks_.empty() && !row.has_row_tags;
    if (is_fixed && !row.is_filled) continue;
    keep_to(row.row);
    write_row(row);
    next_ = row.row + 1;
  }
  for (const Block& block : blocks_) sink_.report(messages::BookOpenBlock, out_.origin(block.place), block.tag);
  sheet_.rest = next_;
  for (const SeenRow& row : rows) {
    if (!modelled_.insert(row.row).second) continue;
    std::vector<std::size_t> slots;
    sheet_.rows.push_back(model_of(row, slots));
  }
  std::sort(sheet_.rows.begin(), sheet_.rows.end(), [](const RowModel& a, const RowModel& b) { return a.row < b.row; });
}

/// The rows before this one, which have no tags.
void SheetReader::keep_to(std::uint32_t row) {
  if (next_ >= row) return;
  if (blocks_.empty()) {
    out_.command(Command::Keep, std::to_string(next_) + "-" + std::to_string(row - 1));
    return;
  }
  for (; next_ < row; ++next_) {
    if (blocks_.back().loop != kNoLoop) sheet_.loops.of_rows[next_] = blocks_.back().loop;
    out_.command(Command::Row, next_);
  }
}

void SheetReader::write_row(const SeenRow& row) {
  const bool has_content =
      std::any_of(row.cells.begin(), row.cells.end(), [](const SeenCell& cell) { return cell.has_content; });
  if (!row.has_row_tags) {
    body(row);
    return;
  }
  const auto each_tag = [&](auto&& take) {
    for (const SeenCell& cell : row.cells) {
      for (std::size_t i = 0; i < cell.is_of_row.size(); ++i) {
        if (cell.is_of_row[i]) take(cell, i, place_of(row.row, cell.column));
      }
    }
  };
  if (!has_content) {
    absent_.insert(row.row);
    out_.command(Command::Absent, row.row);
    each_tag(
        [&](const SeenCell& cell, std::size_t tag, const std::string& place) { row_tag(cell, tag, place, row.row); });
    return;
  }
  // In a row with content, ends of blocks come after it, and all other tags before it.
  each_tag([&](const SeenCell& cell, std::size_t i, const std::string& place) {
    const Tag& tag = cell.text.tags[i];
    if (tag.is_end()) return;
    if (tag.is_branch()) sink_.report(messages::BookElseRow, out_.origin(cell.text.text, tag.begin, place), tag.text);
    row_tag(cell, i, place, row.row);
  });
  body(row);
  each_tag([&](const SeenCell& cell, std::size_t i, const std::string& place) {
    if (cell.text.tags[i].is_end()) row_tag(cell, i, place, row.row);
  });
}

void SheetReader::row_tag(const SeenCell& cell, std::size_t index, const std::string& place, std::uint32_t row) {
  const Tag& tag = cell.text.tags[index];
  sheet_.has_tags = true;
  if (tag.is_end() && !blocks_.empty()) {
    if (blocks_.back().keyword == "for") end_loop(row);
    blocks_.pop_back();
  } else if (tag.is_branch() && !blocks_.empty() && blocks_.back().keyword == "for") {
    end_loop(row);
    blocks_.back().is_in_else = true;
    blocks_.back().loop = blocks_.size() > 1 ? blocks_[blocks_.size() - 2].loop : kNoLoop;
  }
  if (tag.is_start() && !holds_rows(tag))
    sink_.report(messages::BookBlockRows, out_.origin(cell.text.text, tag.begin, place), tag.text);
  out_.tag(tag, cell.text.text, place);
  if (!tag.is_start()) return;
  Block block{.keyword = std::string(tag.keyword()), .tag = tag.text, .place = place, .first_row = row};
  block.loop = blocks_.empty() ? kNoLoop : blocks_.back().loop;
  if (block.keyword == "for") {
    sheet_.loops.parents.push_back(block.loop);
    block.loop = sheet_.loops.parents.size() - 1;
    out_.command(Command::BeginRound, block.loop);
  }
  blocks_.push_back(std::move(block));
}

void SheetReader::end_loop(std::uint32_t row) {
  const Block& block = blocks_.back();
  if (block.is_in_else) return;
  if (blocks_.size() > 1 || !needs_blank_row(block.first_row, row)) return;
  // The last row that is repeated.
  const auto& rows = sheet_.loops.of_rows;
  const auto last = std::find_if(rows.rbegin(), rows.rend(), [&](const auto& one) { return one.second == block.loop; });
  if (last == rows.rend()) return;
  out_.raw("{% else %}");
  out_.command(Command::BlankRow, last->first);
}

/// Whether a table has only the rows of a loop below its headings.
bool SheetReader::needs_blank_row(std::uint32_t first, std::uint32_t last) const {
  return std::any_of(sheet_.tables.begin(), sheet_.tables.end(),
                     [&](const TableModel& table) { return first <= table.first_row && last >= table.last_row; });
}

void SheetReader::body(const SeenRow& row) {
  std::vector<std::size_t> slots;
  modelled_.insert(row.row);
  sheet_.rows.push_back(model_of(row, slots));
  if (blocks_.empty()) {
    out_.command(Command::Keep, std::to_string(row.row) + "-" + std::to_string(row.row));
  } else {
    if (blocks_.back().loop != kNoLoop) sheet_.loops.of_rows[row.row] = blocks_.back().loop;
    out_.command(Command::Row, row.row);
  }
  std::size_t next = 0;
  for (const SeenCell& cell : row.cells) {
    if (!cell.is_filled) continue;
    sheet_.has_tags = true;
    out_.command(Command::Cell, slots[next++]);
    out_.cell(cell.text, cell.is_of_row, place_of(row.row, cell.column));
  }
}

// The pieces of a row.

RowModel SheetReader::model_of(const SeenRow& row, std::vector<std::size_t>& slots) {
  RowModel model;
  model.row = row.row;
  model.has_content = std::ranges::any_of(row.cells, [](const SeenCell& cell) { return cell.has_content; });
  if (row.element != nullptr) {
    model.begin = row.element->begin;
    model.end = row.element->end;
  }
  const XmlPart& xml = sheet_.xml;
  const bool has_formula = std::any_of(row.cells.begin(), row.cells.end(), [&](const SeenCell& cell) {
    return cell.element != nullptr && xml.child(*cell.element, "f") != nullptr;
  });
  // A row that stays is copied as it is, unless it moves.
  if (row.element != nullptr && row.element->is_empty() && row.cells.empty()) {
    row_start(row, model);
    add_text(model, "/>");
    return model;
  }
  row_start(row, model);
  add_text(model, ">");
  for (const SeenCell& cell : row.cells) cell_pieces(cell, row.row, model, slots);
  if (row.element != nullptr) {
    const std::vector<PartElement>& all = xml.elements();
    for (std::uint32_t at = xml.index_of(*row.element) + 1; at < row.element->after_children;
         at = all[at].after_children) {
      if (all[at].name != "c") add_text(model, xml.source(all[at].begin, all[at].end));
    }
  }
  const std::string prefix(row.element == nullptr ? word::prefix_of(xml.xml(), xml.elements()[sheet_.data])
                                                  : word::prefix_of(xml.xml(), *row.element));
  add_text(model, "</" + prefix + "row>");
  model.is_copied = row.element != nullptr && !row.is_filled && !has_formula;
  return model;
}

void SheetReader::row_start(const SeenRow& row, RowModel& model) const {
  const XmlPart& xml = sheet_.xml;
  if (row.element == nullptr) {
    add_text(model, "<" + std::string(word::prefix_of(xml.xml(), xml.elements()[sheet_.data])) + "row r=\"");
    model.pieces.push_back({.type = RowPiece::Type::Number});
    add_text(model, "\"");
    return;
  }
  // A height that was not set by hand fits the tags, not the values: programs adapt the row again.
  const std::string is_set = xml.attribute(*row.element, "customHeight");
  const bool is_fitted = row.is_filled && (is_set.empty() || is_set == "0" || is_set == "false");
  std::string start =
      is_fitted ? start_without(xml, *row.element, {"r", "ht"}) : start_without(xml, *row.element, {"r"});
  const std::size_t name = std::min(start.find_first_of(" \t\r\n"), start.size());
  add_text(model, start.substr(0, name) + " r=\"");
  model.pieces.push_back({.type = RowPiece::Type::Number});
  add_text(model, "\"" + start.substr(name));
  if (!is_fitted) return;
  model.pieces.push_back({.type = RowPiece::Type::Height});
  model.fixed_height = fixed_height(row);
}

TextRoom SheetReader::room_of(const SeenCell& cell, std::uint32_t row) const {
  const std::string style = cell.element == nullptr ? std::string() : sheet_.xml.attribute(*cell.element, "s");
  const std::size_t number = style.empty() ? 0 : number_in(style, 0);
  return sheet_.rooms.of(row, cell.column,
                         number < texts_.looks.cells.size() ? texts_.looks.cells[number] : TextLook());
}

double SheetReader::fixed_height(const SeenRow& row) const {
  double height = 0;
  for (const SeenCell& cell : row.cells) {
    if (cell.is_filled || cell.element == nullptr) continue;
    const XmlPart& xml = sheet_.xml;
    const PartElement* const value = xml.child(*cell.element, "v");
    std::string text = cell.text.text;
    if (xml.attribute(*cell.element, "t") == "s" && value != nullptr) {
      const std::size_t index = number_in(base::trim_ascii_space(xml.text_of(*value)), texts_.strings.size());
      if (index < texts_.strings.size()) text = texts_.strings[index].text;
    }
    if (!text.empty()) height = std::max(height, text_height(room_of(cell, row.row), text));
  }
  return height;
}

void SheetReader::cell_pieces(const SeenCell& cell, std::uint32_t row, RowModel& model,
                              std::vector<std::size_t>& slots) {
  const XmlPart& xml = sheet_.xml;
  const PartElement* const formula = cell.element == nullptr ? nullptr : xml.child(*cell.element, "f");
  const bool is_calculated = formula != nullptr && !cell.is_filled;
  std::string prefix;
  std::string start;
  if (cell.element == nullptr) {
    prefix = word::prefix_of(xml.xml(), xml.elements()[sheet_.data]);
    start = "<" + prefix + "c";
  } else {
    prefix = word::prefix_of(xml.xml(), *cell.element);
    // The type is that of the value.
    start = cell.is_filled  ? start_without(xml, *cell.element, {"r", "t", "s"})
            : is_calculated ? start_without(xml, *cell.element, {"r", "t"})
                            : start_without(xml, *cell.element, {"r"});
  }
  const std::size_t name = std::min(start.find_first_of(" \t\r\n"), start.size());
  const std::string head = start.substr(0, name) + " r=\"" + column_text(cell.column);
  const std::string tail = "\"" + start.substr(name);
  if (cell.is_filled) {
    CellSlot slot{.head = head, .tail = tail, .prefix = prefix, .place = place_of(row, cell.column)};
    const std::string style = cell.element == nullptr ? std::string() : xml.attribute(*cell.element, "s");
    if (!style.empty()) slot.style = number_in(style, 0);
    const std::size_t number = slot.style.value_or(0);
    if (number < texts_.formats.size()) slot.format = texts_.formats[number];
    slot.room = room_of(cell, row);
    for (const TextRun& run : cell.text.runs) slot.runs.push_back(run.format);
    slots.push_back(sheet_.cells.size());
    model.pieces.push_back({.type = RowPiece::Type::Cell, .index = sheet_.cells.size()});
    sheet_.cells.push_back(std::move(slot));
    return;
  }
  add_text(model, head);
  model.pieces.push_back({.type = RowPiece::Type::Number});
  add_text(model, tail);
  if (cell.element->is_empty()) {
    add_text(model, "/>");
    return;
  }
  add_text(model, ">");
  if (!is_calculated) {
    add_text(model, xml.source(cell.element->inner_begin, cell.element->end));
    return;
  }
  formula_pieces(cell, *formula, row, model);
  add_text(model, "</" + prefix + "c>");
}

/// The formula without the result that was calculated from other values.
void SheetReader::formula_pieces(const SeenCell& cell, const PartElement& formula, std::uint32_t row, RowModel& model) {
  const XmlPart& xml = sheet_.xml;
  const std::string place = place_of(row, cell.column);
  const auto add = [&](std::string text, bool is_range) {
    model.pieces.push_back({.type = RowPiece::Type::Formula, .index = sheet_.formulas.size()});
    sheet_.formulas.push_back({std::move(text), is_range, place});
  };
  const bool is_shared = xml.attribute(formula, "t") == "shared";
  std::string start =
      is_shared ? start_without(xml, formula, {"t", "ref", "si"}) : start_without(xml, formula, {"ref", "r1", "r2"});
  add_text(model, start);
  if (const std::string range = xml.attribute(formula, "ref"); !range.empty() && !is_shared) {
    add_text(model, " ref=\"");
    add(range, true);
    add_text(model, "\"");
  }
  // The cells into which a data table puts its values.
  for (const char* const attribute : {"r1", "r2"}) {
    const std::string cell_in = xml.attribute(formula, attribute);
    if (cell_in.empty()) continue;
    add_text(model, " " + std::string(attribute) + "=\"");
    add(cell_in, false);
    add_text(model, "\"");
  }
  add_text(model, ">");
  add(formula_text(formula, row, cell.column), false);
  add_text(model, "</" + std::string(word::prefix_of(xml.xml(), formula)) + "f>");
  const std::vector<PartElement>& all = xml.elements();
  for (std::uint32_t at = xml.index_of(*cell.element) + 1; at < cell.element->after_children;
       at = all[at].after_children) {
    if (all[at].name != "f" && all[at].name != "v") add_text(model, xml.source(all[at].begin, all[at].end));
  }
}

/// Formulas that cells share are written out, since their rows may become separated.
std::string SheetReader::formula_text(const PartElement& formula, std::uint32_t row, std::uint32_t column) {
  const XmlPart& xml = sheet_.xml;
  std::string text = xml.text_of(formula);
  if (xml.attribute(formula, "t") != "shared") return text;
  const std::string number = xml.attribute(formula, "si");
  if (!text.empty()) return text;
  const auto shared = shared_.find(number);
  if (shared == shared_.end()) return text;
  return moved_formula(shared->second.formula, std::int64_t{row} - shared->second.row,
                       std::int64_t{column} - shared->second.column);
}

// Heads and feet.

void SheetReader::read_headers() {
  for (const PartElement& element : sheet_.xml.elements()) {
    const bool is_line = element.name.ends_with("Header") || element.name.ends_with("Footer");
    if (!is_line || element.parent == word::kNoIndex || sheet_.xml.elements()[element.parent].name != "headerFooter")
      continue;
    CellText text;
    text.text = sheet_.xml.text_of(element);
    text.tags = adopt::find_tags(text.text);
    if (text.tags.empty()) continue;
    const std::string place = sheet_.name + "!" + element.name;
    sheet_.has_tags = true;
    out_.command(Command::Header, sheet_.headers.size());
    sheet_.headers.push_back({element.inner_begin, element.inner_end, place});
    out_.cell(text, std::vector<bool>(text.tags.size(), false), place);
  }
}

const RowModel* SheetModel::find_row(std::uint32_t row) const {
  const auto found = std::lower_bound(rows.begin(), rows.end(), row,
                                      [](const RowModel& one, std::uint32_t number) { return one.row < number; });
  return found == rows.end() || found->row != row ? nullptr : &*found;
}

}  // namespace gongwen::book
