#include "sheet/detail/formula_places.h"

#include "base/utf8.h"
#include "sheet/formula.h"

#include <algorithm>
#include <map>

namespace gongwen::sheet {
namespace {

constexpr std::string_view kRowMark = "{row}";

std::string heading_text(const Sheet& sheet, const Cell& cell) {
  if (const auto* const text = std::get_if<Text>(&cell.value)) return without_space(text->text);
  std::string all;
  if (const auto* const rich = std::get_if<RichText>(&cell.value)) {
    for (const TextRun& run : sheet.rich_texts[rich->index]) all += run.text;
  }
  return without_space(all);
}

std::uint32_t last_column_of(const Sheet& sheet, CellPlace place) {
  for (const Merge& merge : sheet.merges) {
    if (merge.range.first == place) return merge.range.last.column;
  }
  return place.column;
}

class PlaceWriter {
 public:
  PlaceWriter(std::string_view formula, const FormulaPlaces& places, std::vector<UnknownPlace>& unknown)
      : formula_(formula), places_(places), unknown_(unknown) {}

  std::string write() {
    while (at_ < formula_.size()) write_piece();
    return std::move(out_);
  }

 private:
  void write_piece() {
    const char c = formula_[at_];
    if (c == '"') return copy(end_of_quoted());
    if (formula_.substr(at_).starts_with(kRowMark)) {
      out_ += std::to_string(places_.row + 1);
      at_ += kRowMark.size();
      return;
    }
    if (c == '[') return write_reference({});
    const std::size_t end = c == '\'' ? end_of_quoted() : end_of_word();
    const bool is_name = c == '\'' || is_formula_name_character(c);
    if (is_name && end < formula_.size() && formula_[end] == '[') {
      std::string name(formula_.substr(at_, end - at_));
      if (c == '\'') name = name.substr(1, name.size() - 2);
      at_ = end;
      return write_reference(name);
    }
    copy(end);
  }

  void copy(std::size_t end) {
    out_ += formula_.substr(at_, end - at_);
    at_ = end;
  }

  /// check_formula has made sure that the quote is closed.
  std::size_t end_of_quoted() const {
    const std::size_t close = formula_.find(formula_[at_], at_ + 1);
    return close == std::string_view::npos ? formula_.size() : close + 1;
  }

  std::size_t end_of_word() const {
    std::size_t end = at_;
    while (end < formula_.size() && is_formula_name_character(formula_[end])) ++end;
    return std::max(end, at_ + 1);
  }

  void write_reference(const std::string& name) {
    const std::size_t close = formula_.find(']', at_);
    if (close == std::string_view::npos) return copy(formula_.size());
    std::string_view inside = formula_.substr(at_ + 1, close - at_ - 1);
    const bool this_row = inside.starts_with('@');
    if (this_row) inside.remove_prefix(1);
    const TableColumns* const table = find_table(name);
    const TableColumns::Heading* const heading = table == nullptr ? nullptr : table->find(inside);
    if (heading == nullptr) {
      note_unknown(name, inside, table);
      if (!name.empty()) out_ += name.find_first_of(" '") == std::string::npos ? name : "'" + name + "'";
      return copy(close + 1);
    }
    at_ = close + 1;
    if (this_row) {
      out_ += (name.empty() ? "" : quoted_sheet(table->sheet) + "!") + "$" + column_letters(heading->column) +
              std::to_string(places_.row + 1);
      return;
    }
    const bool is_empty = table->end <= table->first;
    const CellRange range{{is_empty ? table->head : table->first, heading->column},
                          {is_empty ? table->head : table->end - 1, heading->column}};
    const std::string reference =
        is_empty ? absolute_reference(table->sheet, range) : column_range(table->sheet, range);
    out_ += name.empty() ? reference.substr(reference.rfind('!') + 1) : reference;
  }

  static std::string quoted_sheet(std::string_view sheet) {
    const std::string reference = absolute_reference(sheet, {});
    return reference.substr(0, reference.rfind('!'));
  }

  const TableColumns* find_table(std::string_view name) const {
    if (name.empty()) return places_.own;
    for (const TableColumns& table : places_.tables) {
      if (base::equals_ignoring_ascii_case(table.sheet, name)) return &table;
    }
    return nullptr;
  }

  void note_unknown(const std::string& name, std::string_view column, const TableColumns* table) {
    UnknownPlace unknown;
    unknown.table = table == nullptr ? name : table->sheet;
    unknown.column = column;
    unknown.is_sheet = table == nullptr;
    if (table != nullptr) unknown.known = table->list();
    unknown_.push_back(std::move(unknown));
  }

  std::string_view formula_;
  const FormulaPlaces& places_;
  std::vector<UnknownPlace>& unknown_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string without_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!base::is_ascii_space(c)) out += c;
  }
  return out;
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> items;
  const auto add = [&items](std::string_view item) {
    item = base::trim_ascii_space(item);
    if (!item.empty()) items.emplace_back(item);
  };
  std::size_t begin = 0;
  for (std::size_t at = 0; at < list.size();) {
    std::size_t comma = 0;
    for (const std::string_view known : {std::string_view(","), std::string_view("，"), std::string_view("、")}) {
      if (list.substr(at).starts_with(known)) comma = known.size();
    }
    if (comma > 0) {
      add(list.substr(begin, at - begin));
      begin = at + comma;
    }
    at += std::max<std::size_t>(comma, 1);
  }
  add(list.substr(begin));
  return items;
}

const TableColumns::Heading* TableColumns::find(std::string_view heading) const {
  const std::string wanted = without_space(heading);
  const auto found =
      std::find_if(headings.begin(), headings.end(), [&](const Heading& known) { return known.text == wanted; });
  return found == headings.end() || wanted.empty() ? nullptr : &*found;
}

std::string TableColumns::list() const {
  std::string all;
  for (const Heading& heading : headings) {
    if (!heading.text.empty()) all += (all.empty() ? "" : "、") + heading.text;
  }
  return all;
}

std::vector<TableColumns::Heading> read_headings(const Sheet& sheet, std::uint32_t first, std::uint32_t last) {
  std::map<std::uint32_t, TableColumns::Heading> lowest;
  for (std::uint32_t row = first; row <= last && row < sheet.rows.size(); ++row) {
    for (const Cell& cell : sheet.cells_of(sheet.rows[row])) {
      const std::string text = heading_text(sheet, cell);
      const std::uint32_t end = last_column_of(sheet, {row, cell.column});
      for (std::uint32_t column = cell.column; column <= end && !text.empty(); ++column)
        lowest[column] = {text, column, row};
    }
  }
  std::vector<TableColumns::Heading> headings;
  headings.reserve(lowest.size());
  for (const auto& [column, heading] : lowest) headings.push_back(heading);
  return headings;
}

std::string with_places(std::string_view formula, const FormulaPlaces& places, std::vector<UnknownPlace>& unknown) {
  return PlaceWriter(formula, places, unknown).write();
}

bool names_columns(std::string_view formula) {
  char quote = 0;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    const char c = formula[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' && formula.substr(i + 1, 1) != "@") {
      return true;
    }
  }
  return false;
}

}  // namespace gongwen::sheet
